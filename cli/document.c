/* SPDX-License-Identifier: Apache-2.0 */
/* The one document of show, sign, bake, canonize and expand. */
#include "cli/document.h"

#include "cli/input.h"
#include "cli/message.h"

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
    crd_rc rc = cli_read_file(&text, out->name, limit, &error);
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
