/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that come again: the id of an award follows from the person and the
 * achievement, so a second row is the first one again,
 * or two people whom the list does not tell apart. */
#include "cli/class_list.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool cli_row_is_blank(const crd_csv_row *cells)
{
    for (uint32_t i = 0; i < cells->count; i++) {
        for (size_t k = 0; k < cells->cells[i].len; k++) {
            if (!is_blank(cells->cells[i].data[k])) {
                return false;
            }
        }
    }
    return true;
}

/* All cells, also those without a use: a class or a group may be all that
 * tells two people apart. Blanks and the case of addresses do not count. */
static crd_rc digest_cells(uint8_t out[CLI_MARK_BYTES],
                           const cli_columns *columns, const crd_csv_row *cells,
                           crd_error *error)
{
    uint8_t digest[CRD_DIGEST_MAX];
    crd_buffer text;
    crd_buffer_init(&text, crd_allocator_default(), SIZE_MAX / 2);
    for (uint32_t i = 0; i < columns->count; i++) {
        bool small = columns->fields[i] == CLI_FIELD_EMAIL;
        crd_span cell = i < cells->count ? cells->cells[i] : CRD_SPAN_NONE;
        for (size_t k = 0; k < cell.len; k++) {
            char c = cell.data[k];
            if (small && c >= 'A' && c <= 'Z') {
                c = (char)(c - 'A' + 'a');
            }
            if (!is_blank(c)) {
                crd_buffer_append_char(&text, c);
            }
        }
        crd_buffer_append_char(&text, '\0');
    }
    crd_rc rc = crd_buffer_rc(&text, error);
    if (rc == CRD_OK) {
        crd_digest(digest, CRD_SHA256, text.data, text.len);
        memcpy(out, digest, CLI_MARK_BYTES);
    }
    crd_buffer_free(&text);
    return rc;
}

static crd_rc come_again(cli_row *r, const cli_id *place,
                         const uint8_t cells[CLI_MARK_BYTES], crd_error *error)
{
    if (memcmp(place->cells, cells, CLI_MARK_BYTES) != 0) {
        return crd_fail(error, CRD_CODE_LIST_SAME_PERSON,
                        "row %u has the same person, and says something else",
                        (unsigned)place->row);
    }
    r->state = CLI_ROW_REPEATED;
    r->first = place->row;
    return CRD_OK;
}

crd_rc cli_row_look_up(cli_class_list *list, cli_row *r,
                       const crd_csv_row *cells, crd_error *error)
{
    uint8_t id[CLI_UUID_BYTES], mark[CLI_MARK_BYTES];
    CRD_TRY(crd_award_id(r->id, list->ids, &r->award, error));
    CRD_TRY(digest_cells(mark, &list->columns, cells, error));
    cli_id *place = cli_uuid_read(id, crd_span_of(r->id))
                        ? cli_id_set_place(&list->deposit.ids, id)
                        : NULL;
    if (!place) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (place->marks & CLI_ID_THIS_RUN) {
        return come_again(r, place, mark, error);
    }
    if (place->marks & CLI_ID_THERE) {
        r->state = CLI_ROW_THERE;
        memcpy(r->content, place->content, CLI_MARK_BYTES);
    }
    place->marks |= CLI_ID_THIS_RUN;
    place->row = (uint32_t)r->number;
    memcpy(place->cells, mark, CLI_MARK_BYTES);
    return CRD_OK;
}
