/* SPDX-License-Identifier: Apache-2.0 */
/** What the machine can do now, to measure everything else by: rates of bare
 * signatures over 64 bytes, in operations per CPU-second of the process. */
#ifndef BENCH_RAW_H
#define BENCH_RAW_H

typedef enum raw_base {
    RAW_NONE = 0,
    RAW_VERIFY, /**< V: OpenSSL Ed25519 verify, key ready */
    RAW_SIGN    /**< S: OpenSSL Ed25519 sign, key ready */
} raw_base;

/** "V", "S" or "". */
const char *raw_name(raw_base base);
/** CPU-seconds that this process has used, all its threads. */
double raw_cpu_seconds(void);
/** Seconds on the wall. */
double raw_wall_seconds(void);
/** The rate of `base`, measured for `seconds`; ends the program if OpenSSL
 * refuses. RAW_NONE: 1. */
double raw_rate(raw_base base, double seconds);
/** How many times one thread two threads verify by libsodium, on the wall,
 * measured for twice `seconds`. */
double raw_scaling(double seconds);

#endif
