/* SPDX-License-Identifier: Apache-2.0 */
/* Room status: bitstrings, their encoding, and what is refused of it. */
#include <libdeflate.h>
#include <zlib.h>

#include "credimur/crypto.h"
#include "failing_allocator.h"
#include "status_support.h"

#define MOST CRD_STATUS_BYTES_MAX
#define LEAST ((size_t)CRD_STATUS_ENTRIES_MIN / 8)

static crd_status_list *new_sized_list(uint64_t entries, unsigned size)
{
    crd_status_list *list = NULL;
    assert_int_equal(crd_status_list_new(&list, NULL, entries, size, NULL),
                     CRD_OK);
    return list;
}

static void set(crd_status_list *list, uint64_t index, unsigned value)
{
    assert_int_equal(crd_status_list_set(list, index, value, NULL), CRD_OK);
}

/* Numbers that are the same each time (xorshift64). */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* ---- An allocator that measures -------------------------------------------
 */

typedef struct meter {
    crd_allocator allocator;
    size_t now, peak;
} meter;

static void *meter_alloc(void *context, size_t size)
{
    meter *m = context;
    size_t *p = malloc(size + 16);
    assert_non_null(p);
    p[0] = size;
    m->now += size;
    m->peak = m->now > m->peak ? m->now : m->peak;
    return (char *)p + 16;
}

static void meter_release(void *context, void *memory)
{
    meter *m = context;
    size_t *p = (size_t *)(void *)((char *)memory - 16);
    m->now -= p[0];
    free(p);
}

static void meter_init(meter *m)
{
    *m = (meter){.allocator = {meter_alloc, meter_release, m}};
}

/* ---- Texts ----------------------------------------------------------------
 */

/* The multibase text of some bytes, malloc'd. */
static crd_span text_of(const uint8_t *data, size_t len)
{
    char *text = malloc(CRD_BASE64URL_TEXT_MAX(len) + 1);
    assert_non_null(text);
    text[0] = 'u';
    return (crd_span){text, 1 + crd_base64url_write(text + 1, data, len)};
}

static void free_text(crd_span text)
{
    free((void *)(uintptr_t)text.data);
}

typedef size_t (*compress_fn)(struct libdeflate_compressor *, const void *,
                              size_t, void *, size_t);

/* `len` zero bytes, compressed; returns the length. */
static size_t zeros(uint8_t *out, size_t room, size_t len, compress_fn compress)
{
    struct libdeflate_compressor *c = libdeflate_alloc_compressor(6);
    uint8_t *data = calloc(1, len);
    size_t n = compress(c, data, len, out, room);
    assert_true(n > 0);
    free(data);
    libdeflate_free_compressor(c);
    return n;
}

static void assert_refused(const uint8_t *data, size_t len, crd_code code)
{
    crd_span text = text_of(data, len);
    crd_status_list *list = NULL;
    crd_error error;
    meter m;
    crd_rc rc;
    meter_init(&m);
    rc = crd_status_list_decode(&list, &m.allocator, CRD_STATUS_BITSTRING, text,
                                &error);
    assert_code(rc, &error, code);
    assert_null(list);
    assert_int_equal(m.now, 0);
    assert_true(m.peak < (size_t)16 << 20);
    free_text(text);
}

static crd_status_list *round_trip(const crd_status_list *list)
{
    crd_status_list *again = NULL;
    crd_buffer text;
    crd_buffer_init(&text, NULL, MOST * 2);
    assert_int_equal(crd_status_list_encode(&text, list, NULL), CRD_OK);
    assert_int_equal(crd_status_list_decode(&again, NULL, CRD_STATUS_BITSTRING,
                                            crd_buffer_span(&text), NULL),
                     CRD_OK);
    crd_buffer_free(&text);
    return again;
}

/* ---- The bits -------------------------------------------------------------
 */

/* Security case 111: index 0 is the left-most bit, 131,071 the right-most of
 * the smallest list; a reader of reversed bytes would answer otherwise. */
