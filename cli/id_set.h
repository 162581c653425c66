/* SPDX-License-Identifier: Apache-2.0 */
/** A set of urn:uuid ids and what is known of each: the credential that an
 * earlier run left, and the row of this one. 40 bytes an id. */
#ifndef CREDIMUR_CLI_ID_SET_H
#define CREDIMUR_CLI_ID_SET_H

#include "credimur/base.h"

enum { CLI_UUID_BYTES = 16, CLI_MARK_BYTES = 8 };

/** Marks of an id; 0: the place is free. */
enum { CLI_ID_THERE = 1, CLI_ID_THIS_RUN = 2 };

typedef struct cli_id {
    uint8_t id[CLI_UUID_BYTES];
    uint8_t content[CLI_MARK_BYTES]; /**< THERE: of what the credential says */
    uint8_t cells[CLI_MARK_BYTES];   /**< THIS_RUN: of the row's cells */
    uint32_t row;                    /**< THIS_RUN: its number */
    uint8_t marks;
} cli_id;

typedef struct cli_id_set {
    cli_id *ids;
    size_t count, slots;
} cli_id_set;

/** The bytes of "urn:uuid:..." or of the uuid alone; false if it is none. */
bool cli_uuid_read(uint8_t out[CLI_UUID_BYTES], crd_span text);
/** The place of `id`, whose marks are 0 if it is new: set one. Good until the
 * next call. NULL: no memory. */
cli_id *cli_id_set_place(cli_id_set *set, const uint8_t id[CLI_UUID_BYTES]);
/** Takes one mark off all ids. False: no memory. */
bool cli_id_set_forget(cli_id_set *set, uint8_t mark);
void cli_id_set_free(cli_id_set *set);

#endif
