/* SPDX-License-Identifier: Apache-2.0 */
/* credimur audit list, verify. */
#include "cli/store/place.h"

#include "cli/text.h"

#include <stdio.h>

/* ---- list ---------------------------------------------------------------- */

typedef struct listing {
    cli_app *app;
    crd_uuid tenant;
    bool plain, personal;
    int64_t left;
} listing;

static void put_json(listing *l, const crd_audit_entry *e)
{
    char hash[2 * CRD_SHA256_BYTES + 1];
    crd_buffer line;
    crd_hex_write(hash, e->hash, sizeof e->hash);
    crd_buffer_init(&line, crd_allocator_default(), 1 << 26);
    crd_buffer_append_text(&line, "{\"schema\":\"credimur.audit-event/1\"");
    cli_member_id(&line, "tenant", l->tenant);
    cli_member_number(&line, "seq", e->seq);
    cli_member_instant(&line, "at", e->at);
    cli_member_text(&line, "actor", e->actor);
    cli_member_text(&line, "role", e->role);
    cli_member_text(&line, "action", e->action);
    cli_member_text(&line, "subject", e->subject);
    crd_buffer_append_text(&line, ",\"detail\":");
    crd_buffer_append_span(&line, e->detail);
    if (l->personal && e->personal.data) {
        crd_buffer_append_text(&line, ",\"personal\":");
        crd_buffer_append_span(&line, e->personal);
    }
    if (e->erased_by) {
        cli_member_number(&line, "erasedBy", e->erased_by);
    }
    cli_member_text(&line, "hash", crd_span_of(hash));
    cli_put_line(l->app, &line);
}

static void put_cell(cli_app *app, bool plain, crd_span text, int width)
{
    const char *shown = cli_visible(&app->arena, text);
    cli_print(&app->out, plain ? "\t%s" : "  %s", shown);
    for (int n = (int)cli_text_width(crd_span_of(shown)); !plain && n < width;
         n++) {
        cli_put_text(&app->out, " ");
    }
}

static crd_rc put_entry(void *context, const crd_audit_entry *e,
                        crd_error *error)
{
    listing *l = context;
    cli_app *app = l->app;
    char at[CRD_INSTANT_TEXT_MAX], tenant[CRD_UUID_TEXT_MAX];
    (void)error;
    l->left--;
    if (app->json) {
        put_json(l, e);
        return CRD_OK;
    }
    crd_instant_write(at, (crd_instant){e->at.seconds, 0});
    crd_uuid_write(tenant, l->tenant);
    if (l->plain) {
        cli_print(&app->out, "%s\t%lld\t%s", tenant, (long long)e->seq, at);
    } else {
        cli_print(&app->out, "%6lld  %s", (long long)e->seq, at);
    }
    put_cell(app, l->plain, e->actor, 20);
    put_cell(app, l->plain, e->action, 16);
    put_cell(app, l->plain, e->subject, 8);
    put_cell(app, l->plain, e->detail, 0);
    if (l->personal) {
        put_cell(app, l->plain,
                 e->erased_by       ? CRD_SPAN("(erased)")
                 : e->personal.data ? e->personal
                                    : CRD_SPAN(""),
                 0);
    }
    cli_put_text(&app->out, "\n");
    return CRD_OK;
}

static crd_span text_of(const cli_app *app, const char *flag)
{
    const char *value = cli_value(app, flag);
    return crd_span_of(value ? value : "");
}

static crd_rc list_all(listing *l, crd_store_tx *tx, crd_error *error)
{
    cli_app *app = l->app;
    crd_uuid *tenants;
    size_t count;
    CRD_TRY(crd_audit_tenants(&tenants, &count, &app->arena, tx, error));
    for (size_t i = 0; i < count && l->left > 0; i++) {
        l->tenant = tenants[i];
        CRD_TRY(crd_audit_list(tx, tenants[i], text_of(app, "subject"),
                               text_of(app, "action"), l->left, put_entry, l,
                               error));
    }
    return CRD_OK;
}

int cli_audit_list(cli_app *app)
{
    listing l = {.app = app,
                 .plain = cli_has(app, "plain"),
                 .personal = cli_has(app, "personal"),
                 .left = cli_has(app, "limit") ? cli_number(app, "limit", 1)
                                               : INT64_MAX};
    crd_store *store;
    crd_store_tx *tx;
    crd_error error;
    int status = cli_store_open(app, &store, NULL);
    if (status) {
        return status;
    }
    crd_rc rc = crd_store_begin(&tx, store, CRD_STORE_READ, &error);
    if (rc == CRD_OK) {
        rc = list_all(&l, tx, &error);
        crd_store_rollback(tx);
    }
    crd_store_close(store);
    return rc == CRD_OK ? CLI_EXIT_DONE : cli_error(app, NULL, &error);
}

const char *cli_events_words(char out[CLI_EVENTS_TEXT_MAX], int64_t events)
{
    snprintf(out, CLI_EVENTS_TEXT_MAX, "%lld event%s", (long long)events,
             events == 1 ? "" : "s");
    return out;
}

/* ---- verify -------------------------------------------------------------- */

