/* SPDX-License-Identifier: Apache-2.0 */
/* credimur show: what a credential says, without believing it. */
#include "cli/commands.h"
#include "cli/document.h"
#include "cli/message.h"
#include "cli/significance.h"
#include "cli/text.h"
#include "cli/verify.h"

#include "credimur/credential.h"
#include "credimur/rosette.h"

/* The rosette of the document without its proof. */
static int write_rosette(cli_app *app, const crd_json *root, const char *path)
{
    uint8_t digest[32];
    crd_buffer text;
    crd_error error;
    cli_output file;

    crd_buffer_init(&text, crd_allocator_default(), SIZE_MAX / 2);
    crd_rc rc = cli_document_digest(digest, root, &error);
    if (rc == CRD_OK) {
        rc = crd_rosette_svg(&text, digest, (crd_rosette_options){0}, &error);
    }
    if (rc == CRD_OK) {
        rc = cli_output_file(&file, path, app->yes, &error);
    }
    if (rc == CRD_OK) {
        cli_put(&file, crd_buffer_span(&text));
        rc = cli_output_close(&file, &error);
    }
    crd_buffer_free(&text);
    return rc == CRD_OK ? 0 : cli_error(app, NULL, &error);
}

static void put_suite(crd_buffer *out, const crd_json *proof)
{
    crd_span suite = crd_json_get_text(proof, "cryptosuite");
    if (!suite.len) {
        suite = crd_json_get_text(proof, "type");
    }
    cli_text_visible(out, suite.len ? suite : CRD_SPAN("a proof"));
    crd_buffer_append_text(out, " by ");
    cli_text_visible(out, crd_json_get_text(proof, "verificationMethod"));
}

static void put_proofs(crd_buffer *out, const crd_json *root,
                       const char *margin)
{
    const crd_json *proof = crd_json_get(root, "proof");
    crd_buffer_printf(out, "%s%-14s ", margin, "signed");
    if (!proof) {
        crd_buffer_append_text(out, "no");
    } else if (crd_json_is(proof, CRD_JSON_ARRAY)) {
        for (uint32_t i = 0; i < proof->len && i < 16; i++) {
            crd_buffer_append_text(out, i ? "; " : "");
            put_suite(out, &proof->as.items[i]);
        }
    } else {
        put_suite(out, proof);
    }
    crd_buffer_append_char(out, '\n');
}

static void put_presentation(crd_buffer *out, const crd_json *root)
{
    const crd_json *inside = crd_json_get(root, "verifiableCredential");
    uint32_t count = crd_json_is(inside, CRD_JSON_ARRAY) ? inside->len
                     : inside                            ? 1
                                                         : 0;
    const crd_json *list =
        crd_json_is(inside, CRD_JSON_ARRAY) ? inside->as.items : inside;
    crd_buffer_printf(out, "A presentation of %u credential%s\n",
                      (unsigned)count, count == 1 ? "" : "s");
    put_proofs(out, root, "  ");
    for (uint32_t i = 0; i < count; i++) {
        crd_buffer_printf(out, "\nCredential %u\n", (unsigned)i + 1);
        if (list[i].type == CRD_JSON_OBJECT) {
            cli_significance_write(out, &list[i], "  ");
            put_proofs(out, &list[i], "  ");
        }
    }
}

static void put_summary(crd_buffer *out, const crd_json *root)
{
    if (crd_types_of(root) & CRD_TYPE_PRESENTATION) {
        put_presentation(out, root);
    } else {
        cli_significance_write(out, root, "");
        put_proofs(out, root, "");
    }
}

static void put_json(crd_buffer *out, const crd_json *root)
{
    crd_buffer_append_text(out, "{\"schema\":\"credimur.show/1\",\"ok\":true,"
                                "\"verified\":false,\"document\":");
    crd_json_write(out, root);
    crd_buffer_append_text(out, "}\n");
}

/* Something that we know how to show, or a message. */
static int check_shown(cli_app *app, const cli_document *document)
{
    crd_error error;
    bool known =
        crd_json_get(document->root, "proof") ||
        (crd_types_of(document->root) &
         (CRD_TYPE_CREDENTIAL | CRD_TYPE_PRESENTATION | CRD_TYPE_ACHIEVEMENT |
          CRD_TYPE_ENDORSEMENT | CRD_TYPE_CLR)) != 0;
    if (crd_json_is(document->root, CRD_JSON_OBJECT) && known) {
        return 0;
    }
    (void)crd_fail(&error, CRD_CODE_NOT_A_CREDENTIAL, "%s", "");
    return cli_error(app, document->name, &error);
}

static int run_show(cli_app *app)
{
    const char *rosette = cli_value(app, "rosette");
    cli_document document;
    crd_buffer text;
    crd_error error;
    int status = cli_document_json(app, &document, 0);
    if (status == 0) {
        status = check_shown(app, &document);
    }
    if (status == 0 && rosette) {
        status = write_rosette(app, document.root, rosette);
    }
    if (status) {
        return status;
    }
    if (rosette) {
        cli_note(app,
                 "The rosette is in %s: it helps the eye compare, and "
                 "checks nothing.",
                 rosette);
    }
    crd_buffer_init(&text, crd_allocator_default(), SIZE_MAX / 2);
    if (app->json) {
        put_json(&text, document.root);
    } else {
        if (document.baked) {
            crd_buffer_printf(&text, "%-14s %s\n", "found in",
                              crd_baked_form_name(document.baked));
        }
        put_summary(&text, document.root);
        crd_buffer_printf(&text,
                          "\nThis is what it says of itself, and no "
                          "verification: credimur verify %s\n",
                          strcmp(document.name, "-") == 0 ? "" : document.name);
    }
    if (crd_buffer_rc(&text, &error) == CRD_OK) {
        cli_put_folded(&app->out, crd_buffer_span(&text));
    } else {
        status = cli_error(app, NULL, &error);
    }
    crd_buffer_free(&text);
    return status;
}

static const cli_flag FLAGS[] = {
    CLI_LINE_FLAG,
    {"rosette", 0, CLI_FILE, "FILE.svg",
     "also draw the rosette: it helps the eye compare, and checks nothing"},
    {NULL},
};

const cli_command CLI_SHOW = {
    .noun = "",
    .verb = "show",
    .summary = "Shows what a credential says of itself; verifies nothing.",
    .usage = "[FILE|-]",
    .about = "Reads JSON, and PNG and SVG with a badge. The same credential "
             "has the same rosette everywhere; a changed one looks "
             "different.",
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .flags = FLAGS,
    .examples = {"credimur show ann.json",
                 "credimur show class.ndjson --line 1",
                 "credimur show ann.json --rosette ann.svg", NULL},
    .next = {"credimur verify ann.json", "credimur expand ann.json", NULL},
    .exits = "0 done, 2 usage, 3 no credential, 5 the file is not there, 7 "
             "the output exists.",
    .run = run_show,
};
