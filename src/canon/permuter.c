/* SPDX-License-Identifier: Apache-2.0 */
/* All different orders of a list, ascending (for RDFC-1.0, 4.8.3, 5.4). */
#include "canon/canon.h"

uint64_t crd_permuter_count(const uint32_t *items, uint32_t count)
{
    const uint64_t ceiling = (uint64_t)UINT32_MAX + 1;
    uint64_t orders = 1;
    uint32_t alike = 0;
    for (uint32_t i = 0; i < count; i++) {
        alike = i > 0 && items[i] == items[i - 1] ? alike + 1 : 1;
        /* Never less than before, because alike <= i + 1. */
        orders = orders * (i + 1) / alike;
        if (orders >= ceiling) {
            return ceiling;
        }
    }
    return orders;
}

bool crd_permuter_next(uint32_t *items, uint32_t count)
{
    uint32_t head, swap = count, item;
    if (count < 2) {
        return false;
    }
    /* The longest descending tail is the last order of its items: the item
     * before it is exchanged for the next greater one of the tail. */
    for (head = count - 1; head > 0 && items[head - 1] >= items[head];) {
        head--;
    }
    if (head == 0) {
        return false;
    }
    do {
        swap--;
    } while (items[swap] <= items[head - 1]);
    item = items[head - 1];
    items[head - 1] = items[swap];
    items[swap] = item;
    for (uint32_t a = head, b = count - 1; a < b; a++, b--) {
        item = items[a];
        items[a] = items[b];
        items[b] = item;
    }
    return true;
}
