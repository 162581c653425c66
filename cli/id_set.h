/* SPDX-License-Identifier: Apache-2.0 */
/** A set of urn:uuid ids, 17 bytes each: what has been issued already. */
#ifndef CREDIMUR_CLI_ID_SET_H
#define CREDIMUR_CLI_ID_SET_H

#include "credimur/base.h"

enum { CLI_UUID_BYTES = 16 };

typedef struct cli_id_set {
    uint8_t (*ids)[CLI_UUID_BYTES];
    uint8_t *marks; /**< 0: the slot is free */
    size_t count, slots;
} cli_id_set;

/** The bytes of "urn:uuid:..." or of the uuid alone; false if it is none. */
bool cli_uuid_read(uint8_t out[CLI_UUID_BYTES], crd_span text);
/** The mark of `id`, 0 if it is not there. */
uint8_t cli_id_set_get(const cli_id_set *set, const uint8_t id[CLI_UUID_BYTES]);
/** Adds `id` with a mark (not 0); the first mark stays. False: no memory. */
bool cli_id_set_add(cli_id_set *set, const uint8_t id[CLI_UUID_BYTES],
                    uint8_t mark);
/** Keeps only the ids of the other marks. */
bool cli_id_set_forget(cli_id_set *set, uint8_t mark);
void cli_id_set_free(cli_id_set *set);

#endif
