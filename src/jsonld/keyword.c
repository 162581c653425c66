/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords of JSON-LD 1.1 (json-ld11, 1.7). */
#include "jsonld/keyword.h"

const crd_span keyword_texts[KW_COUNT] = {
    [KW_NOT] = {"", 0},
    [KW_BASE] = {"@base", 5},
    [KW_CONTAINER] = {"@container", 10},
    [KW_CONTEXT] = {"@context", 8},
    [KW_DIRECTION] = {"@direction", 10},
    [KW_GRAPH] = {"@graph", 6},
    [KW_ID] = {"@id", 3},
    [KW_IMPORT] = {"@import", 7},
    [KW_INCLUDED] = {"@included", 9},
    [KW_INDEX] = {"@index", 6},
    [KW_JSON] = {"@json", 5},
    [KW_LANGUAGE] = {"@language", 9},
    [KW_LIST] = {"@list", 5},
    [KW_NEST] = {"@nest", 5},
    [KW_NONE] = {"@none", 5},
    [KW_PREFIX] = {"@prefix", 7},
    [KW_PROPAGATE] = {"@propagate", 10},
    [KW_PROTECTED] = {"@protected", 10},
    [KW_REVERSE] = {"@reverse", 8},
    [KW_SET] = {"@set", 4},
    [KW_TYPE] = {"@type", 5},
    [KW_VALUE] = {"@value", 6},
    [KW_VERSION] = {"@version", 8},
    [KW_VOCAB] = {"@vocab", 6},
};

keyword keyword_find(crd_span text)
{
    if (text.len < 3 || text.data[0] != '@') {
        return KW_NOT;
    }
    for (int k = 1; k < KW_COUNT; k++) {
        if (crd_span_equal(text, keyword_texts[k])) {
            return (keyword)k;
        }
    }
    return KW_NOT;
}

bool keyword_form(crd_span text)
{
    if (text.len < 2 || text.data[0] != '@') {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        char c = (char)(text.data[i] | 0x20);
        if (c < 'a' || c > 'z') {
            return false;
        }
    }
    return true;
}