static void the_left_most_bit_is_index_0(void **state)
{
    static const struct {
        uint64_t index;
        size_t byte;
        uint8_t value;
    } BITS[] = {{0, 0, 0x80},
                {7, 0, 0x01},
                {8, 1, 0x80},
                {94567, 11820, 0x01},
                {131071, 16383, 0x01}};
    (void)state;
    for (size_t i = 0; i < sizeof BITS / sizeof *BITS; i++) {
        crd_status_list *list = new_list(131072), *again;
        set(list, BITS[i].index, 1);
        again = round_trip(list);
        assert_int_equal(again->bytes, 16384);
        assert_int_equal(again->bits[BITS[i].byte], BITS[i].value);
        for (uint64_t k = 0; k < 131072; k++) {
            uint8_t value = 9;
            assert_int_equal(crd_status_list_get(&value, again, k, NULL),
                             CRD_OK);
            assert_int_equal(value, k == BITS[i].index);
        }
        crd_status_list_free(list);
        crd_status_list_free(again);
    }
}

/* Entries of one to eight bits, set in any order, keep their neighbours. */
static void entries_of_any_size_come_back(void **state)
{
    uint64_t seed = 20260501;
    (void)state;
    for (unsigned size = 1; size <= CRD_STATUS_SIZE_MAX; size++) {
        uint64_t entries = 131072 + next_random(&seed) % 5000;
        crd_status_list *list = new_sized_list(entries, size), *again;
        uint8_t *expected = calloc(1, 140000);
        assert_true(crd_status_list_entries(list) >= entries);
        assert_true(crd_status_list_entries(list) < entries + 8);
        entries = crd_status_list_entries(list);
        for (int i = 0; i < 20000; i++) {
            uint64_t index = next_random(&seed) % entries;
            unsigned value = (unsigned)next_random(&seed) & ((1u << size) - 1);
            assert_int_equal(crd_status_list_set(list, index, value, NULL),
                             CRD_OK);
            expected[index] = (uint8_t)value;
        }
        again = round_trip(list);
        again->size = (uint8_t)size;
        for (uint64_t i = 0; i < entries; i++) {
            uint8_t value = 0xff;
            assert_int_equal(crd_status_list_get(&value, again, i, NULL),
                             CRD_OK);
            assert_int_equal(value, expected[i]);
        }
        free(expected);
        crd_status_list_free(list);
        crd_status_list_free(again);
    }
}

static void nothing_beyond_the_end_is_set_or_read(void **state)
{
    static const uint64_t BEYOND[] = {131072, 131073, UINT64_C(1) << 31,
                                      UINT64_C(1) << 63, UINT64_MAX};
    crd_status_list *list = new_list(131072);
    crd_error error;
    uint8_t value = 7;
    (void)state;
    for (size_t i = 0; i < sizeof BEYOND / sizeof *BEYOND; i++) {
        assert_code(crd_status_list_get(&value, list, BEYOND[i], &error),
                    &error, CRD_CODE_STATUS_INDEX_RANGE);
        assert_code(crd_status_list_set(list, BEYOND[i], 1, &error), &error,
                    CRD_CODE_STATUS_INDEX_RANGE);
        assert_int_equal(value, 7);
    }
    assert_code(crd_status_list_set(list, 0, 2, &error), &error,
                CRD_CODE_STATUS_INDEX_RANGE);
    crd_status_list_free(list);
    crd_status_list_free(NULL);
}

static void a_list_has_a_size(void **state)
{
    crd_status_list *list = NULL;
    crd_error error;
    (void)state;
    assert_code(crd_status_list_new(&list, NULL, 131072, 0, &error), &error,
                CRD_CODE_STATUS_LIST_MALFORMED);
    assert_code(crd_status_list_new(&list, NULL, 131072, 9, &error), &error,
                CRD_CODE_STATUS_LIST_MALFORMED);
    assert_code(crd_status_list_new(&list, NULL, 131071, 1, &error), &error,
                CRD_CODE_STATUS_LIST_SHORT);
    assert_code(
        crd_status_list_new(&list, NULL, ((uint64_t)1 << 26) + 1, 1, &error),
        &error, CRD_CODE_STATUS_LIST_LARGE);
    assert_code(crd_status_list_new(&list, NULL, UINT64_MAX, 8, &error), &error,
                CRD_CODE_STATUS_LIST_LARGE);
    assert_null(list);
    list = new_sized_list((uint64_t)1 << 23, 8);
    assert_int_equal(list->bytes, MOST);
    crd_status_list_free(list);
}

