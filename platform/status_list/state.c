/* SPDX-License-Identifier: Apache-2.0 */
/* The states of a slot, and what may happen to it in each. */
#include "platform/status_list/state.h"

static const char *const PURPOSES[CRD_SLOT_PURPOSE_COUNT] = {"revocation",
                                                             "suspension"};
static const char *const STATES[CRD_SLOT_STATE_COUNT] = {"valid", "suspended",
                                                         "revoked", "replaced"};

/* From revoked there is no way. What was replaced may yet be revoked, but
 * stands no more: its bit is never cleared either. */
static const crd_slot_way WAYS[] = {
    {CRD_SLOT_VALID, CRD_SLOT_EVENT_SUSPEND, CRD_SLOT_SUSPENDED},
    {CRD_SLOT_VALID, CRD_SLOT_EVENT_REVOKE, CRD_SLOT_REVOKED},
    {CRD_SLOT_VALID, CRD_SLOT_EVENT_REPLACE, CRD_SLOT_REPLACED},
    {CRD_SLOT_SUSPENDED, CRD_SLOT_EVENT_REINSTATE, CRD_SLOT_VALID},
    {CRD_SLOT_SUSPENDED, CRD_SLOT_EVENT_REVOKE, CRD_SLOT_REVOKED},
    {CRD_SLOT_SUSPENDED, CRD_SLOT_EVENT_REPLACE, CRD_SLOT_REPLACED},
    {CRD_SLOT_REPLACED, CRD_SLOT_EVENT_REVOKE, CRD_SLOT_REVOKED},
};

const crd_slot_way *crd_slot_way_find(crd_slot_state from, crd_slot_event event)
{
    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
        if (WAYS[i].from == from && WAYS[i].event == event) {
            return &WAYS[i];
        }
    }
    return NULL;
}

bool crd_slot_event_fits(crd_slot_purpose purpose, crd_slot_event event)
{
    return purpose == CRD_SLOT_SUSPENSION || event == CRD_SLOT_EVENT_REVOKE ||
           event == CRD_SLOT_EVENT_REPLACE;
}

const char *crd_slot_purpose_word(crd_slot_purpose purpose)
{
    return purpose < CRD_SLOT_PURPOSE_COUNT ? PURPOSES[purpose] : "";
}

crd_slot_purpose crd_slot_purpose_find(crd_span word)
{
    for (int i = 0; i < CRD_SLOT_PURPOSE_COUNT; i++) {
        if (crd_span_is(word, PURPOSES[i])) {
            return (crd_slot_purpose)i;
        }
    }
    return CRD_SLOT_PURPOSE_COUNT;
}

const char *crd_slot_state_word(crd_slot_state state)
{
    return state < CRD_SLOT_STATE_COUNT ? STATES[state] : "";
}

crd_slot_state crd_slot_state_find(crd_span word)
{
    for (int i = 0; i < CRD_SLOT_STATE_COUNT; i++) {
        if (crd_span_is(word, STATES[i])) {
            return (crd_slot_state)i;
        }
    }
    return CRD_SLOT_STATE_COUNT;
}
