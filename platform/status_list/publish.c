/* SPDX-License-Identifier: Apache-2.0 */
/* The bits of a list, and whether the world has seen them. */
#include "platform/status_list/status_list.h"

static crd_rc set_bits(crd_status_list *bits, crd_store_tx *tx, crd_uuid list,
                       crd_error *error)
{
    crd_store_rows rows;
    bool found = true;
    crd_rc rc = CRD_OK;
    CRD_TRY(crd_store_query(&rows, tx, CRD_SQL_STATUS_INDEX_SET,
                            CRD_STORE_VALUES(crd_store_uuid(&list)), error));
    while (rc == CRD_OK && found) {
        rc = crd_store_next(&found, &rows, error);
        if (rc == CRD_OK && found) {
            uint64_t index = (uint64_t)crd_store_column_integer(&rows, 0);
            rc = crd_status_list_set(bits, index, 1, error);
        }
    }
    crd_store_end(&rows);
    return rc;
}

crd_rc crd_slots_bits(crd_status_list **out, int64_t *version,
                      const crd_allocator *allocator, crd_store_tx *tx,
                      crd_uuid list, crd_error *error)
{
    crd_status_list *bits;
    crd_store_rows rows;
    bool found;
    CRD_TRY(crd_store_one(&found, &rows, tx, CRD_SQL_STATUS_LIST_GET,
                          CRD_STORE_VALUES(crd_store_uuid(&list)), error));
    if (!found) {
        return crd_fail(error, CRD_CODE_SLOT_NOT_FOUND, "no such list");
    }
    uint64_t entries = (uint64_t)crd_store_column_integer(&rows, 0);
    *version = crd_store_column_integer(&rows, 1);
    crd_store_end(&rows);
    CRD_TRY(crd_status_list_new(&bits, allocator, entries, 1, error));
    crd_rc rc = set_bits(bits, tx, list, error);
    if (rc != CRD_OK) {
        crd_status_list_free(bits);
        return rc;
    }
    *out = bits;
    return CRD_OK;
}

crd_rc crd_slots_changed(crd_uuid *out, size_t *found, size_t room,
                         crd_store_tx *tx, crd_error *error)
{
    crd_store_rows rows;
    bool more = true;
    size_t n = 0;
    CRD_TRY(crd_store_query(&rows, tx, CRD_SQL_STATUS_LIST_DUE,
                            CRD_STORE_VALUES(crd_store_integer((int64_t)room)),
                            error));
    while (more && n < room) {
        CRD_TRY(crd_store_next(&more, &rows, error));
        if (more) {
            out[n++] = crd_store_column_uuid(&rows, 0);
        }
    }
    crd_store_end(&rows);
    *found = n;
    return CRD_OK;
}

crd_rc crd_slots_published(crd_store_tx *tx, crd_uuid list, int64_t version,
                           crd_error *error)
{
    return crd_store_run(
        NULL, tx, CRD_SQL_STATUS_LIST_PUBLISHED,
        CRD_STORE_VALUES(crd_store_integer(version), crd_store_uuid(&list)),
        error);
}