/* ---- The text -------------------------------------------------------------
 */

/* The example of Bitstring Status List 1.0, 2.2, and of StatusList2021, 2.2,
 * which wrote it without the multibase prefix. */
static void the_examples_of_the_standards_are_read(void **state)
{
    static const char TEXT[] = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAA"
                               "AAAAAAAAIC3AYbSVKsAQAAA";
    static const char PADDED[] =
        "H4sIAAAAAAAAA+3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
    crd_status_list *list = NULL;
    crd_error error;
    (void)state;
    for (int i = 0; i < 3; i++) {
        crd_span text = i == 0   ? crd_span_of(TEXT)
                        : i == 1 ? (crd_span){TEXT + 1, sizeof TEXT - 2}
                                 : crd_span_of(PADDED);
        assert_int_equal(crd_status_list_decode(&list, NULL,
                                                i ? CRD_STATUS_LIST_2021
                                                  : CRD_STATUS_BITSTRING,
                                                text, &error),
                         CRD_OK);
        assert_int_equal(list->bytes, 16384);
        assert_int_equal(list->kind,
                         i ? CRD_STATUS_LIST_2021 : CRD_STATUS_BITSTRING);
        for (size_t k = 0; k < list->bytes; k++) {
            assert_int_equal(list->bits[k], 0);
        }
        crd_status_list_free(list);
        list = NULL;
    }
    /* Each form is of its own kind. */
    assert_code(crd_status_list_decode(&list, NULL, CRD_STATUS_LIST_2021,
                                       crd_span_of(TEXT), &error),
                &error, CRD_CODE_STATUS_LIST_MALFORMED);
    assert_code(crd_status_list_decode(&list, NULL, CRD_STATUS_BITSTRING,
                                       crd_span_of(PADDED), &error),
                &error, CRD_CODE_STATUS_LIST_MALFORMED);
}

/* Base64 of StatusList2021, padded, of every remainder, over many pieces. */
static void base64_of_any_length_is_read(void **state)
{
    static const char *const ENDS[] = {"", "=", "=="};
    uint64_t seed = 7;
    int halves = 0;
    (void)state;
    for (int turn = 0; turn < 12; turn++) {
        crd_status_list *list = new_list(131072), *again = NULL;
        crd_buffer text;
        crd_error error;
        size_t digits;
        crd_buffer_init(&text, NULL, MOST);
        for (int i = 0; i < 20000 + turn; i++) {
            set(list, next_random(&seed) % 131072, 1);
        }
        assert_int_equal(crd_status_list_encode(&text, list, NULL), CRD_OK);
        digits = text.len - 1;
        assert_true(digits > 3 * 4096);
        for (size_t i = 0; i < text.len; i++) {
            text.data[i] = text.data[i] == '-'   ? '+'
                           : text.data[i] == '_' ? '/'
                                                 : text.data[i];
        }
        crd_buffer_append_text(&text, ENDS[(4 - digits % 4) % 4]);
        crd_span whole = {text.data + 1, text.len - 1};
        assert_int_equal(crd_status_list_decode(
                             &again, NULL, CRD_STATUS_LIST_2021, whole, &error),
                         CRD_OK);
        assert_memory_equal(again->bits, list->bits, list->bytes);
        /* Padding is whole, and the two alphabets are not mixed. */
        if (digits % 4 == 2) {
            whole.len--;
            assert_code(crd_status_list_decode(
                            &again, NULL, CRD_STATUS_LIST_2021, whole, &error),
                        &error, CRD_CODE_STATUS_LIST_MALFORMED);
            whole.len++;
            halves++;
        }
        *(char *)memchr(text.data, '+', text.len) = '-';
        assert_code(crd_status_list_decode(&again, NULL, CRD_STATUS_LIST_2021,
                                           whole, &error),
                    &error, CRD_CODE_STATUS_LIST_MALFORMED);
        crd_status_list_free(again);
        crd_status_list_free(list);
        crd_buffer_free(&text);
    }
    assert_true(halves > 0);
}

