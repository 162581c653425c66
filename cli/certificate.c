/* SPDX-License-Identifier: Apache-2.0 */
/* credimur certificate: what a credential says, as room paper prints it. */
#include "cli/certificate.h"

#include "cli/document.h"
#include "cli/message.h"
#include "cli/significance.h"
#include "cli/text.h"

#include "credimur/credential.h"
#include "paper/certificate.h"

static bool ends_in(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    return n > m && strcmp(name + n - m, ending) == 0;
}

static crd_paper_format format_of(const cli_app *app)
{
    const char *word = cli_value(app, "format");
    const char *output = cli_value(app, "output");
    if (word) {
        return strcmp(word, "png") == 0   ? CRD_PAPER_PNG
               : strcmp(word, "svg") == 0 ? CRD_PAPER_SVG
                                          : CRD_PAPER_PDF;
    }
    return output && ends_in(output, ".png")   ? CRD_PAPER_PNG
           : output && ends_in(output, ".svg") ? CRD_PAPER_SVG
                                               : CRD_PAPER_PDF;
}

/* Printable ASCII, for the web: it is typed by hand as well as scanned. */
static bool is_web_url(const char *url)
{
    crd_span text = crd_span_of(url);
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] <= 0x20 || text.data[i] >= 0x7f) {
            return false;
        }
    }
    return (crd_span_starts(text, "https://") ||
            crd_span_starts(text, "http://")) &&
           crd_is_url(text);
}

/* "Awarded on 3 May 2026, valid until 3 May 2029" */
static void put_dates(crd_buffer *out, const crd_facts *facts)
{
    char date[CLI_DATE_TEXT_MAX];
    bool has = facts->has_awarded || facts->has_valid_from;
    if (has) {
        cli_date_words(date,
                       facts->has_awarded ? facts->awarded : facts->valid_from);
        crd_buffer_printf(out, "Awarded on %s", date);
    }
    if (facts->has_valid_until) {
        cli_date_words(date, facts->valid_until);
        crd_buffer_printf(out, "%s %s", has ? ", valid until" : "Valid until",
                          date);
    }
}

/* The certificate of `root`; its texts are in the arena or the document. */
static crd_rc read_words(cli_app *app, crd_certificate *out,
                         const crd_json *root, crd_error *error)
{
    crd_credential credential;
    crd_facts facts = {{0}};
    crd_buffer text;
    crd_buffer_init(&text, crd_allocator_default(), 1 << 20);
    crd_credential_read(&credential, root);
    crd_credential_facts(&facts, &credential);
    cli_level_and_workload(&text, root);
    out->quiet = crd_arena_copy(&app->arena, crd_buffer_span(&text));
    crd_buffer_clear(&text);
    put_dates(&text, &facts);
    out->date = crd_arena_copy(&app->arena, crd_buffer_span(&text));
    crd_rc rc = crd_buffer_rc(&text, error);
    crd_buffer_free(&text);
    if (rc == CRD_OK && (!out->quiet.data || !out->date.data)) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    CRD_TRY(rc);
    out->institution =
        facts.issuer_name.len ? facts.issuer_name : facts.issuer_id;
    out->learner =
        facts.subject_name.len ? facts.subject_name : facts.subject_id;
    if (!out->learner.len) {
        out->learner = CRD_SPAN("the holder of this credential");
    }
    out->credential = facts.achievement_name;
    out->id = facts.credential_id;
    out->verify_url = crd_span_of(cli_value(app, "url"));
    return cli_document_digest(out->digest, root, error);
}

static crd_rc make(cli_app *app, crd_buffer *out, const crd_json *root,
                   crd_error *error)
{
    crd_certificate words = {{0}};
    const char *paper = cli_value(app, "paper");
    bool letter = paper && strcmp(paper, "letter") == 0;
    bool credential = crd_json_is(root, CRD_JSON_OBJECT) &&
                      crd_json_get(root, "credentialSubject");
    if (!credential) {
        return crd_fail(error, CRD_CODE_NOT_A_CREDENTIAL, "%s", "");
    }
    CRD_TRY(read_words(app, &words, root, error));
    return crd_certificate_write(out, &words, format_of(app),
                                 letter ? CRD_PAPER_LETTER : CRD_PAPER_A4,
                                 error);
}

int cli_certificate(cli_app *app)
{
    const char *url = cli_value(app, "url");
    cli_document document;
    crd_buffer bytes;
    crd_error error;
    if (url && !is_web_url(url)) {
        return cli_usage(app, NULL,
                         "--url wants an address of the web, "
                         "https://college.example/ann for example");
    }
    if (app->out.terminal) {
        return cli_usage(app, "Name a file: -o ann.pdf",
                         "the certificate would be written to the terminal");
    }
    int status = cli_document_json(app, &document, 0);
    if (status) {
        return status;
    }
    crd_buffer_init(&bytes, crd_allocator_default(), SIZE_MAX / 2);
    if (make(app, &bytes, document.root, &error) == CRD_OK) {
        cli_put(&app->out, crd_buffer_span(&bytes));
        cli_note(app,
                 "It shows what the credential says of itself, and is no "
                 "verification: credimur verify %s",
                 strcmp(document.name, "-") == 0 ? "" : document.name);
    } else {
        status = cli_error(app, document.name, &error);
    }
    crd_buffer_free(&bytes);
    return status;
}
