/* SPDX-License-Identifier: Apache-2.0 */
/* Documents by URL: each is read once, from the program or from the caller. */
#include "schema/embedded_schemas.h"
#include "schema/schema.h"

const crd_embedded_schema *crd_embedded_schemas(void)
{
    return crd_embedded_schema_list;
}

static crd_span embedded_text(crd_span url)
{
    for (size_t i = 0; i < crd_embedded_schema_count; i++) {
        const crd_embedded_schema *entry = &crd_embedded_schema_list[i];
        if (crd_span_is(url, entry->url)) {
            return (crd_span){entry->text, entry->len};
        }
    }
    return CRD_SPAN_NONE;
}

static crd_rc text_of(schema_compiler *c, crd_span *out, crd_span url)
{
    int shown = (int)(url.len < 160 ? url.len : 160);
    *out = embedded_text(url);
    if (out->data) {
        return CRD_OK;
    }
    if (!c->load) {
        return crd_fail(c->error, CRD_CODE_SCHEMA_UNAVAILABLE,
                        "The schema refers to %.*s, which is not at hand.",
                        shown, url.data);
    }
    return c->load(c->load_context, out, c->arena, url, c->error);
}

crd_rc schema_document_get(schema_compiler *c, const schema_document **out,
                           crd_span url)
{
    schema_document *document = schema_table_get(&c->documents, url);
    crd_span text;
    crd_json *root;
    void *memory;
    if (document) {
        *out = document;
        return CRD_OK;
    }
    if (c->document_count == c->limits.documents) {
        return crd_fail(c->error, CRD_CODE_SCHEMA_SIZE,
                        "The schema needs more than %u other documents.",
                        (unsigned)c->limits.documents);
    }
    c->document_count++;
    CRD_TRY(text_of(c, &text, url));
    CRD_TRY(crd_json_parse(&root, c->arena, text, &c->limits.json, c->error));
    CRD_TRY(schema_allocate(c, &memory, 1, sizeof *document));
    document = memory;
    document->root = root;
    document->url = url;
    *out = document;
    return schema_table_put(&c->documents, c->arena, url, document, c->error);
}
