/* SPDX-License-Identifier: Apache-2.0 */
/* Bare Ed25519 of OpenSSL's EVP and of libsodium (RFC 8032). */
#include "bench/raw.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MESSAGE_BYTES = 64, ROUND = 16 };

typedef struct pair {
    EVP_PKEY *key;
    uint8_t message[MESSAGE_BYTES];
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
    uint8_t signature[crypto_sign_BYTES];
} pair;

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "bench: %s failed\n", what);
        exit(70);
    }
}

const char *raw_name(raw_base base)
{
    return base == RAW_VERIFY ? "V" : base == RAW_SIGN ? "S" : "";
}

static double read_clock(clockid_t clock)
{
    struct timespec t;
    must(clock_gettime(clock, &t) == 0, "reading a clock");
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double raw_cpu_seconds(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

double raw_wall_seconds(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static void sign(pair *p)
{
    size_t len = sizeof p->signature;
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    must(c && EVP_DigestSignInit(c, NULL, NULL, NULL, p->key) == 1 &&
             EVP_DigestSign(c, p->signature, &len, p->message, MESSAGE_BYTES) ==
                 1,
         "signing with OpenSSL");
    EVP_MD_CTX_free(c);
}

static void verify(pair *p)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    must(c && EVP_DigestVerifyInit(c, NULL, NULL, NULL, p->key) == 1 &&
             EVP_DigestVerify(c, p->signature, sizeof p->signature, p->message,
                              MESSAGE_BYTES) == 1,
         "verifying with OpenSSL");
    EVP_MD_CTX_free(c);
}

/* A key pair made once; the message is any 64 bytes. */
static pair *the_pair(void)
{
    static pair p;
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    if (!p.key) {
        must(sodium_init() >= 0, "starting libsodium");
        crypto_sign_keypair(p.public_key, secret);
        p.key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret,
                                             crypto_sign_SEEDBYTES);
        must(p.key != NULL, "making a key with OpenSSL");
        memset(p.message, 7, sizeof p.message);
        sign(&p);
        verify(&p);
    }
    return &p;
}

double raw_rate(raw_base base, double seconds)
{
    pair *p = the_pair();
    void (*step)(pair *) = base == RAW_SIGN ? sign : verify;
    double start, spent;
    long done = 0;
    if (base == RAW_NONE) {
        return 1;
    }
    for (int i = 0; i < ROUND; i++) {
        step(p);
    }
    start = raw_cpu_seconds();
    do {
        for (int i = 0; i < ROUND; i++) {
            step(p);
        }
        done += ROUND;
        spent = raw_cpu_seconds() - start;
    } while (spent < seconds);
    return (double)done / spent;
}

/* ---- Two threads ----------------------------------------------------------
 */

typedef struct runner {
    const pair *pair;
    double until;
    long done;
} runner;

static void *run(void *argument)
{
    runner *r = argument;
    do {
        for (int i = 0; i < ROUND; i++) {
            must(crypto_sign_verify_detached(r->pair->signature,
                                             r->pair->message, MESSAGE_BYTES,
                                             r->pair->public_key) == 0,
                 "verifying with libsodium");
        }
        r->done += ROUND;
    } while (raw_wall_seconds() < r->until);
    return NULL;
}

double raw_scaling(double seconds)
{
    const pair *p = the_pair();
    runner alone = {p, raw_wall_seconds() + seconds, 0}, both[2];
    pthread_t threads[2];
    run(&alone);
    for (int i = 0; i < 2; i++) {
        both[i] = (runner){p, raw_wall_seconds() + seconds, 0};
        must(pthread_create(&threads[i], NULL, run, &both[i]) == 0,
             "starting a thread");
    }
    for (int i = 0; i < 2; i++) {
        must(pthread_join(threads[i], NULL) == 0, "waiting for a thread");
    }
    return (double)(both[0].done + both[1].done) / (double)alone.done;
}
