/* SPDX-License-Identifier: Apache-2.0 */
/** The network that a test plays: names, addresses, an authority, limits. */
#ifndef TESTS_NET_SETTING_H
#define TESTS_NET_SETTING_H

#include "net/fetch.h"

enum { SETTING_MAX = 32 };

/** A name and its answers, one after the other; the last one stays. */
typedef struct setting_host {
    char name[256];
    crd_net_addresses answers[4];
    size_t count, asked;
} setting_host;

typedef struct setting {
    crd_net_options options;
    crd_net_test test;
    char ca_file[512], cache[512];
    uint16_t ports[SETTING_MAX];
    crd_net_address allowed[SETTING_MAX];
    setting_host hosts[SETTING_MAX];
    size_t host_count;
    unsigned resolved; /**< names that were asked for */
} setting;

/**
 * Reads a file of lines: ca FILE, port N, allow ADDRESS, host NAME ADDRESSES
 * [ADDRESSES]..., bytes N, list-bytes N, headers N, timeout MS, cache FOLDER,
 * offline. Ends the program with a message at what it does not know. Names
 * without a line are asked of the system.
 */
void setting_read(setting *out, const char *path);

#endif
