/* SPDX-License-Identifier: Apache-2.0 */
/* Merge sort of indices: bounded work, no allocation, no recursion. The
 * callback is a constant where this is used, so that it is inlined. */
#ifndef RDF_SORT_H
#define RDF_SORT_H

#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define CRD_SORT_INLINE static inline __attribute__((always_inline))
#else
#define CRD_SORT_INLINE static inline
#endif

/** Negative if `a` sorts before `b`, positive if after, 0 if they are alike. */
typedef int (*crd_compare_fn)(const void *context, uint32_t a, uint32_t b);

/* Below this, insertion is quicker than merging. */
#define CRD_SORT_RUN 12u

CRD_SORT_INLINE void crd_sort_run(uint32_t *items, uint32_t n,
                                  crd_compare_fn compare, const void *context)
{
    for (uint32_t i = 1; i < n; i++) {
        uint32_t item = items[i];
        uint32_t j = i;
        while (j > 0 && compare(context, item, items[j - 1]) < 0) {
            items[j] = items[j - 1];
            j--;
        }
        items[j] = item;
    }
}

/** Merges items[0..half) and items[half..n); `spare` holds `half` indices. */
CRD_SORT_INLINE void crd_sort_merge(uint32_t *items, uint32_t half, uint32_t n,
                                    uint32_t *spare, crd_compare_fn compare,
                                    const void *context)
{
    uint32_t left = 0, right = half, to = 0;
    if (compare(context, items[half - 1], items[half]) <= 0) {
        return;
    }
    memcpy(spare, items, half * sizeof *items);
    while (left < half && right < n) {
        if (compare(context, items[right], spare[left]) < 0) {
            items[to++] = items[right++];
        } else {
            items[to++] = spare[left++];
        }
    }
    memcpy(items + to, spare + left, (half - left) * sizeof *items);
}

/** Sorts `n` indices, stably; `spare` holds as many. */
CRD_SORT_INLINE void crd_sort(uint32_t *items, uint32_t n, uint32_t *spare,
                              crd_compare_fn compare, const void *context)
{
    for (uint32_t at = 0; at < n; at += CRD_SORT_RUN) {
        uint32_t rest = n - at;
        crd_sort_run(items + at, rest < CRD_SORT_RUN ? rest : CRD_SORT_RUN,
                     compare, context);
    }
    for (uint32_t width = CRD_SORT_RUN; width < n; width *= 2) {
        for (uint32_t at = 0; n - at > width; at += 2 * width) {
            uint32_t rest = n - at;
            crd_sort_merge(items + at, width,
                           rest < 2 * width ? rest : 2 * width, spare, compare,
                           context);
            if (rest <= 2 * width) {
                break;
            }
        }
    }
}

#endif
