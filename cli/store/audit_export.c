/* SPDX-License-Identifier: Apache-2.0 */
/* credimur audit export: the chains, for somebody else to check. */
#include "cli/store/place.h"

/* A line holds the canonical row as it was digested, so that whoever checks it
 * needs SHA-256 and no JSON library: hash = SHA-256(previous, row). */
static crd_rc put_link(void *context, const crd_audit_link *link,
                       crd_error *error)
{
    char hex[2 * CRD_SHA256_BYTES + 1];
    crd_buffer line;
    (void)error;
    crd_buffer_init(&line, crd_allocator_default(), 1 << 26);
    crd_buffer_append_text(&line, "{\"schema\":\"credimur.audit-link/1\","
                                  "\"row\":");
    crd_buffer_append_span(&line, link->row);
    if (link->previous.len == CRD_SHA256_BYTES) {
        crd_hex_write(hex, (const uint8_t *)link->previous.data,
                      CRD_SHA256_BYTES);
        cli_member_text(&line, "previous", crd_span_of(hex));
    }
    if (link->hash.len == CRD_SHA256_BYTES) {
        crd_hex_write(hex, (const uint8_t *)link->hash.data, CRD_SHA256_BYTES);
        cli_member_text(&line, "hash", crd_span_of(hex));
    }
    cli_put_line(context, &line);
    return CRD_OK;
}

static crd_rc export_all(cli_app *app, crd_store_tx *tx, crd_error *error)
{
    crd_uuid *tenants;
    size_t count;
    CRD_TRY(crd_audit_tenants(&tenants, &count, &app->arena, tx, error));
    for (size_t i = 0; i < count; i++) {
        CRD_TRY(crd_audit_export(tx, tenants[i], put_link, app, error));
    }
    return CRD_OK;
}

int cli_audit_export(cli_app *app)
{
    crd_store *store;
    crd_store_tx *tx;
    crd_error error;
    int status = cli_store_open(app, &store, NULL);
    if (status) {
        return status;
    }
    crd_rc rc = crd_store_begin(&tx, store, CRD_STORE_READ, &error);
    if (rc == CRD_OK) {
        rc = export_all(app, tx, &error);
        crd_store_rollback(tx);
    }
    crd_store_close(store);
    return rc == CRD_OK ? CLI_EXIT_DONE : cli_error(app, NULL, &error);
}
