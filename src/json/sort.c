/* SPDX-License-Identifier: Apache-2.0 */
/* Members in the order of UTF-16 code units of their names (RFC 8785, 3.2.3).
 */
#include "json/json.h"

/* Runs of this length are sorted by insertion, longer lists merged of them. */
#define RUN JSON_SORT_ALONE

/* The order of UTF-8 bytes is the order of code points; that of UTF-16 units
 * differs in one thing: characters beyond U+FFFF, lead bytes F0 to F4, come
 * as surrogates before U+E000 to U+FFFF, lead bytes EE and EF. */
static unsigned rank(unsigned char byte)
{
    if (byte < 0xee || byte > 0xf4) {
        return byte;
    }
    return byte >= 0xf0 ? byte - 2u : byte + 5u;
}

int json_compare_names(crd_span a, crd_span b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    size_t i = 0;
    while (i < shared && a.data[i] == b.data[i]) {
        i++;
    }
    if (i == shared) {
        return (a.len > b.len) - (a.len < b.len);
    }
    return (int)rank((unsigned char)a.data[i]) -
           (int)rank((unsigned char)b.data[i]);
}

static uint64_t prefix_of(const crd_json_member *member)
{
    const char *name = member->key;
    uint64_t prefix = 0;
    size_t n = member->key_len < 8 ? member->key_len : 8;
    for (size_t i = 0; i < n; i++) {
        prefix |= (uint64_t)rank((unsigned char)name[i]) << (56 - 8 * i);
    }
    return prefix;
}

static bool before(const json_sorted *a, const json_sorted *b)
{
    if (a->prefix != b->prefix) {
        return a->prefix < b->prefix;
    }
    return json_compare_names(crd_json_key(a->member),
                              crd_json_key(b->member)) < 0;
}

static void sort_run(json_sorted *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        json_sorted one = list[i];
        size_t k = i;
        while (k > 0 && before(&one, &list[k - 1])) {
            list[k] = list[k - 1];
            k--;
        }
        list[k] = one;
    }
}

/* Merges [0, middle) and [middle, count) of `from` into `to`. */
static void merge(json_sorted *to, const json_sorted *from, size_t middle,
                  size_t count)
{
    size_t a = 0, b = middle;
    for (size_t i = 0; i < count; i++) {
        bool left = b == count || (a < middle && !before(&from[b], &from[a]));
        to[i] = left ? from[a++] : from[b++];
    }
}

void json_sort(json_sorted *list, json_sorted *spare,
               const crd_json_member *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        list[i].prefix = prefix_of(&members[i]);
        list[i].member = &members[i];
    }
    for (size_t i = 0; i < count; i += RUN) {
        sort_run(list + i, count - i < RUN ? count - i : RUN);
    }
    for (size_t width = RUN; width < count; width *= 2) {
        for (size_t i = 0; i < count; i += 2 * width) {
            size_t n = count - i < 2 * width ? count - i : 2 * width;
            merge(spare + i, list + i, width < n ? width : n, n);
        }
        memcpy(list, spare, count * sizeof *list);
    }
}
