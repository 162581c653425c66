/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords of JSON-LD 1.1 (json-ld11, 1.7). */
#ifndef JSONLD_KEYWORD_H
#define JSONLD_KEYWORD_H

#include "credimur/base.h"

typedef enum keyword {
    KW_NOT = 0, /* no keyword */
    KW_BASE,
    KW_CONTAINER,
    KW_CONTEXT,
    KW_DIRECTION,
    KW_GRAPH,
    KW_ID,
    KW_IMPORT,
    KW_INCLUDED,
    KW_INDEX,
    KW_JSON,
    KW_LANGUAGE,
    KW_LIST,
    KW_NEST,
    KW_NONE,
    KW_PREFIX,
    KW_PROPAGATE,
    KW_PROTECTED,
    KW_REVERSE,
    KW_SET,
    KW_TYPE,
    KW_VALUE,
    KW_VERSION,
    KW_VOCAB,
    KW_COUNT
} keyword;

extern const crd_span keyword_texts[KW_COUNT];

/* The text of a keyword, "@id"; always the same pointer. */
static inline crd_span keyword_text(keyword k)
{
    return keyword_texts[k];
}

/* The keyword that `text` is, or KW_NOT. */
keyword keyword_find(crd_span text);

/* The form of a keyword: "@" 1*ALPHA. */
bool keyword_form(crd_span text);

#endif
