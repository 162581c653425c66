/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzing room json: what is read survives being written, and the canonical
 * form is its own canonical form. */
#include "credimur/json.h"
#include "target.h"

static crd_json *read_again(crd_arena *arena, const crd_buffer *text)
{
    crd_json *root = NULL;
    must_hold(crd_json_parse(&root, arena, crd_buffer_span(text), NULL, NULL) ==
              CRD_OK);
    return root;
}

static void check_written(crd_arena *arena, const crd_json *root)
{
    crd_buffer out;
    crd_buffer_init(&out, NULL, (size_t)1 << 28);
    crd_json_write(&out, root);
    must_hold(crd_json_equal(root, read_again(arena, &out)));
    crd_buffer_clear(&out);
    crd_json_write_pretty(&out, root);
    must_hold(crd_json_equal(root, read_again(arena, &out)));
    crd_buffer_free(&out);
}

static void check_canonical(crd_arena *arena, const crd_json *root)
{
    crd_buffer once, twice;
    crd_error error;
    crd_buffer_init(&once, NULL, (size_t)1 << 28);
    crd_buffer_init(&twice, NULL, (size_t)1 << 28);
    if (crd_jcs_write(&once, root, &error) == CRD_OK) {
        crd_json *again = read_again(arena, &once);
        must_hold(crd_json_equal(root, again));
        must_hold(crd_jcs_write(&twice, again, NULL) == CRD_OK);
        must_hold(
            crd_span_equal(crd_buffer_span(&once), crd_buffer_span(&twice)));
    } else {
        must_hold(error.code == CRD_CODE_JSON_NUMBER_RANGE);
    }
    crd_buffer_free(&once);
    crd_buffer_free(&twice);
}

/* The pointer of the last leaf leads back to it. */
static void check_pointer(crd_arena *arena, const crd_json *root)
{
    const crd_json *at = root;
    crd_json *found = NULL;
    while (at->len && at->type >= CRD_JSON_ARRAY) {
        at = at->type == CRD_JSON_ARRAY ? &at->as.items[at->len - 1]
                                        : &at->as.members[at->len - 1].value;
    }
    crd_span pointer = crd_json_pointer_of(arena, root, at);
    must_hold(pointer.data != NULL);
    must_hold(crd_json_at(&found, root, pointer, NULL) == CRD_OK &&
              found == at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    crd_span text = {(const char *)data, size};
    crd_arena arena;
    crd_json *root = NULL, *first = NULL;
    crd_error error;
    size_t used = 0;
    crd_arena_init(&arena, NULL, 0);
    crd_rc rc = crd_json_parse(&root, &arena, text, NULL, &error);
    crd_rc prefix =
        crd_json_parse_prefix(&first, &used, &arena, text, NULL, NULL);
    if (rc == CRD_OK) {
        must_hold(prefix == CRD_OK && used == size &&
                  crd_json_equal(root, first));
        check_written(&arena, root);
        check_canonical(&arena, root);
        check_pointer(&arena, root);
    } else {
        must_hold(error.message[0] != '\0' &&
                  crd_code_get(error.code)->rc == rc);
        must_hold(error.offset <= size || error.offset == CRD_NO_OFFSET);
        must_hold(prefix != CRD_OK || used < size);
    }
    crd_arena_free(&arena);
    return 0;
}
