/* SPDX-License-Identifier: Apache-2.0 */
/* The one document of show, sign, bake, canonize and their like. */
#include "cli/document.h"

#include "cli/input.h"
#include "cli/message.h"
#include "credimur/crypto.h"

/* Line `wanted` of the file, or how many there are, in bounded memory. */
static crd_rc walk_lines(cli_input *in, uint64_t wanted, uint64_t *count,
                         crd_buffer *out, size_t limit, crd_error *error)
{
    size_t want = 1;
    *count = 0;
    for (;;) {
        CRD_TRY(cli_input_fill(in, want, error));
        crd_span text = cli_input_unused(in);
        const char *end = text.len ? memchr(text.data, '\n', text.len) : NULL;
        size_t len = end ? (size_t)(end - text.data) : text.len;
        if (len > limit) {
            return crd_fail(error, CRD_CODE_LIMIT_BYTES, "%s", "");
        }
        if (!end && !in->ended) {
            want = text.len + 1;
            continue;
        }
        *count += len > 0;
        if (len > 0 && *count == wanted) {
            crd_buffer_append(out, text.data, len);
            return crd_buffer_rc(out, error);
        }
        if (!end) {
            return CRD_OK;
        }
        in->used += len + 1;
        want = 1;
    }
}

/* A file, which is one document; or the line of it that was asked for. */
static crd_rc read_one(const cli_app *app, crd_buffer *out, const char *name,
                       size_t limit, crd_error *error)
{
    uint32_t wanted = cli_number(app, "line", 0);
    bool lines = false;
    uint64_t count = 0;
    cli_input in;
    CRD_TRY(cli_input_open(&in, name, error));
    crd_rc rc = cli_is_lines(&lines, &in, limit, error);
    if (rc == CRD_OK && (lines || wanted)) {
        rc = walk_lines(&in, wanted, &count, out, limit, error);
    } else if (rc == CRD_OK) {
        rc = cli_input_rest(out, &in, limit, error);
    }
    cli_input_close(&in);
    if (rc == CRD_OK && lines && !wanted) {
        return crd_fail(error, CRD_CODE_MANY_CREDENTIALS,
                        "%s holds %llu credentials, one a line",
                        strcmp(name, "-") == 0 ? "stdin" : name,
                        (unsigned long long)count);
    }
    if (rc == CRD_OK && wanted && count < wanted) {
        return crd_fail(error, CRD_CODE_FILE_NOT_FOUND,
                        "there is no line %u in %s, which has %llu", wanted,
                        name, (unsigned long long)count);
    }
    return rc;
}

int cli_document_bytes(cli_app *app, cli_document *out, uint32_t index)
{
    crd_limits limits = crd_limits_default();
    size_t limit = limits.image_bytes > limits.document_bytes
                       ? limits.image_bytes
                       : limits.document_bytes;
    crd_buffer text;
    crd_error error;

    memset(out, 0, sizeof *out);
    if (index == 0 && cli_nothing_to_read(app)) {
        return cli_usage(app, NULL,
                         "there is no file, and nothing comes on stdin");
    }
    out->name = index < app->arg_count ? app->args[index] : "-";
    crd_buffer_init(&text, crd_allocator_default(), limit + 1);
    crd_rc rc = read_one(app, &text, out->name, limit, &error);
    if (rc == CRD_OK) {
        out->bytes = crd_arena_copy(&app->arena, crd_buffer_span(&text));
        out->text = out->bytes;
        if (!out->bytes.data) {
            rc = crd_fail(&error, CRD_CODE_MEMORY, "%s", "");
        }
    }
    crd_buffer_free(&text);
    return rc == CRD_OK ? 0 : cli_error(app, out->name, &error);
}

static crd_rc take_out(cli_app *app, cli_document *out, crd_error *error)
{
    crd_limits limits = crd_limits_default();
    crd_unbaked badge;
    CRD_TRY(crd_unbake(&limits, &badge, &app->arena, out->bytes, error));
    out->text = badge.text;
    out->baked = badge.form;
    return CRD_OK;
}

int cli_document_json(cli_app *app, cli_document *out, uint32_t index)
{
    crd_limits limits = crd_limits_default();
    crd_error error;
    crd_rc rc = CRD_OK;
    int status = cli_document_bytes(app, out, index);
    if (status) {
        return status;
    }
    if (crd_image_detect(out->bytes) != CRD_IMAGE_NONE) {
        rc = take_out(app, out, &error);
    }
    if (rc == CRD_OK) {
        rc =
            crd_json_parse(&out->root, &app->arena, out->text, &limits, &error);
    }
    return rc == CRD_OK ? 0 : cli_error(app, out->name, &error);
}

crd_rc cli_document_digest(uint8_t out[32], const crd_json *root,
                           crd_error *error)
{
    crd_buffer text;
    crd_buffer_init(&text, crd_allocator_default(), SIZE_MAX / 2);
    crd_rc rc = crd_jcs_write_without(&text, root, CRD_SPAN("proof"), error);
    if (rc == CRD_OK) {
        rc = crd_buffer_rc(&text, error);
    }
    if (rc == CRD_OK) {
        uint8_t digest[CRD_DIGEST_MAX];
        crd_digest(digest, CRD_SHA256, text.data, text.len);
        memcpy(out, digest, 32);
    }
    crd_buffer_free(&text);
    return rc;
}
