/* SPDX-License-Identifier: Apache-2.0 */
/* credimur bake and unbake: a credential in a picture and out of it again. */
#include "cli/commands.h"
#include "cli/document.h"
#include "cli/input.h"
#include "cli/message.h"

static crd_span trimmed(crd_span text)
{
    while (text.len && strchr(" \t\r\n", text.data[text.len - 1])) {
        text.len--;
    }
    while (text.len && strchr(" \t\r\n", text.data[0])) {
        text.data++;
        text.len--;
    }
    return text;
}

/* What is baked must be a signed credential: JSON with a proof, or a JWS. */
static int check_credential(cli_app *app, const cli_document *document)
{
    crd_limits limits = crd_limits_default();
    crd_json *root;
    crd_error error;
    crd_span text = trimmed(document->text);
    if (crd_baked_payload_detect(text) == CRD_PAYLOAD_JWS) {
        return 0;
    }
    if (crd_json_parse(&root, &app->arena, text, &limits, &error) != CRD_OK) {
        return cli_error(app, document->name, &error);
    }
    if (!crd_json_get(root, "proof")) {
        (void)crd_fail(&error, CRD_CODE_PROOF_MISSING, "%s", "");
        return cli_error(app, document->name, &error);
    }
    return 0;
}

static int bake_into(cli_app *app, const cli_document *credential,
                     const char *image_name, crd_span image)
{
    crd_limits limits = crd_limits_default();
    crd_buffer baked;
    crd_error error;
    crd_bake_mode mode =
        cli_has(app, "replace") ? CRD_BAKE_REPLACE : CRD_BAKE_NEW;

    crd_buffer_init(&baked, crd_allocator_default(),
                    limits.image_bytes + limits.document_bytes);
    crd_rc rc = crd_bake(&limits, &baked, image, trimmed(credential->text),
                         mode, &error);
    if (rc == CRD_OK) {
        cli_put(&app->out, crd_buffer_span(&baked));
        cli_note(app, "The credential was baked as it is, and not verified.");
        if (app->out.path) {
            cli_note(app, "Next: credimur verify %s", app->out.path);
        }
    }
    crd_buffer_free(&baked);
    return rc == CRD_OK ? CLI_EXIT_DONE : cli_error(app, image_name, &error);
}

static int run_bake(cli_app *app)
{
    const char *image_name = cli_value(app, "image");
    crd_limits limits = crd_limits_default();
    cli_document credential;
    crd_buffer image;
    crd_error error;

    if (!image_name) {
        return cli_usage(app, "credimur bake FILE --image IMG -o OUT",
                         "the picture is missing: --image IMG");
    }
    int status = cli_document_bytes(app, &credential, 0);
    if (status == 0) {
        status = check_credential(app, &credential);
    }
    if (status) {
        return status;
    }
    crd_buffer_init(&image, crd_allocator_default(), limits.image_bytes + 1);
    if (cli_read_file(&image, image_name, limits.image_bytes, &error) !=
        CRD_OK) {
        status = cli_error(app, image_name, &error);
    } else if (app->out.terminal &&
               crd_image_detect(crd_buffer_span(&image)) == CRD_IMAGE_PNG) {
        status = cli_fail(app, CRD_CODE_BINARY_TERMINAL,
                          "the picture would be written to the terminal");
    } else {
        status =
            bake_into(app, &credential, image_name, crd_buffer_span(&image));
    }
    crd_buffer_free(&image);
    return status;
}

static const cli_flag FLAGS[] = {
    CLI_LINE_FLAG,
    {"image", 0, CLI_FILE, "IMG", "the PNG or SVG to bake it into"},
    {"replace", 0, CLI_SWITCH, NULL,
     "take out a badge that the picture already holds"},
    {NULL},
};

const cli_command CLI_BAKE = {
    .noun = "",
    .verb = "bake",
    .summary = "Puts a signed credential into a PNG or SVG picture.",
    .usage = "[FILE|-] --image IMG [-o OUT]",
    .about = "The picture keeps every byte that is not the badge; its pixels "
             "are never decoded.",
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .flags = FLAGS,
    .examples = {"credimur bake ann.json --image badge.png -o ann.png",
                 "credimur bake ann.json --image badge.svg > ann.svg", NULL},
    .next = {"credimur verify ann.png", "credimur unbake ann.png", NULL},
    .exits = "0 done, 1 there is no proof, 2 usage, 3 no picture, no "
             "credential or not writable, 5 a file is not there, 7 there is "
             "a badge or a file already.",
    .run = run_bake,
};

static int run_unbake(cli_app *app)
{
    crd_limits limits = crd_limits_default();
    cli_document image;
    crd_unbaked badge;
    crd_error error;
    int status = cli_document_bytes(app, &image, 0);
    if (status) {
        return status;
    }
    if (crd_unbake(&limits, &badge, &app->arena, image.bytes, &error) !=
        CRD_OK) {
        status = cli_error(app, image.name, &error);
        /* A picture without a badge is an input without a credential. */
        return status == 5 ? CLI_EXIT_UNDECIDED : status;
    }
    cli_detail(app, "%s", crd_baked_form_name(badge.form));
    if (badge.has_old_beside) {
        cli_warn(app, "an older badge stands beside this one; it is left");
    }
    if (badge.payload == CRD_PAYLOAD_URL) {
        cli_warn(app, "the picture holds only the address of a badge");
    }
    cli_put(&app->out, badge.text);
    cli_put_text(&app->out, "\n");
    if (app->out.path) {
        cli_note(app, "Next: credimur verify %s", app->out.path);
    }
    return CLI_EXIT_DONE;
}

const cli_command CLI_UNBAKE = {
    .noun = "",
    .verb = "unbake",
    .summary = "Takes the credential out of a PNG or SVG picture.",
    .usage = "[IMG|-]",
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .examples = {"credimur unbake ann.png", "credimur unbake ann.png -o a.json",
                 NULL},
    .next = {"credimur verify ann.png", "credimur show ann.png", NULL},
    .exits = "0 done, 2 usage, 3 no picture, or one without a badge, 5 the "
             "file is not there.",
    .run = run_unbake,
};
