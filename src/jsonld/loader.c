/* SPDX-License-Identifier: Apache-2.0 */
/* The embedded contexts by URL: the document loader of JSON-LD 1.1 API, 9.4,
 * as far as the program answers it by itself. */
#include "jsonld/embedded_contexts.h"

const crd_embedded_context *crd_embedded_contexts(void)
{
    return crd_embedded_context_list;
}

/* Order of a span and a C string, byte by byte; a NUL within the span makes it
 * the greater of the two, never equal. */
static int compare(crd_span url, const char *known)
{
    size_t len = strlen(known);
    size_t common = url.len < len ? url.len : len;
    int order = common ? memcmp(url.data, known, common) : 0;
    return order ? order : (url.len > len) - (url.len < len);
}

const crd_embedded_context *crd_embedded_context_find(crd_span url)
{
    size_t low = 0, high = crd_embedded_context_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const crd_embedded_context *entry = &crd_embedded_context_list[middle];
        int order = compare(url, entry->url);
        if (order == 0) {
            return entry;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
