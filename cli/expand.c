/* SPDX-License-Identifier: Apache-2.0 */
/* credimur expand and canonize: what a document means, byte for byte. */
#include "cli/commands.h"
#include "cli/document.h"
#include "cli/message.h"

#include "credimur/canon.h"
#include "credimur/jsonld.h"

static crd_jsonld_options options_of(const cli_app *app)
{
    crd_jsonld_options options = {.safe = !cli_has(app, "lax"),
                                  /* as it is signed with eddsa-rdfc-2022 */
                                  .rdf_direction =
                                      CRD_RDF_DIRECTION_I18N_DATATYPE};
    crd_span base = crd_span_of(cli_value(app, "base"));
    options.base = base;
    return options;
}

static int run_expand(cli_app *app)
{
    crd_limits limits = crd_limits_default();
    crd_jsonld_options options = options_of(app);
    cli_document document;
    crd_jsonld *processor;
    crd_json *expanded;
    crd_buffer text;
    crd_error error;

    int status = cli_document_json(app, &document, 0);
    if (status) {
        return status;
    }
    if (crd_jsonld_new(&processor, crd_allocator_default(), &limits, &error) !=
        CRD_OK) {
        return cli_error(app, NULL, &error);
    }
    crd_buffer_init(&text, crd_allocator_default(), SIZE_MAX / 2);
    crd_rc rc = crd_jsonld_expand(&expanded, processor, &app->arena,
                                  document.root, &options, &error);
    if (rc == CRD_OK) {
        if (app->json) {
            crd_json_write(&text, expanded);
        } else {
            crd_json_write_pretty(&text, expanded);
        }
        crd_buffer_append_char(&text, '\n');
        rc = crd_buffer_rc(&text, &error);
        cli_put(&app->out, crd_buffer_span(&text));
    }
    crd_buffer_free(&text);
    crd_jsonld_free(processor);
    return rc == CRD_OK ? CLI_EXIT_DONE : cli_error(app, document.name, &error);
}

#define LAX_FLAG                                                               \
    {                                                                          \
        "lax", 0, CLI_SWITCH, NULL,                                            \
            "drop what no context defines instead of refusing it"              \
    }
#define BASE_FLAG                                                              \
    {                                                                          \
        "base", 0, CLI_TEXT, "URL", "what relative addresses are read against" \
    }

static const cli_flag EXPAND_FLAGS[] = {BASE_FLAG, LAX_FLAG, {NULL}};

const cli_command CLI_EXPAND = {
    .noun = "",
    .verb = "expand",
    .summary = "Prints the expanded form of a JSON-LD document.",
    .usage = "[FILE|-]",
    .about = "Contexts are those that Credimur carries; none is fetched.",
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .flags = EXPAND_FLAGS,
    .examples = {"credimur expand ann.json",
                 "credimur expand --json ann.json > ann.expanded.json", NULL},
    .next = {"credimur canonize ann.json", "credimur verify ann.json", NULL},
    .exits = "0 done, 1 a term is not defined or a rule of JSON-LD is "
             "broken, 2 usage, 3 not JSON or too large, 5 the file is not "
             "there.",
    .run = run_expand,
};

/* ---- canonize ------------------------------------------------------------ */

/* N-Quads begin with a term or a comment, JSON with a bracket. */
static bool is_json(crd_span text)
{
    size_t i = 0;
    while (i < text.len && strchr(" \t\r\n", text.data[i])) {
        i++;
    }
    return i == text.len || text.data[i] == '{' || text.data[i] == '[' ||
           !strchr("<_#", text.data[i]);
}

/* Texts of the dataset are borrowed from the processor: it lives as long. */
static crd_rc canonize_json_ld(cli_app *app, crd_jsonld *processor,
                               const crd_json *root, crd_hash_kind hash,
                               crd_buffer *out, crd_error *error)
{
    crd_limits limits = crd_limits_default();
    crd_jsonld_options options = options_of(app);
    crd_dataset *dataset;
    crd_json *bare;
    if (cli_has(app, "without-proof")) {
        CRD_TRY(crd_json_copy(&bare, &app->arena, root, error));
        (void)crd_json_remove(bare, CRD_SPAN("proof"));
        root = bare;
    }
    CRD_TRY(crd_jsonld_to_rdf(&dataset, processor, &app->arena, root, &options,
                              error));
    return crd_rdfc10(out, NULL, &app->arena, dataset, hash, &limits, error);
}

