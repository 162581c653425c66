/* SPDX-License-Identifier: Apache-2.0 */
/* credimur version: what this program is made of. */
#include "cli/commands.h"
#include "cli/message.h"

#include "cli/build_info.h"
#include "credimur/proof.h"

#include <expat.h>
#include <openssl/crypto.h>
#include <sodium.h>

static void put_words(cli_output *out)
{
    cli_print(out, "commit    %s\nbuilt     %s, %s\n", CREDIMUR_COMMIT,
              CREDIMUR_COMPILER, CREDIMUR_FLAGS);
    cli_print(out, "libraries libsodium %s, %s, %s\n", sodium_version_string(),
              OpenSSL_version(OPENSSL_VERSION), XML_ExpatVersion());
    cli_print(out, "suites    %s, %s\ncontexts\n",
              crd_suite_name(CRD_SUITE_EDDSA_RDFC_2022),
              crd_suite_name(CRD_SUITE_EDDSA_JCS_2022));
    for (const crd_embedded_context *c = crd_embedded_contexts(); c->url; c++) {
        cli_print(out, "  %s\n", c->url);
    }
}

static int run_version(cli_app *app)
{
    cli_output *out = &app->out;
    if (!app->json) {
        cli_print(out, "credimur %s\n", crd_version());
        if (!cli_has(app, "version")) {
            put_words(out);
        }
        return CLI_EXIT_DONE;
    }
    cli_print(out,
              "{\"schema\":\"credimur.version/1\",\"version\":\"%s\","
              "\"commit\":\"%s\",\"compiler\":\"%s\",\"flags\":\"%s\"",
              crd_version(), CREDIMUR_COMMIT, CREDIMUR_COMPILER,
              CREDIMUR_FLAGS);
    cli_print(out,
              ",\"libraries\":{\"libsodium\":\"%s\",\"libcrypto\":\"%s\","
              "\"expat\":\"%s\"}",
              sodium_version_string(),
              OpenSSL_version(OPENSSL_FULL_VERSION_STRING), XML_ExpatVersion());
    cli_print(out, ",\"suites\":[\"%s\",\"%s\"],\"contexts\":[",
              crd_suite_name(CRD_SUITE_EDDSA_RDFC_2022),
              crd_suite_name(CRD_SUITE_EDDSA_JCS_2022));
    for (const crd_embedded_context *c = crd_embedded_contexts(); c->url; c++) {
        cli_print(out, "%s{\"url\":\"%s\",\"sha256\":\"%s\"}",
                  c == crd_embedded_contexts() ? "" : ",", c->url, c->sha256);
    }
    cli_put_text(out, "]}\n");
    return CLI_EXIT_DONE;
}

const cli_command CLI_VERSION = {
    .noun = "",
    .verb = "version",
    .summary = "Prints the version, the suites and the contexts it holds.",
    .usage = "",
    .examples = {"credimur version", "credimur version --json", NULL},
    .next = {"credimur help", NULL},
    .exits = "0 done.",
    .run = run_version,
};
