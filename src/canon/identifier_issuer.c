/* SPDX-License-Identifier: Apache-2.0 */
/* Identifier issuers (RDFC-1.0, 4.3 and 4.5). A copy of an issuer is only
 * ever made to be extended, so it is the number of ids issued so far: going
 * back to the copy is crd_issuer_rewind. */
#include "canon/canon.h"

crd_rc crd_issuer_new(crd_issuer *out, crd_arena *arena, uint32_t blanks,
                      crd_error *error)
{
    uint32_t *memory = CRD_NEW_N(arena, uint32_t, 2 * (size_t)blanks);
    if (!memory) {
        return crd_fail(error, CRD_CODE_MEMORY, "%s", "");
    }
    memset(memory, 0xff, blanks * sizeof *memory); /* CRD_NO_ID */
    *out = (crd_issuer){memory, memory + blanks, 0};
    return CRD_OK;
}

uint32_t crd_issuer_issue(crd_issuer *issuer, uint32_t blank)
{
    if (issuer->id_of[blank] == CRD_NO_ID) {
        issuer->id_of[blank] = issuer->count;
        issuer->issued[issuer->count++] = blank;
    }
    return issuer->id_of[blank];
}

void crd_issuer_rewind(crd_issuer *issuer, uint32_t count)
{
    while (issuer->count > count) {
        issuer->id_of[issuer->issued[--issuer->count]] = CRD_NO_ID;
    }
}