static void the_same_bits_give_the_same_text(void **state)
{
    crd_buffer first, second;
    crd_status_list *list = new_list(200000);
    (void)state;
    crd_buffer_init(&first, NULL, MOST);
    crd_buffer_init(&second, NULL, MOST);
    set(list, 199999, 1);
    assert_int_equal(crd_status_list_encode(&first, list, NULL), CRD_OK);
    assert_int_equal(crd_status_list_encode(&second, list, NULL), CRD_OK);
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.data, second.data, first.len);
    /* Ten bytes of header: no flags, no time, no name, no system. */
    {
        uint8_t gzip[4096];
        size_t len = 0;
        assert_int_equal(crd_multibase_read(gzip, &len, sizeof gzip,
                                            crd_buffer_span(&first), NULL),
                         CRD_OK);
        assert_memory_equal(gzip, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
    }
    crd_buffer_free(&first);
    crd_buffer_free(&second);
    crd_status_list_free(list);
}

/* Security case 112: a list of fewer than 131,072 entries. */
static void a_short_list_is_refused(void **state)
{
    static const size_t SHORT[] = {1, 2048, 16383};
    static uint8_t gzip[4096];
    (void)state;
    for (size_t i = 0; i < sizeof SHORT / sizeof *SHORT; i++) {
        size_t n = zeros(gzip, sizeof gzip, SHORT[i], libdeflate_gzip_compress);
        assert_refused(gzip, n, CRD_CODE_STATUS_LIST_SHORT);
    }
}

