/* SPDX-License-Identifier: Apache-2.0 */
/** A document for the commands that take exactly one: read, parsed, and
 * taken out of an image if it stands in one. */
#ifndef CREDIMUR_CLI_DOCUMENT_H
#define CREDIMUR_CLI_DOCUMENT_H

#include "cli/command.h"
#include "credimur/bake.h"
#include "credimur/json.h"

typedef struct cli_document {
    const char *name;     /**< the file, or "-" */
    crd_span bytes;       /**< as read, in the arena */
    crd_json *root;       /**< NULL where `text` is no JSON */
    crd_span text;        /**< the document's own text */
    crd_baked_form baked; /**< how it stood in an image, if it did */
} cli_document;

/** Flag of the commands that take one credential of a file of lines. */
#define CLI_LINE_FLAG                                                          \
    {                                                                          \
        "line", 0, CLI_NUMBER, "N",                                            \
            "the credential on this line of a file with one a line"            \
    }

/** Reads the bytes of argument `index` (stdin if there is none). 0, or the
 * exit status after a message. */
int cli_document_bytes(cli_app *app, cli_document *out, uint32_t index);
/** As above, and parses the JSON in it, out of an image too. */
int cli_document_json(cli_app *app, cli_document *out, uint32_t index);

/** The digest behind the rosette: that of the document without its proof. */
CRD_MUST_USE crd_rc cli_document_digest(uint8_t out[32], const crd_json *root,
                                        crd_error *error);

#endif