static crd_rc canonize_rdf(cli_app *app, const cli_document *document,
                           crd_buffer *out, crd_error *error)
{
    const char *word = cli_value(app, "hash");
    crd_hash_kind hash =
        word && strcmp(word, "sha384") == 0 ? CRD_SHA384 : CRD_SHA256;
    crd_limits limits = crd_limits_default();
    crd_jsonld *processor;
    crd_dataset *dataset;
    if (!document->root) {
        CRD_TRY(crd_nquads_parse(&dataset, &app->arena, document->text, &limits,
                                 error));
        return crd_rdfc10(out, NULL, &app->arena, dataset, hash, &limits,
                          error);
    }
    CRD_TRY(
        crd_jsonld_new(&processor, crd_allocator_default(), &limits, error));
    crd_rc rc =
        canonize_json_ld(app, processor, document->root, hash, out, error);
    crd_jsonld_free(processor);
    return rc;
}

static crd_rc canonize(cli_app *app, const cli_document *document,
                       crd_buffer *out, crd_error *error)
{
    const char *form = cli_value(app, "form");
    if (!form || strcmp(form, "jcs") != 0) {
        return canonize_rdf(app, document, out, error);
    }
    if (!document->root) {
        return crd_fail(error, CRD_CODE_JSON_SYNTAX,
                        "--form jcs takes JSON, and this is not");
    }
    return cli_has(app, "without-proof")
               ? crd_jcs_write_without(out, document->root, CRD_SPAN("proof"),
                                       error)
               : crd_jcs_write(out, document->root, error);
}

static int run_canonize(cli_app *app)
{
    cli_document document;
    crd_buffer text;
    crd_error error;
    crd_limits limits = crd_limits_default();
    crd_rc rc = CRD_OK;

    int status = cli_document_bytes(app, &document, 0);
    if (status) {
        return status;
    }
    if (is_json(document.text)) {
        rc = crd_json_parse(&document.root, &app->arena, document.text, &limits,
                            &error);
    }
    crd_buffer_init(&text, crd_allocator_default(), SIZE_MAX / 2);
    if (rc == CRD_OK) {
        rc = canonize(app, &document, &text, &error);
    }
    if (rc == CRD_OK) {
        rc = crd_buffer_rc(&text, &error);
    }
    if (rc == CRD_OK) {
        cli_put(&app->out, crd_buffer_span(&text));
    }
    crd_buffer_free(&text);
    return rc == CRD_OK ? CLI_EXIT_DONE : cli_error(app, document.name, &error);
}

static const cli_flag CANONIZE_FLAGS[] = {
    {"form", 0, CLI_CHOICE, "rdfc|jcs",
     "RDFC-1.0 N-Quads, or JCS (RFC 8785) JSON"},
    {"hash", 0, CLI_CHOICE, "sha256|sha384", "the hash inside RDFC-1.0"},
    {"without-proof", 0, CLI_SWITCH, NULL,
     "leave the member proof out, as a proof does"},
    BASE_FLAG,
    LAX_FLAG,
    {NULL},
};

const cli_command CLI_CANONIZE = {
    .noun = "",
    .verb = "canonize",
    .summary = "Prints the canonical bytes of a JSON-LD document or of "
               "N-Quads.",
    .usage = "[FILE|-]",
    .about = "The bytes end as the standard says: JCS has no final newline.",
    .args_max = 1,
    .shared = CLI_WITH_OUTPUT,
    .flags = CANONIZE_FLAGS,
    .examples = {"credimur canonize ann.json",
                 "credimur canonize --form jcs --without-proof ann.json", NULL},
    .next = {"credimur expand ann.json", "credimur verify ann.json", NULL},
    .exits = "0 done, 1 a term is not defined or a rule of JSON-LD is "
             "broken, 2 usage, 3 not readable, or more work than the limit, "
             "5 the file is not there.",
    .run = run_canonize,
};