/* 1 GiB of zeros, as zlib writes it. */
static size_t one_gibibyte(uint8_t *out, size_t room)
{
    static uint8_t nothing[1 << 20];
    z_stream z;
    memset(&z, 0, sizeof z);
    assert_int_equal(
        deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = out;
    z.avail_out = (uInt)room;
    for (int i = 0; i < 1024; i++) {
        z.next_in = nothing;
        z.avail_in = sizeof nothing;
        assert_int_not_equal(deflate(&z, i == 1023 ? Z_FINISH : Z_NO_FLUSH),
                             Z_STREAM_ERROR);
    }
    room = z.total_out;
    deflateEnd(&z);
    return room;
}

/* Security case 119: a gzip bomb stops at 8 MiB, whatever its length says, and
 * with less than 16 MiB of memory (assert_refused measures it). */
static void a_bomb_is_refused_within_its_cap(void **state)
{
    size_t room = (size_t)2 << 20, n;
    uint8_t *gzip = malloc(room);
    (void)state;
    n = one_gibibyte(gzip, room);
    assert_in_range(n, 1040000, 1045000);
    assert_refused(gzip, n, CRD_CODE_STATUS_LIST_LARGE);
    /* It lies about its length: what it says bounds what is written. */
    memcpy(gzip + n - 4, "\0\x40\0\0", 4);
    assert_refused(gzip, n, CRD_CODE_STATUS_LIST_MALFORMED);
    memcpy(gzip + n - 4, "\0\0\0\0", 4);
    assert_refused(gzip, n, CRD_CODE_STATUS_LIST_MALFORMED);
    /* Small enough for any fetcher: one byte more than the limit. */
    n = zeros(gzip, room, MOST + 1, libdeflate_gzip_compress);
    assert_in_range(n, 8000, 9000);
    assert_refused(gzip, n, CRD_CODE_STATUS_LIST_LARGE);
    free(gzip);
}

/* The longest list there may be, and one whose text alone is too long. */
static void the_largest_list_is_read_in_16_mebibytes(void **state)
{
    crd_status_list *list = new_list((uint64_t)1 << 26), *again = NULL;
    crd_buffer text;
    crd_error error;
    uint64_t seed = 26;
    meter m;
    (void)state;
    crd_buffer_init(&text, NULL, MOST * 2);
    for (size_t i = 0; i < list->bytes; i++) {
        uint64_t r = next_random(&seed); /* about a quarter of them */
        list->bits[i] = (uint8_t)(r & r >> 8);
    }
    assert_int_equal(crd_status_list_encode(&text, list, &error), CRD_OK);
    meter_init(&m);
    assert_int_equal(crd_status_list_decode(&again, &m.allocator,
                                            CRD_STATUS_BITSTRING,
                                            crd_buffer_span(&text), &error),
                     CRD_OK);
    assert_true(m.peak < (size_t)16 << 20);
    assert_memory_equal(again->bits, list->bits, list->bytes);
    crd_status_list_free(again);
    /* Half of them set: no compressor can do much. */
    for (size_t i = 0; i < list->bytes; i++) {
        list->bits[i] = (uint8_t)next_random(&seed);
    }
    crd_buffer_clear(&text);
    assert_code(crd_status_list_encode(&text, list, &error), &error,
                CRD_CODE_STATUS_LIST_LARGE);
    crd_buffer_clear(&text);
    assert_true(crd_buffer_reserve(&text, CRD_STATUS_GZIP_MAX / 3 * 4 + 64));
    text.len = CRD_STATUS_GZIP_MAX / 3 * 4 + 64;
    memset(text.data, 'A', text.len);
    text.data[0] = 'u';
    meter_init(&m);
    assert_code(crd_status_list_decode(&again, &m.allocator,
                                       CRD_STATUS_BITSTRING,
                                       crd_buffer_span(&text), &error),
                &error, CRD_CODE_STATUS_LIST_LARGE);
    assert_int_equal(m.peak, 0);
    crd_status_list_free(list);
    crd_buffer_free(&text);
}

/* Security case 120: gzip that is not exactly one whole member, other formats
 * in its place, and other encodings around it. */
static void what_is_not_one_gzip_is_refused(void **state)
{
    static uint8_t gzip[4096], bad[8192];
    size_t n = zeros(gzip, sizeof gzip, LEAST, libdeflate_gzip_compress), len;
    (void)state;
    /* Something follows: any byte, zeros, a second member of any length. */
    for (int i = 0; i < 4; i++) {
        static const char *const AFTER[] = {"x", "\xff\xff\xff\xff", "1234",
                                            "\0\0\0\0\0\0\0\0"};
        len = i == 0 ? 1 : i == 3 ? 8 : 4;
        memcpy(bad, gzip, n);
        memcpy(bad + n, AFTER[i], len);
        assert_refused(bad, n + len, CRD_CODE_STATUS_LIST_MALFORMED);
    }
    memcpy(bad + n, gzip, n);
    assert_refused(bad, 2 * n, CRD_CODE_STATUS_LIST_MALFORMED);
    len = zeros(bad + n, sizeof bad - n, 100000, libdeflate_gzip_compress);
    assert_refused(bad, n + len, CRD_CODE_STATUS_LIST_MALFORMED);
    /* Checksum, length, each byte of the header, and an end cut off. */
    for (size_t i = n - 8; i < n; i++) {
        memcpy(bad, gzip, n);
        bad[i] ^= 1;
        assert_refused(bad, n, CRD_CODE_STATUS_LIST_MALFORMED);
    }
    for (size_t i = 0; i < 3; i++) {
        memcpy(bad, gzip, n);
        bad[i] ^= 0x10;
        assert_refused(bad, n, CRD_CODE_STATUS_LIST_MALFORMED);
    }
    for (size_t i = 0; i < n; i++) {
        assert_refused(gzip, i, CRD_CODE_STATUS_LIST_MALFORMED);
    }
    /* zlib and raw deflate. */
    len = zeros(bad, sizeof bad, LEAST, libdeflate_zlib_compress);
    assert_refused(bad, len, CRD_CODE_STATUS_LIST_MALFORMED);
    len = zeros(bad, sizeof bad, LEAST, libdeflate_deflate_compress);
    assert_refused(bad, len, CRD_CODE_STATUS_LIST_MALFORMED);
}

/* Security case 120: the wrong multibase, and text that is not base64url. */
static void what_is_not_base64url_is_refused(void **state)
{
    static uint8_t gzip[4096];
    size_t n = zeros(gzip, sizeof gzip, LEAST, libdeflate_gzip_compress);
    crd_span good = text_of(gzip, n);
    crd_status_list *list = NULL;
    crd_error error;
    char *bad = malloc(good.len + 8);
    (void)state;
    for (int i = 0; i < 256; i++) {
        if (i == 'u') {
            continue;
        }
        memcpy(bad, good.data, good.len);
        bad[0] = (char)i;
        assert_code(crd_status_list_decode(&list, NULL, CRD_STATUS_BITSTRING,
                                           (crd_span){bad, good.len}, &error),
                    &error, CRD_CODE_STATUS_LIST_MALFORMED);
    }
    for (size_t i = 0; i < 7; i++) {
        static const char *const ENDS[] = {"=", "==", " ", "\n", "+", "/", "."};
        memcpy(bad, good.data, good.len);
        memcpy(bad + good.len, ENDS[i], strlen(ENDS[i]));
        assert_code(crd_status_list_decode(
                        &list, NULL, CRD_STATUS_BITSTRING,
                        (crd_span){bad, good.len + strlen(ENDS[i])}, &error),
                    &error, CRD_CODE_STATUS_LIST_MALFORMED);
    }
    assert_code(crd_status_list_decode(&list, NULL, CRD_STATUS_BITSTRING,
                                       CRD_SPAN_NONE, &error),
                &error, CRD_CODE_STATUS_LIST_MALFORMED);
    assert_code(crd_status_list_decode(&list, NULL, CRD_STATUS_BITSTRING,
                                       CRD_SPAN("u"), &error),
                &error, CRD_CODE_STATUS_LIST_MALFORMED);
    assert_code(crd_status_list_decode(&list, NULL, CRD_STATUS_LIST_2021,
                                       CRD_SPAN_NONE, &error),
                &error, CRD_CODE_STATUS_LIST_MALFORMED);
    assert_null(list);
    free(bad);
    free_text(good);
}

/* Lists of every density and many lengths come back as they were. */
static void random_lists_come_back(void **state)
{
    uint64_t seed = 131072;
    (void)state;
    for (int turn = 0; turn < 60; turn++) {
        uint64_t entries = 131072 + next_random(&seed) % 400000;
        crd_status_list *list = new_list(entries), *again;
        uint64_t many =
            next_random(&seed) % (1 + entries / (1 + turn % 7 * 40));
        for (uint64_t i = 0; i < many; i++) {
            assert_int_equal(crd_status_list_set(
                                 list, next_random(&seed) % entries, 1, NULL),
                             CRD_OK);
        }
        again = round_trip(list);
        assert_int_equal(again->bytes, list->bytes);
        assert_memory_equal(again->bits, list->bits, list->bytes);
        crd_status_list_free(list);
        crd_status_list_free(again);
    }
}

/* Every allocation that can fail, fails once. */
static void memory_that_runs_out_is_an_error(void **state)
{
    crd_rc rc = CRD_E_MEMORY;
    (void)state;
    for (size_t n = 0; rc != CRD_OK; n++) {
        failing_allocator f;
        crd_status_list *list = NULL, *again = NULL;
        crd_buffer text;
        crd_error error;
        failing_init(&f, n);
        crd_buffer_init(&text, &f.allocator, MOST);
        rc = crd_status_list_new(&list, &f.allocator, 131072, 1, &error);
        if (rc == CRD_OK) {
            rc = crd_status_list_encode(&text, list, &error);
        }
        if (rc == CRD_OK) {
            rc = crd_status_list_decode(&again, &f.allocator,
                                        CRD_STATUS_BITSTRING,
                                        crd_buffer_span(&text), &error);
        }
        assert_int_equal(rc, f.failed ? CRD_E_MEMORY : CRD_OK);
        crd_status_list_free(list);
        crd_status_list_free(again);
        crd_buffer_free(&text);
        assert_int_equal(f.held, 0);
        assert_true(n < 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_left_most_bit_is_index_0),
        cmocka_unit_test(entries_of_any_size_come_back),
        cmocka_unit_test(nothing_beyond_the_end_is_set_or_read),
        cmocka_unit_test(a_list_has_a_size),
        cmocka_unit_test(the_examples_of_the_standards_are_read),
        cmocka_unit_test(base64_of_any_length_is_read),
        cmocka_unit_test(the_same_bits_give_the_same_text),
        cmocka_unit_test(a_short_list_is_refused),
        cmocka_unit_test(a_bomb_is_refused_within_its_cap),
        cmocka_unit_test(the_largest_list_is_read_in_16_mebibytes),
        cmocka_unit_test(what_is_not_one_gzip_is_refused),
        cmocka_unit_test(what_is_not_base64url_is_refused),
        cmocka_unit_test(random_lists_come_back),
        cmocka_unit_test(memory_that_runs_out_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
