/* SPDX-License-Identifier: Apache-2.0 */
/* unevaluatedProperties and unevaluatedItems (JSON Schema Core, 11), and the
 * marks that tell them what has been looked at. */
#include "schema/schema.h"

/* ---- Marks ----------------------------------------------------------------
 */

static uint32_t words_for(uint32_t count)
{
    return count / 64 + 1;
}

/* Words that were used before, or new ones. Blocks come in powers of two, so
 * that those of one array are used again for another. */
static schema_spare *take_words(schema_run *run, uint32_t words)
{
    uint32_t size = 2;
    schema_spare **slot = &run->spare;
    schema_spare *spare;
    while (size < words) {
        size *= 2;
    }
    while (*slot && (*slot)->words != size) {
        slot = &(*slot)->next;
    }
    spare = *slot;
    if (spare) {
        *slot = spare->next;
        return spare;
    }
    spare = crd_arena_alloc(run->arena,
                            sizeof *spare + (size_t)size * sizeof(uint64_t));
    if (!spare) {
        run->rc = crd_fail(run->error, CRD_CODE_MEMORY, "%s", "");
        return NULL;
    }
    spare->words = size;
    return spare;
}

bool schema_marks_open(schema_run *run, schema_marks *marks, uint32_t count)
{
    *marks = (schema_marks){.words = 0};
    if (count > 64) {
        schema_spare *spare;
        uint32_t words = words_for(count);
        if (!schema_spend(run, words)) {
            return false;
        }
        spare = take_words(run, words);
        if (!spare) {
            return false;
        }
        marks->many = (uint64_t *)(spare + 1);
        marks->words = words;
        memset(marks->many, 0, words * sizeof *marks->many);
    }
    return true;
}

void schema_marks_close(schema_run *run, schema_marks *marks)
{
    if (marks->many) {
        schema_spare *spare = (schema_spare *)marks->many - 1;
        spare->next = run->spare;
        run->spare = spare;
    }
}

void schema_mark(schema_marks *marks, uint32_t index)
{
    uint64_t *word = marks->many ? &marks->many[index / 64] : &marks->few;
    *word |= (uint64_t)1 << index % 64;
}

bool schema_is_marked(const schema_marks *marks, uint32_t index)
{
    uint64_t word = marks->many ? marks->many[index / 64] : marks->few;
    return marks->all || (word >> index % 64 & 1) != 0;
}

void schema_marks_add(schema_run *run, schema_marks *to,
                      const schema_marks *marks)
{
    to->all = to->all || marks->all;
    to->few |= marks->few;
    if (schema_spend(run, marks->words)) {
        for (uint32_t i = 0; i < marks->words; i++) {
            to->many[i] |= marks->many[i];
        }
    }
}

/* ---- Keywords -------------------------------------------------------------
 */

static crd_rc compile_unevaluated(schema_compiler *c, schema_node *node,
                                  const crd_json *value,
                                  schema_keyword *keyword)
{
    node->unevaluated = true;
    return schema_compile_one(c, node, value, keyword);
}

/* Once applied, nothing is unevaluated any more. */
static bool apply_unevaluated(const schema_visit *v, const schema_keyword *k,
                              crd_json_type type)
{
    const crd_json *value = v->place->value;
    bool valid = true;
    if (value->type != (uint8_t)type || v->marks->all ||
        !schema_spend(v->run, value->len)) {
        return true;
    }
    for (uint32_t i = 0; i < value->len && v->run->rc == CRD_OK; i++) {
        bool holds =
            schema_is_marked(v->marks, i) ||
            (type == CRD_JSON_OBJECT
                 ? schema_apply_member(v, k->as.schema, &value->as.members[i])
                 : schema_apply_item(v, k->as.schema, i));
        if (!holds) {
            valid = false;
            if (!schema_tells(v->run)) {
                break;
            }
        }
    }
    v->marks->all = true;
    return valid;
}

static bool apply_unevaluated_properties(const schema_visit *v,
                                         const schema_keyword *k)
{
    return apply_unevaluated(v, k, CRD_JSON_OBJECT);
}

static bool apply_unevaluated_items(const schema_visit *v,
                                    const schema_keyword *k)
{
    return apply_unevaluated(v, k, CRD_JSON_ARRAY);
}

const schema_rule schema_unevaluated_rules[] = {
    {"unevaluatedProperties", SCHEMA_BOTH, SCHEMA_UNEVALUATED, SCHEMA_HOLDS_ONE,
     SCHEMA_LAST, compile_unevaluated, apply_unevaluated_properties},
    {"unevaluatedItems", SCHEMA_BOTH, SCHEMA_UNEVALUATED, SCHEMA_HOLDS_ONE,
     SCHEMA_LAST, compile_unevaluated, apply_unevaluated_items},
    {.name = NULL}};
