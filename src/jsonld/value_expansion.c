/* SPDX-License-Identifier: Apache-2.0 */
/* Value Expansion (json-ld11-api, 5.4). */
#include "jsonld/expansion.h"

crd_rc expand_value(struct expansion *x, crd_json *out, context *active,
                    const definition *d, const crd_json *value)
{
    struct object o = empty_object();
    const iri *type = d ? d->type : NULL;
    keyword coercion = type ? type->keyword : KW_NOT;
    bool is_text = value->type == CRD_JSON_STRING;
    if (is_text && (coercion == KW_ID || coercion == KW_VOCAB)) { /* 1, 2 */
        struct expanded e;
        crd_json id;
        crd_span text = crd_json_span(value);
        unsigned flags = EXPAND_DOCUMENT_RELATIVE;
        uint32_t hash = 0;
        if (coercion == KW_VOCAB) {
            flags |= EXPAND_VOCAB;
        }
        hash = crd_hash(text.data, text.len);
        CRD_TRY(iri_expand(&e, &x->p, active, text, hash, flags, NULL));
        CRD_TRY(reference_of(x, &id, &e, value));
        return object_of(x, out, KW_ID, id);
    }
    CRD_TRY(
        object_add(x, &o, keyword_text(KW_VALUE), KW_VALUE, *value)); /* 3 */
    if (type && coercion != KW_ID && coercion != KW_VOCAB &&
        coercion != KW_NONE) { /* 4 */
        struct expanded e = {iri_span(type), coercion, type};
        CRD_TRY(
            object_add(x, &o, keyword_text(KW_TYPE), KW_TYPE, string_of(&e)));
    } else if (is_text) { /* 5 */
        crd_span language =
            d && d->has_language ? d->language : active->language;
        unsigned direction = d && d->direction != DIRECTION_UNSET
                                 ? d->direction
                                 : active->direction;
        if (language.data) {
            CRD_TRY(object_add(x, &o, keyword_text(KW_LANGUAGE), KW_LANGUAGE,
                               plain(CRD_JSON_STRING, language)));
        }
        if (direction == DIRECTION_LTR || direction == DIRECTION_RTL) {
            CRD_TRY(object_add(
                x, &o, keyword_text(KW_DIRECTION), KW_DIRECTION,
                crd_json_string(direction_text((base_direction)direction))));
        }
    }
    *out = o.json;
    return CRD_OK;
}
