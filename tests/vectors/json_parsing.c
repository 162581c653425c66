/* SPDX-License-Identifier: Apache-2.0 */
/* JSONTestSuite: what must be read, what must be refused, and one decision
 * for every file where a parser may choose (conformance.md, 8.1). */
#include <stdio.h>
#include <stdlib.h>

#include "credimur/json.h"
#include "tests/support/suite.h"

/* What we do with the files a parser may choose about; a code: we refuse. */
static const struct {
    const char *file;
    crd_code code;
} DECIDED[] = {
    /* Numbers keep their text; only JCS and arithmetic ask for their value. */
    {"i_number_double_huge_neg_exp.json", CRD_CODE_NONE},
    {"i_number_huge_exp.json", CRD_CODE_NONE},
    {"i_number_neg_int_huge_exp.json", CRD_CODE_NONE},
    {"i_number_pos_double_huge_exp.json", CRD_CODE_NONE},
    {"i_number_real_neg_overflow.json", CRD_CODE_NONE},
    {"i_number_real_pos_overflow.json", CRD_CODE_NONE},
    {"i_number_real_underflow.json", CRD_CODE_NONE},
    {"i_number_too_big_neg_int.json", CRD_CODE_NONE},
    {"i_number_too_big_pos_int.json", CRD_CODE_NONE},
    {"i_number_very_big_negative_int.json", CRD_CODE_NONE},
    /* Half a character is refused, never replaced (I-JSON, 2.1). */
    {"i_object_key_lone_2nd_surrogate.json", CRD_CODE_JSON_SURROGATE},
    {"i_string_1st_surrogate_but_2nd_missing.json", CRD_CODE_JSON_SURROGATE},
    {"i_string_1st_valid_surrogate_2nd_invalid.json", CRD_CODE_JSON_SURROGATE},
    {"i_string_incomplete_surrogate_and_escape_valid.json",
     CRD_CODE_JSON_SURROGATE},
    {"i_string_incomplete_surrogate_pair.json", CRD_CODE_JSON_SURROGATE},
    {"i_string_incomplete_surrogates_escape_valid.json",
     CRD_CODE_JSON_SURROGATE},
    {"i_string_invalid_lonely_surrogate.json", CRD_CODE_JSON_SURROGATE},
    {"i_string_invalid_surrogate.json", CRD_CODE_JSON_SURROGATE},
    {"i_string_inverted_surrogates_U+1D11E.json", CRD_CODE_JSON_SURROGATE},
    {"i_string_lone_second_surrogate.json", CRD_CODE_JSON_SURROGATE},
    /* Bytes that are not UTF-8 are refused, never replaced. */
    {"i_string_UTF-16LE_with_BOM.json", CRD_CODE_JSON_UTF8},
    {"i_string_UTF-8_invalid_sequence.json", CRD_CODE_JSON_UTF8},
    {"i_string_UTF8_surrogate_U+D800.json", CRD_CODE_JSON_UTF8},
    {"i_string_invalid_utf-8.json", CRD_CODE_JSON_UTF8},
    {"i_string_iso_latin_1.json", CRD_CODE_JSON_UTF8},
    {"i_string_lone_utf8_continuation_byte.json", CRD_CODE_JSON_UTF8},
    {"i_string_not_in_unicode_range.json", CRD_CODE_JSON_UTF8},
    {"i_string_overlong_sequence_2_bytes.json", CRD_CODE_JSON_UTF8},
    {"i_string_overlong_sequence_6_bytes.json", CRD_CODE_JSON_UTF8},
    {"i_string_overlong_sequence_6_bytes_null.json", CRD_CODE_JSON_UTF8},
    {"i_string_truncated-utf-8.json", CRD_CODE_JSON_UTF8},
    {"i_string_utf16BE_no_BOM.json", CRD_CODE_JSON_SYNTAX},
    {"i_string_utf16LE_no_BOM.json", CRD_CODE_JSON_SYNTAX},
    {"i_structure_500_nested_arrays.json", CRD_CODE_JSON_DEPTH},
    {"i_structure_UTF-8_BOM_empty_object.json", CRD_CODE_JSON_BOM},
};

static bool has_duplicate_key(const char *name)
{
    return strcmp(name, "y_object_duplicated_key.json") == 0 ||
           strcmp(name, "y_object_duplicated_key_and_value.json") == 0;
}

static crd_code read_code(crd_arena *arena, crd_json **root, crd_span text,
                          crd_error *error)
{
    crd_error_clear(error);
    return crd_json_parse(root, arena, text, NULL, error) == CRD_OK
               ? CRD_CODE_NONE
               : error->code;
}

/* Written and read again, the tree is the same. */
static bool survives(crd_arena *arena, const crd_json *root)
{
    crd_buffer out;
    crd_json *again;
    crd_error error;
    bool same;
    crd_buffer_init(&out, NULL, 1 << 20);
    crd_json_write(&out, root);
    same = read_code(arena, &again, crd_buffer_span(&out), &error) ==
               CRD_CODE_NONE &&
           crd_json_equal(root, again);
    crd_buffer_free(&out);
    return same;
}

/* Security case 4: each file where a parser may choose, as decided above. */
static void run_undecided(suite *s, const char *name, crd_code code)
{
    const size_t count = sizeof DECIDED / sizeof *DECIDED;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(DECIDED[i].file, name) == 0) {
            suite_check(s, code == DECIDED[i].code, name,
                        "gave %s where %s was decided",
                        crd_code_get(code)->word,
                        crd_code_get(DECIDED[i].code)->word);
            return;
        }
    }
    suite_fail(s, name, "no decision is written for this file");
}

/* Security cases 2, 3: all n_ files are refused, all y_ files read, and what
 * is read survives being written. */
static void run_case(suite *s, const char *name)
{
    char path[512];
    crd_arena arena;
    crd_json *root = NULL;
    crd_error error;
    crd_code code;
    snprintf(path, sizeof path, "test_parsing/%s", name);
    crd_span text = suite_file(s, path);
    crd_arena_init(&arena, NULL, 0);
    code = read_code(&arena, &root, text, &error);
    if (has_duplicate_key(name) && code == CRD_CODE_JSON_DUPLICATE_KEY) {
        suite_skip(s, name, "i-json-stricter");
    } else if (code == CRD_CODE_NONE && !survives(&arena, root)) {
        suite_fail(s, name, "is not the same after being written");
    } else if (name[0] == 'y') {
        suite_check(s, code == CRD_CODE_NONE, name, "refused: %s",
                    error.message);
    } else if (name[0] == 'n') {
        suite_check(s, code != CRD_CODE_NONE && error.message[0], name,
                    "accepted, or refused without a word");
    } else {
        run_undecided(s, name, code);
    }
    crd_arena_free(&arena);
    free((void *)(uintptr_t)text.data);
}

static void each_name(suite *s, const char *folder,
                      void (*run)(suite *s, const char *name))
{
    char **names = suite_list(s, folder);
    for (char **name = names; *name; name++) {
        run(s, *name);
        free(*name);
    }
    free(names);
}

int main(void)
{
    suite *s = suite_open("json-parsing", "json-parsing");
    if (!s) {
        return suite_missing();
    }
    each_name(s, "test_parsing", run_case);
    /* No result is laid down for these. */
    each_name(s, "test_transform", suite_not_applicable);
    return suite_close(s);
}
