/* SPDX-License-Identifier: Apache-2.0 */
/* Which keywords a schema has: `$schema` and the `$vocabulary` of the
 * metaschema it names (JSON Schema Core, 8.1). */
#include "schema/schema.h"
#include "schema/uri.h"

/* A metaschema whose `$schema` is another of one's own is followed so far. */
#define STEPS_MAX 8

#define EFFECTIVE                                                              \
    (SCHEMA_CORE | SCHEMA_APPLICATOR | SCHEMA_UNEVALUATED |                    \
     SCHEMA_VALIDATION | SCHEMA_CONTENT)

static const struct {
    const char *url;
    unsigned draft;
} DRAFTS[] = {
    {"https://json-schema.org/draft/2019-09/schema", SCHEMA_2019_09},
    {"https://json-schema.org/draft/2020-12/schema", SCHEMA_2020_12},
};

static const struct {
    const char *url;
    unsigned draft;
    unsigned vocabularies;
} VOCABULARIES[] = {
    {"https://json-schema.org/draft/2019-09/vocab/core", SCHEMA_2019_09,
     SCHEMA_CORE},
    {"https://json-schema.org/draft/2019-09/vocab/applicator", SCHEMA_2019_09,
     SCHEMA_APPLICATOR | SCHEMA_UNEVALUATED},
    {"https://json-schema.org/draft/2019-09/vocab/validation", SCHEMA_2019_09,
     SCHEMA_VALIDATION},
    {"https://json-schema.org/draft/2019-09/vocab/meta-data", SCHEMA_2019_09,
     0},
    {"https://json-schema.org/draft/2019-09/vocab/content", SCHEMA_2019_09,
     SCHEMA_CONTENT},
    {"https://json-schema.org/draft/2020-12/vocab/core", SCHEMA_2020_12,
     SCHEMA_CORE},
    {"https://json-schema.org/draft/2020-12/vocab/applicator", SCHEMA_2020_12,
     SCHEMA_APPLICATOR},
    {"https://json-schema.org/draft/2020-12/vocab/unevaluated", SCHEMA_2020_12,
     SCHEMA_UNEVALUATED},
    {"https://json-schema.org/draft/2020-12/vocab/validation", SCHEMA_2020_12,
     SCHEMA_VALIDATION},
    {"https://json-schema.org/draft/2020-12/vocab/meta-data", SCHEMA_2020_12,
     0},
    {"https://json-schema.org/draft/2020-12/vocab/format-annotation",
     SCHEMA_2020_12, 0},
    {"https://json-schema.org/draft/2020-12/vocab/content", SCHEMA_2020_12,
     SCHEMA_CONTENT},
    /* `vocab/format` of 2019-09 and `vocab/format-assertion` are not here:
     * where they are required, formats would have to be checked. */
};

static crd_rc add_vocabulary(schema_compiler *c, schema_dialect *out,
                             const crd_json_member *member)
{
    for (size_t i = 0; i < sizeof VOCABULARIES / sizeof *VOCABULARIES; i++) {
        if (crd_span_is(crd_json_key(member), VOCABULARIES[i].url)) {
            out->draft = VOCABULARIES[i].draft;
            out->vocabularies |= VOCABULARIES[i].vocabularies;
            return CRD_OK;
        }
    }
    if (!crd_json_is(&member->value, CRD_JSON_TRUE)) {
        return CRD_OK;
    }
    return crd_fail(c->error, CRD_CODE_SCHEMA_VOCABULARY,
                    "The schema needs the vocabulary %.*s.",
                    (int)(member->key_len < 160 ? member->key_len : 160),
                    member->key);
}

/* Core, 8.1.2: core is always there; what is required and unknown ends it. */
static crd_rc by_vocabulary(schema_compiler *c, schema_dialect *out,
                            const crd_json *vocabulary)
{
    schema_dialect found = {0, SCHEMA_CORE};
    for (uint32_t i = 0; i < vocabulary->len; i++) {
        CRD_TRY(add_vocabulary(c, &found, &vocabulary->as.members[i]));
    }
    if (!found.draft) {
        return crd_fail(c->error, CRD_CODE_SCHEMA_DIALECT,
                        "The metaschema names no vocabulary that is known.");
    }
    *out = found;
    return CRD_OK;
}

static bool is_draft(schema_dialect *out, crd_span url)
{
    for (size_t i = 0; i < sizeof DRAFTS / sizeof *DRAFTS; i++) {
        if (crd_span_is(url, DRAFTS[i].url)) {
            *out = (schema_dialect){DRAFTS[i].draft, EFFECTIVE};
            return true;
        }
    }
    return false;
}

crd_rc schema_dialect_of(schema_compiler *c, schema_dialect *out,
                         const schema_node *node, const crd_json *place)
{
    const crd_json *uri = place;
    for (int steps = 0; steps < STEPS_MAX; steps++) {
        const schema_document *metaschema;
        const crd_json *vocabulary;
        crd_span fragment, url;
        if (!crd_json_is(uri, CRD_JSON_STRING)) {
            break;
        }
        url = schema_uri_split(crd_json_span(uri), &fragment);
        if (is_draft(out, url)) {
            return CRD_OK;
        }
        /* Older drafts are known by their names, and are not fetched. */
        if (crd_span_starts(url, "http://json-schema.org/")) {
            break;
        }
        CRD_TRY(schema_document_get(c, &metaschema, url));
        vocabulary = crd_json_get(metaschema->root, "$vocabulary");
        if (crd_json_is(vocabulary, CRD_JSON_OBJECT)) {
            return by_vocabulary(c, out, vocabulary);
        }
        uri = crd_json_get(metaschema->root, "$schema");
    }
    return schema_refuse(c, node, place, CRD_CODE_SCHEMA_DIALECT,
                         "The schema is written in %.*s; only drafts 2019-09 "
                         "and 2020-12 are known.",
                         (int)(place->len < 100 ? place->len : 100),
                         crd_json_is(place, CRD_JSON_STRING) ? place->as.text
                                                             : "");
}
