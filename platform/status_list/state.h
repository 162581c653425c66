/* SPDX-License-Identifier: Apache-2.0 */
/* The states of a slot as a table. Only this room includes it. */
#ifndef PLATFORM_STATUS_LIST_STATE_H
#define PLATFORM_STATUS_LIST_STATE_H

#include "platform/status_list/status_list.h"

typedef enum crd_slot_event {
    CRD_SLOT_EVENT_SUSPEND,
    CRD_SLOT_EVENT_REINSTATE,
    CRD_SLOT_EVENT_REVOKE,
    CRD_SLOT_EVENT_REPLACE,
    CRD_SLOT_EVENT_COUNT
} crd_slot_event;

/** A row: from this state, when this happens, to that one. */
typedef struct crd_slot_way {
    crd_slot_state from;
    crd_slot_event event;
    crd_slot_state to;
} crd_slot_way;

/** The row, or NULL: there is no such way. */
const crd_slot_way *crd_slot_way_find(crd_slot_state from,
                                      crd_slot_event event);
/** Whether lists of this purpose know the event at all. */
bool crd_slot_event_fits(crd_slot_purpose purpose, crd_slot_event event);

#endif