static void put_finding(cli_app *app, const crd_audit_finding *f)
{
    char head[CRD_AUDIT_HEAD_TEXT_MAX], tenant[CRD_UUID_TEXT_MAX];
    char words[CLI_EVENTS_TEXT_MAX];
    bool good = f->fault == CRD_CODE_NONE;
    const crd_code_info *info = crd_code_get(f->fault);
    crd_audit_head_write(head, &f->head);
    crd_uuid_write(tenant, f->head.tenant);
    if (app->json) {
        crd_buffer line;
        crd_buffer_init(&line, crd_allocator_default(), 1 << 16);
        crd_buffer_printf(&line,
                          "{\"schema\":\"credimur.audit-verify/1\",\"ok\":"
                          "true,\"unbroken\":%s",
                          good ? "true" : "false");
        cli_member_text(&line, "tenant", crd_span_of(tenant));
        cli_member_number(&line, "events", f->events);
        cli_member_number(&line, "erased", f->erased);
        if (good) {
            cli_member_text(&line, "head", crd_span_of(head));
        } else {
            cli_member_text(&line, "code", crd_span_of(info->word));
            cli_member_number(&line, "seq", f->seq);
        }
        cli_put_line(app, &line);
    } else if (good) {
        cli_print(&app->out, "%s, unbroken\n  head  %s\n",
                  cli_events_words(words, f->events), head);
    } else {
        cli_print(&app->out,
                  "broken at event %lld: %s\n  chain  %s\n  code   "
                  "%s\n",
                  (long long)f->seq, info->title, tenant, info->word);
    }
}

/* The heads of tenants that have no chain: all of it is gone. */
static crd_rc add_remembered(crd_uuid **tenants, size_t *count,
                             crd_arena *arena, const crd_audit_head *heads,
                             size_t head_count, crd_error *error)
{
    crd_uuid *list = CRD_NEW_N(arena, crd_uuid, *count + head_count + 1);
    if (!list) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    if (*count) {
        memcpy(list, *tenants, *count * sizeof *list);
    }
    for (size_t i = 0; i < head_count; i++) {
        size_t k = 0;
        while (k < *count && !crd_uuid_equal(list[k], heads[i].tenant)) {
            k++;
        }
        if (k == *count) {
            list[(*count)++] = heads[i].tenant;
        }
    }
    *tenants = list;
    return CRD_OK;
}

/* A chain against each head that is remembered of it, or against none. */
static crd_rc verify_one(crd_audit_finding *f, crd_store_tx *tx,
                         crd_uuid tenant, const crd_audit_head *heads,
                         size_t head_count, crd_error *error)
{
    CRD_TRY(crd_audit_verify(f, tx, tenant, NULL, error));
    for (size_t i = 0; i < head_count && f->fault == CRD_CODE_NONE; i++) {
        if (crd_uuid_equal(heads[i].tenant, tenant)) {
            CRD_TRY(crd_audit_verify(f, tx, tenant, &heads[i], error));
        }
    }
    return CRD_OK;
}

static crd_rc walk(cli_app *app, crd_store_tx *tx, const crd_audit_head *heads,
                   size_t head_count, bool quiet, crd_code *fault,
                   int64_t *events, crd_error *error)
{
    crd_uuid *tenants;
    size_t count;
    CRD_TRY(crd_audit_tenants(&tenants, &count, &app->arena, tx, error));
    CRD_TRY(add_remembered(&tenants, &count, &app->arena, heads, head_count,
                           error));
    for (size_t i = 0; i < count; i++) {
        crd_audit_finding f;
        CRD_TRY(verify_one(&f, tx, tenants[i], heads, head_count, error));
        *events += f.events;
        if (*fault == CRD_CODE_NONE) {
            *fault = f.fault;
        }
        if (!quiet) {
            put_finding(app, &f);
        }
    }
    return CRD_OK;
}

int cli_audit_walk(cli_app *app, crd_store *store, const crd_audit_head *heads,
                   size_t head_count, bool quiet, crd_code *fault,
                   int64_t *events)
{
    crd_store_tx *tx;
    crd_error error;
    *fault = CRD_CODE_NONE;
    *events = 0;
    crd_rc rc = crd_store_begin(&tx, store, CRD_STORE_READ, &error);
    if (rc == CRD_OK) {
        rc = walk(app, tx, heads, head_count, quiet, fault, events, &error);
        crd_store_rollback(tx);
    }
    if (rc != CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    return *fault == CRD_CODE_NONE ? CLI_EXIT_DONE : CLI_EXIT_NEGATIVE;
}

static int read_heads(cli_app *app, crd_audit_head **heads, size_t *count)
{
    crd_error error;
    crd_audit_head *list =
        CRD_NEW_N(&app->arena, crd_audit_head, app->given_count + 1);
    *heads = list;
    *count = 0;
    if (!list) {
        return cli_fail(app, CRD_CODE_MEMORY, "%s", "");
    }
    for (uint32_t i = 0; i < app->given_count; i++) {
        if (strcmp(app->given[i].flag->name, "head") == 0 &&
            crd_audit_head_parse(&list[(*count)++],
                                 crd_span_of(app->given[i].value),
                                 &error) != CRD_OK) {
            return cli_error(app, NULL, &error);
        }
    }
    return 0;
}

int cli_audit_verify(cli_app *app)
{
    crd_audit_head *heads;
    size_t count;
    crd_store *store;
    crd_code fault;
    int64_t events;
    int status = read_heads(app, &heads, &count);
    if (status == 0) {
        status = cli_store_open(app, &store, NULL);
    }
    if (status) {
        return status;
    }
    status = cli_audit_walk(app, store, heads, count, false, &fault, &events);
    crd_store_close(store);
    if (status == CLI_EXIT_DONE) {
        cli_note(app, "Keep the head in another place; --head compares with "
                      "it later.");
    } else if (status == CLI_EXIT_NEGATIVE) {
        cli_note(app, "%s", crd_code_get(fault)->remedy);
    }
    return status;
}
