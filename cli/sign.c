/* SPDX-License-Identifier: Apache-2.0 */
/* credimur sign: a proof on a credential that somebody else wrote. */
#include "cli/commands.h"
#include "cli/document.h"
#include "cli/message.h"
#include "cli/signing.h"

static crd_rc sign(cli_app *app, const cli_signing *signing,
                   const cli_document *document, crd_buffer *out,
                   crd_error *error)
{
    crd_env env = crd_env_default(cli_now());
    crd_integrity *integrity;
    crd_json *signed_document;
    CRD_TRY(crd_integrity_new(&integrity, &env, error));
    crd_rc rc = crd_issue_sign(&signed_document, integrity, &app->arena, &env,
                               &signing->issuer, document->root, error);
    if (rc == CRD_OK) {
        crd_json_write(out, signed_document);
        crd_buffer_append_char(out, '\n');
        rc = crd_buffer_rc(out, error);
    }
    crd_integrity_free(integrity);
    return rc;
}

/* Codes speak to a verifier; here who signs has the document. */
static const char *remedy(const crd_error *error)
{
    switch (error->code) {
    case CRD_CODE_ISSUER_NOT_CONTROLLER:
        return "Sign with the key of the id named (--key; credimur key list), "
               "or name the id of this key in the document.";
    case CRD_CODE_MEMBER_MISSING:
    case CRD_CODE_MEMBER_MALFORMED:
    case CRD_CODE_DATES_REVERSED:
    case CRD_CODE_CONTEXT_MISSING:
        return "Mend the document and sign it then.";
    default:
        return NULL;
    }
}

static int run_sign(cli_app *app)
{
    cli_document document;
    cli_signing signing;
    crd_buffer text;
    crd_error error;

    int status = cli_document_json(app, &document, 0);
    if (status == 0) {
        status = cli_signing_open_key(app, &signing);
    }
    if (status) {
        return status;
    }
    crd_buffer_init(&text, crd_allocator_default(), SIZE_MAX / 2);
    if (sign(app, &signing, &document, &text, &error) == CRD_OK) {
        cli_put(&app->out, crd_buffer_span(&text));
        if (app->out.path) {
            cli_note(app, "Next: credimur verify %s", app->out.path);
        }
    } else {
        status = cli_error_try(app, document.name, &error, remedy(&error));
    }
    crd_buffer_free(&text);
    cli_signing_close(&signing);
    return status;
}

static const cli_flag FLAGS[] = {CLI_SIGNING_FLAGS, {NULL}};

const cli_command CLI_SIGN = {
    .noun = "",
    .verb = "sign",
    .summary = "Signs a credential or presentation written by hand.",
    .usage = "[FILE|-] [--key KEY]",
    .about = "It is checked as verify would check it before it is signed. "
             "Proofs that stand in it stay.",
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .flags = FLAGS,
    .examples = {"credimur sign draft.json",
                 "credimur sign draft.json --suite eddsa-jcs-2022 -o "
                 "signed.json",
                 NULL},
    .next = {"credimur verify signed.json", "credimur show signed.json", NULL},
    .exits = "0 done, 1 a rule is broken, 2 usage, 3 not JSON or not "
             "writable, 5 the file or the key is not there, 7 the output "
             "exists.",
    .run = run_sign,
};
