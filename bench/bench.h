/* SPDX-License-Identifier: Apache-2.0 */
/** What the lines of the bench share: documents made ready, keys, places. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include "bench/raw.h"
#include "bench/workload.h"
#include "credimur/issue.h"
#include "credimur/verify.h"

enum {
    BENCH_DOCUMENTS = 64, /**< distinct credentials, used in turn */
    BENCH_ROWS = 100000   /**< of the lines about whole files */
};

typedef struct bench {
    crd_env env;
    crd_arena kept;    /**< what lives as long as the bench */
    crd_arena scratch; /**< for one operation */
    crd_buffer text;
    crd_issuer issuer;
    crd_signer signer;
    uint8_t secret[CRD_ED25519_SECRET_BYTES];
    crd_jsonld *processor;
    crd_integrity *integrity;
    crd_verifier *verifier;
    const crd_json *documents[BENCH_DOCUMENTS]; /**< full, unsigned */
    crd_span signed_by[CRD_SUITE_EDDSA_JCS_2022 + 1][BENCH_DOCUMENTS];
    uint64_t turn;
    const char *command; /**< path of credimur; NULL: not built */
    const char *measure; /**< path of bench/measure */
    const char *folder;  /**< for files; emptied by the script */
    bool has_files;      /**< those of the whole-file lines are made */
} bench;

/**
 * One line. `run` measures once, for about `seconds` if it can choose, and
 * returns a rate that is divided by that of `base`, or the figure itself.
 */
typedef struct bench_line {
    const char *name;
    const char *unit;
    const char *better; /**< "higher" or "lower" */
    raw_base base;
    double gate; /**< 0: none */
    double goal;
    bool raw_is_scaling; /**< `raw` is raw_scaling, not a rate */
    double (*run)(bench *b, double seconds);
} bench_line;

extern const bench_line BENCH_LIBRARY_LINES[]; /**< ended by a NULL name */
extern const bench_line BENCH_STATUS_LINES[];
extern const bench_line BENCH_STORE_LINES[]; /**< need the folder */
extern const bench_line BENCH_COMMAND_LINES[];

/** Ends the program with the message if `rc` is not CRD_OK. */
void bench_must(crd_rc rc, const crd_error *error, const char *what);

/** Keys, processors and documents; refuses to go on if the canonical form of
 * a document is not the one that another implementation gives. */
void bench_open(bench *b);
void bench_close(bench *b);

/** Signs credential `n` of the workload, without status and schema; the line
 * is in `b->text`. */
void bench_sign(bench *b, crd_suite suite, uint64_t n);

#endif
