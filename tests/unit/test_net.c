/* SPDX-License-Identifier: Apache-2.0 */
/* Room net: which addresses and URLs are asked, what the cache believes, and
 * the words of the pipe. The network itself is played in tests/net. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/cache.h"
#include "net/fetch.h"
#include "net/protocol.h"
#include "net/url.h"

static const crd_instant NOW = {1795000000, 5};

static crd_net_address address_of(const char *text)
{
    crd_net_address address;
    char again[CRD_NET_ADDRESS_TEXT_MAX];
    assert_true(crd_net_address_parse(&address, text));
    crd_net_address_write(again, &address);
    assert_string_equal(again, text);
    return address;
}

/* Security case 127: first and last of each range that is not public; and the
 * neighbours of those ranges, so that the table is not too wide either. */
static const char *const PRIVATE[] = {
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.0",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "127.0.0.0",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.0",
    "169.254.169.254",
    "169.254.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.0.0.0",
    "192.0.0.255",
    "192.0.2.0",
    "192.0.2.255",
    "192.88.99.0",
    "192.88.99.255",
    "192.168.0.0",
    "192.168.255.255",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.0",
    "198.51.100.255",
    "203.0.113.0",
    "203.0.113.255",
    "224.0.0.0",
    "239.255.255.255",
    "240.0.0.0",
    "255.255.255.255",
    /* IPv6: none, this machine, not given out, discard, local, link, site,
     * multicast. */
    "::",
    "::1",
    "100::",
    "fc00::",
    "fc00::1",
    "fdff:ffff::1",
    "fe80::",
    "fe80::1",
    "febf:ffff::1",
    "fec0::1",
    "ff00::",
    "ff02::1",
    "ff0e::1",
    "ffff::1",
    "1fff:ffff::1",
    "4000::1",
    "5f00::1",
    "2001::",
    "2001:1ff:ffff::",
    "2001:db8::",
    "2001:db8:ffff::1",
    "2002::",
    "3fff::",
    "3fff:fff:ffff::1",
};
static const char *const PUBLIC[] = {
    "1.0.0.0",         "9.255.255.255",   "11.0.0.0",         "100.63.255.255",
    "100.128.0.0",     "126.255.255.255", "128.0.0.0",        "169.253.255.255",
    "169.255.0.0",     "172.15.255.255",  "172.32.0.0",       "191.255.255.255",
    "192.0.1.0",       "192.0.3.0",       "192.88.98.255",    "192.88.100.0",
    "192.167.255.255", "192.169.0.0",     "198.17.255.255",   "198.20.0.0",
    "198.51.99.255",   "198.51.101.0",    "203.0.112.255",    "203.0.114.0",
    "223.255.255.255", "2001:200::1",     "2001:db7:ffff::1", "2001:db9::1",
    "2003::1",         "2606:4700::1111", "2a00:1450::1",     "3ffe::1",
    "2000::1",         "3fff:1000::1",
};

static void addresses_that_are_not_public(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof PRIVATE / sizeof *PRIVATE; i++) {
        crd_net_address a = address_of(PRIVATE[i]);
        if (crd_net_address_is_public(&a)) {
            fail_msg("%s passes as public", PRIVATE[i]);
        }
    }
    for (size_t i = 0; i < sizeof PUBLIC / sizeof *PUBLIC; i++) {
        crd_net_address a = address_of(PUBLIC[i]);
        if (!crd_net_address_is_public(&a)) {
            fail_msg("%s is refused", PUBLIC[i]);
        }
    }
}

/* Security case 128: IPv4 inside IPv6: mapped, compatible, translated, 6to4,
 * Teredo; and an address that holds on one link alone. */
static void addresses_inside_addresses(void **state)
{
    static const char *const INSIDE[] = {
        "::ffff:127.0.0.1",   "::ffff:169.254.169.254",
        "::ffff:8.8.8.8",     "::127.0.0.1",
        "::8.8.8.8",          "::ffff:0:7f00:1",
        "64:ff9b::7f00:1",    "64:ff9b::a00:1",
        "64:ff9b:1::808:808", "64:ff9b::1:808:808",
        "2002:7f00:1::",      "2001:0:7f00:1::",
    };
    struct sockaddr_in6 link = {.sin6_family = AF_INET6, .sin6_scope_id = 2};
    struct sockaddr local = {.sa_family = AF_UNIX};
    crd_net_address a;
    (void)state;
    for (size_t i = 0; i < sizeof INSIDE / sizeof *INSIDE; i++) {
        assert_true(crd_net_address_parse(&a, INSIDE[i]));
        if (crd_net_address_is_public(&a)) {
            fail_msg("%s passes as public", INSIDE[i]);
        }
    }
    /* The way of a network without IPv4 to a public host. */
    a = address_of("64:ff9b::808:808");
    assert_true(crd_net_address_is_public(&a));
    a = address_of("2606:4700::1111");
    memcpy(&link.sin6_addr, a.bytes, 16);
    assert_true(crd_net_address_read(&a, (struct sockaddr *)&link));
    assert_false(crd_net_address_is_public(&a));
    assert_false(crd_net_address_read(&a, &local));
}

/* Security case 129: one private address among any number refuses all. */
static void one_private_address_refuses_all(void **state)
{
    crd_net_address good = address_of("93.184.216.34");
    crd_net_address bad = address_of("10.0.0.1");
    (void)state;
    for (size_t at = 0; at <= 2 * CRD_NET_ADDRESSES_MAX; at++) {
        crd_net_addresses all = {.count = 0};
        for (size_t i = 0; i <= 2 * CRD_NET_ADDRESSES_MAX; i++) {
            crd_net_addresses_add(&all, i == at ? &bad : &good);
        }
        assert_false(all.all_public);
        assert_int_equal(all.count, CRD_NET_ADDRESSES_MAX);
    }
    crd_net_addresses all = {.count = 0};
    crd_net_addresses_add(&all, &good);
    crd_net_addresses_add(&all, &good);
    assert_true(all.all_public);
}

/* Security case 128: names and numbers for this machine, by the system's own
 * resolver: whatever it makes of them, it is not public. */
static void disguises_are_seen_after_resolving(void **state)
{
    static const char *const NAMES[] = {
        "127.0.0.1",   "2130706433",  "0x7f000001", "0177.0.0.1",
        "127.1",       "0x7f.1",      "0",          "localhost",
        "localhost.",  "x.localhost", "::1",        "::ffff:127.0.0.1",
        "::127.0.0.1",
    };
    size_t resolved = 0;
    (void)state;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        crd_net_addresses found = {.count = 0};
        bool late;
        if (crd_net_resolve(&found, &late, NAMES[i], 5000)) {
            resolved++;
            if (found.all_public) {
                fail_msg("%s passes as public", NAMES[i]);
            }
        }
    }
    assert_true(resolved >= 7); /* the numbers need no name server */
}

/* Security case 131: user names, control characters, fragments, ports, other
 * schemes: not an address that is asked. */
static void urls_that_are_not_asked(void **state)
{
    static const char *const BAD[] = {
        "",
        "https://",
        "https:///x",
        "http://a.example/",
        "HTTPS://a.example/",
        "file:///etc/passwd",
        "gopher://a.example/",
        "ftp://a.example/",
        "//a.example/",
        " https://a.example/",
        "https://a.example/ ",
        "https://user@a.example/",
        "https://user:pass@a.example/",
        "https://a.example@b.example/",
        "https://a.example%40b.example/",
        "https://a.example\\@b.example/",
        "https://a.example\\b",
        "https://a.example#@b.example/",
        "https://a.example/#x",
        "https://a.example/x\r\nHost: b.example",
        "https://a.example/x\ty",
        "https://a.example/x y",
        "https://a.example:/",
        "https://a.example:0/",
        "https://a.example:65536/",
        "https://a.example:4294967739/",
        "https://a.example:443x/",
        "https://a.example:443:443/",
        "https://a.example:-443/",
        "https://:443/",
        "https://[::1",
        "https://[]/",
        "https://[::1]x/",
        "https://[fe80::1%25lo]/",
        "https://[::1/",
        "https://caf\xc3\xa9.example/",
        "https://a.example/\xc3\xa9",
        "https://a.example/%",
        "https://a.example/%4",
        "https://a.example/%4g",
        "https://a.example/<x>",
        "https://a.example/\"x\"",
        "https://a.example/{x}",
        "https://a.example/x|y",
        "https://a.example/x^y",
        "https://a.example/x`y",
        "https://a.exam ple/",
        "https://a,b.example/",
    };
    crd_net_url url;
    char longest[CRD_NET_URL_MAX + 2];
    (void)state;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        if (crd_net_url_read(&url, crd_span_of(BAD[i]))) {
            fail_msg("read: %s", BAD[i]);
        }
    }
    assert_false(
        crd_net_url_read(&url, CRD_SPAN("https://a.example/\0.b.example")));
    assert_false(crd_net_url_read(&url, CRD_SPAN("https://a.example\0/")));
    memset(longest, 'a', sizeof longest);
    memcpy(longest, "https://a.example/", 18);
    assert_true(crd_net_url_read(&url, (crd_span){longest, CRD_NET_URL_MAX}));
    assert_false(
        crd_net_url_read(&url, (crd_span){longest, CRD_NET_URL_MAX + 1}));
    memcpy(longest, "https://", 8);
    longest[17] = 'a';
    assert_true(crd_net_url_read(&url, (crd_span){longest, 8 + 253}));
    assert_false(crd_net_url_read(&url, (crd_span){longest, 8 + 254}));
}

static void urls_that_are_asked(void **state)
{
    static const struct {
        const char *text, *host;
        uint16_t port;
    } GOOD[] = {
        {"https://a.example", "a.example", 443},
        {"https://a.example/.well-known/did.json", "a.example", 443},
        {"https://A.example:8443/x?y=z&w=%C3%A9", "A.example", 8443},
        {"https://a.example?x", "a.example", 443},
        {"https://a.example:65535/a@b:c", "a.example", 65535},
        {"https://xn--caf-dma.example/", "xn--caf-dma.example", 443},
        {"https://127.1/", "127.1", 443},
        {"https://[::1]:443/", "::1", 443},
        {"https://[2606:4700::1111]/", "2606:4700::1111", 443},
    };
    (void)state;
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        crd_net_url url;
        assert_true(crd_net_url_read(&url, crd_span_of(GOOD[i].text)));
        assert_string_equal(url.text, GOOD[i].text);
        assert_string_equal(url.host, GOOD[i].host);
        assert_int_equal(url.port, GOOD[i].port);
    }
}

/* ---- Fetching without a network ------------------------------------------ */

/* Security case 135: one error for everything, whatever the cause. */
static void every_failure_looks_the_same(void **state)
{
    static const struct {
        const char *url;
        crd_fetch_kind kind;
        bool offline;
        crd_net_reason why;
    } ROWS[] = {
        {"https://127.0.0.1/x", CRD_FETCH_CONTROLLER_DOCUMENT, false,
         CRD_NET_ADDRESS},
        {"https://127.0.0.1/x", CRD_FETCH_STATUS_LIST, false, CRD_NET_ADDRESS},
        {"https://127.0.0.1/x", CRD_FETCH_SCHEMA, false, CRD_NET_ADDRESS},
        {"https://127.0.0.1/x", CRD_FETCH_CONTEXT, false, CRD_NET_KIND},
        {"https://127.0.0.1/x", (crd_fetch_kind)99, false, CRD_NET_KIND},
        {"https://127.0.0.1/x", CRD_FETCH_SCHEMA, true, CRD_NET_OFFLINE},
        {"https://127.0.0.1:22/x", CRD_FETCH_SCHEMA, false, CRD_NET_PORT},
        {"https://127.0.0.1:25/x", CRD_FETCH_SCHEMA, false, CRD_NET_PORT},
        {"https://127.0.0.1:6379/x", CRD_FETCH_SCHEMA, false, CRD_NET_PORT},
        {"http://127.0.0.1/x", CRD_FETCH_SCHEMA, false, CRD_NET_URL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        crd_net_options options = {.offline = ROWS[i].offline};
        crd_net_reason why = CRD_NET_HAD;
        crd_fetched fetched = {.media_type = CRD_SPAN("untouched")};
        crd_error error, expected;
        crd_arena arena;
        crd_arena_init(&arena, NULL, 0);
        memset(&error, 0, sizeof error);
        memset(&expected, 0, sizeof expected);
        assert_int_equal(
            crd_net_unavailable(crd_span_of(ROWS[i].url), &expected),
            CRD_E_UNAVAILABLE);
        assert_int_equal(crd_net_fetch(&options, &fetched, &why, &arena,
                                       ROWS[i].kind, crd_span_of(ROWS[i].url),
                                       NOW, &error),
                         CRD_E_UNAVAILABLE);
        assert_int_equal(why, ROWS[i].why);
        assert_int_equal(error.code, CRD_CODE_DOCUMENT_UNAVAILABLE);
        assert_string_equal(error.message, expected.message);
        assert_true(crd_span_is(fetched.media_type, "untouched"));
        crd_arena_free(&arena);
    }
    for (int r = 0; r < CRD_NET_REASON_COUNT; r++) {
        assert_true(strlen(crd_net_reason_text((crd_net_reason)r)) > 5);
    }
}

/* ---- The cache ------------------------------------------------------------
 */

#define URL "https://a.example/did.json"

typedef struct place {
    char root[64], folder[96], file[256];
    crd_arena arena;
} place;

static int set_up(void **state)
{
    place *p = calloc(1, sizeof *p);
    const char *tmp = getenv("TMPDIR");
    assert_non_null(p);
    snprintf(p->root, sizeof p->root, "%.40s/crd-net-XXXXXX",
             tmp ? tmp : "/tmp");
    if (!mkdtemp(p->root)) {
        return -1;
    }
    snprintf(p->folder, sizeof p->folder, "%s/a/credimur", p->root);
    crd_arena_init(&p->arena, NULL, 0);
    *state = p;
    return 0;
}

/* How many files the folder holds; the last one's path in `file`. */
static size_t files(place *p)
{
    DIR *dir = opendir(p->folder);
    size_t n = 0;
    for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] != '.') {
            snprintf(p->file, sizeof p->file, "%.90s/%.150s", p->folder,
                     e->d_name);
            n++;
        }
    }
    if (dir) {
        closedir(dir);
    }
    return n;
}

static int tear_down(void **state)
{
    place *p = *state;
    while (files(p) > 0 && unlink(p->file) == 0) {
    }
    rmdir(p->folder);
    snprintf(p->file, sizeof p->file, "%s/a", p->root);
    rmdir(p->file);
    rmdir(p->root);
    crd_arena_free(&p->arena);
    free(p);
    return 0;
}

static void put(const place *p, const char *url, const char *body,
                int64_t fresh_s, crd_instant at)
{
    crd_net_kept kept = {.kind = CRD_FETCH_CONTROLLER_DOCUMENT,
                         .url = crd_span_of(url),
                         .media_type = CRD_SPAN("application/json"),
                         .body = crd_span_of(body),
                         .fetched_at = at,
                         .fresh_s = fresh_s};
    crd_net_cache_put(p->folder, &kept, at);
}

static crd_instant after(int64_t seconds)
{
    return (crd_instant){NOW.seconds + seconds, 0};
}

static bool is_given(place *p, crd_fetch_kind kind, const char *url,
                     crd_instant now)
{
    crd_net_kept kept;
    bool found = crd_net_cache_get(&kept, &p->arena, p->folder, kind,
                                   crd_span_of(url), CRD_NET_FRESH_KEYS_S, now);
    if (found) {
        assert_true(crd_span_is(kept.body, "{\"id\":1}"));
        assert_true(crd_span_is(kept.media_type, "application/json"));
        assert_int_equal(kept.fetched_at.seconds, NOW.seconds);
        assert_int_equal(kept.fetched_at.nanoseconds, NOW.nanoseconds);
    }
    return found;
}

static bool is_kept(place *p, crd_instant now)
{
    return is_given(p, CRD_FETCH_CONTROLLER_DOCUMENT, URL, now);
}

static void the_cache_keeps_what_it_may(void **state)
{
    place *p = *state;
    struct stat st;
    assert_false(is_kept(p, NOW));
    put(p, URL, "{\"id\":1}", 600, NOW);
    assert_int_equal(files(p), 1);
    assert_int_equal(stat(p->file, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(stat(p->folder, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_true(is_kept(p, after(0)));
    assert_true(is_kept(p, after(599)));
    assert_false(is_kept(p, after(600)));
    assert_false(is_kept(p, after(-1))); /* the clock was wrong */
    /* Another kind or another address is another document. */
    assert_false(is_given(p, CRD_FETCH_STATUS_LIST, URL, NOW));
    assert_false(is_given(p, CRD_FETCH_CONTROLLER_DOCUMENT, URL "?", NOW));
    /* A server cannot make it live longer than the ceiling. */
    put(p, URL, "{\"id\":1}", 100000000, NOW);
    assert_int_equal(files(p), 1);
    assert_true(is_kept(p, after(CRD_NET_FRESH_KEYS_S - 1)));
    assert_false(is_kept(p, after(CRD_NET_FRESH_KEYS_S)));
    put(p, URL, "{\"id\":1}", 0, NOW);
    assert_false(is_kept(p, NOW));
    put(p, URL, "{\"id\":1}", -5, NOW);
    assert_false(is_kept(p, NOW));
}

/* What the fetcher makes of it, with no socket to open. */
static void offline_gives_what_is_kept(void **state)
{
    place *p = *state;
    crd_net_options options = {.offline = true, .cache = p->folder};
    crd_net_reason why;
    crd_fetched out;
    put(p, URL, "{\"id\":1}", 600, NOW);
    assert_int_equal(crd_net_fetch(&options, &out, &why, &p->arena,
                                   CRD_FETCH_CONTROLLER_DOCUMENT, CRD_SPAN(URL),
                                   after(599), NULL),
                     CRD_OK);
    assert_true(crd_span_is(out.body, "{\"id\":1}"));
    assert_int_equal(out.fetched_at.seconds, NOW.seconds);
    assert_int_equal(crd_net_fetch(&options, &out, &why, &p->arena,
                                   CRD_FETCH_CONTROLLER_DOCUMENT, CRD_SPAN(URL),
                                   after(600), NULL),
                     CRD_E_UNAVAILABLE);
    assert_int_equal(why, CRD_NET_OFFLINE);
    /* A limit that is lower today holds for what was kept yesterday. */
    options.document_bytes = 7;
    assert_int_equal(crd_net_fetch(&options, &out, &why, &p->arena,
                                   CRD_FETCH_CONTROLLER_DOCUMENT, CRD_SPAN(URL),
                                   NOW, NULL),
                     CRD_E_UNAVAILABLE);
}

/* Security case 60: a file that was changed is not the document. */
static void a_damaged_file_is_not_believed(void **state)
{
    place *p = *state;
    char all[1024];
    ssize_t len;
    int fd;
    put(p, URL, "{\"id\":1}", 600, NOW);
    assert_int_equal(files(p), 1);
    fd = open(p->file, O_RDWR);
    assert_true(fd >= 0);
    len = read(fd, all, sizeof all);
    assert_true(len > 100 && len < (ssize_t)sizeof all);
    for (ssize_t i = 0; i < len; i++) { /* any byte */
        char other = (char)(all[i] ^ 1);
        assert_int_equal(pwrite(fd, &other, 1, i), 1);
        assert_false(is_kept(p, NOW));
        assert_int_equal(pwrite(fd, &all[i], 1, i), 1);
    }
    assert_true(is_kept(p, NOW));
    for (ssize_t i = len; i-- > 0;) { /* cut anywhere */
        assert_int_equal(ftruncate(fd, i), 0);
        assert_false(is_kept(p, NOW));
    }
    close(fd);
    /* It is simply written again. */
    put(p, URL, "{\"id\":1}", 600, NOW);
    assert_true(is_kept(p, NOW));
    /* The whole file of another address, in its place. */
    char mine[sizeof p->file], name[sizeof p->file];
    snprintf(mine, sizeof mine, "%s", p->file);
    unlink(mine);
    put(p, "https://mallory.example/did.json", "{\"id\":1}", 600, NOW);
    assert_int_equal(files(p), 1);
    snprintf(name, sizeof name, "%s", p->file);
    assert_int_equal(rename(name, mine), 0);
    assert_false(is_kept(p, NOW));
}

static void a_file_that_others_could_lay_is_not_believed(void **state)
{
    place *p = *state;
    char beside[sizeof p->file + 8], file[sizeof p->file];
    put(p, URL, "{\"id\":1}", 600, NOW);
    assert_int_equal(files(p), 1);
    assert_int_equal(chmod(p->file, 0644), 0);
    assert_false(is_kept(p, NOW));
    assert_int_equal(chmod(p->file, 0600), 0);
    assert_true(is_kept(p, NOW));
    assert_int_equal(chmod(p->folder, 0777), 0);
    assert_false(is_kept(p, NOW));
    assert_int_equal(chmod(p->folder, 0700), 0);
    assert_true(is_kept(p, NOW));
    snprintf(file, sizeof file, "%s", p->file);
    snprintf(beside, sizeof beside, "%s.x", file);
    assert_int_equal(rename(file, beside), 0);
    assert_int_equal(symlink(beside, file), 0);
    assert_false(is_kept(p, NOW));
    unlink(file);
    assert_int_equal(mkfifo(file, 0600), 0);
    assert_false(is_kept(p, NOW)); /* and does not wait */
    unlink(file);
    unlink(beside);
}

static void the_cache_does_not_grow_for_ever(void **state)
{
    place *p = *state;
    char *big = malloc((1 << 20) + 1);
    assert_non_null(big);
    memset(big, 'x', 1 << 20);
    big[1 << 20] = '\0';
    for (int i = 0; i < 80; i++) {
        char url[64];
        snprintf(url, sizeof url, "https://a.example/%d", i);
        put(p, url, big, 600, NOW);
    }
    assert_int_equal(files(p), 63); /* of 64 MiB */
    /* What is past every life makes room. The files are of today. */
    crd_instant later = {2 * NOW.seconds, 0};
    put(p, URL, big, 600, later);
    assert_int_equal(files(p), 1);
    free(big);
}

/* ---- The words of the pipe ------------------------------------------------
 */

static crd_span after_length(const crd_buffer *text)
{
    assert_int_equal(crd_buffer_rc(text, NULL), CRD_OK);
    assert_int_equal(crd_net_length_read(text->data), text->len - 4);
    return (crd_span){text->data + 4, text->len - 4};
}

static void questions_are_read_as_written(void **state)
{
    crd_net_question q = {.offline = true,
                          .kind = CRD_FETCH_STATUS_LIST,
                          .timeout_ms = 70000,
                          .cache = CRD_SPAN("/home/ann/.cache/credimur"),
                          .url = CRD_SPAN(URL)};
    crd_net_question again = {.timeout_ms = 0};
    crd_buffer text;
    crd_span whole;
    crd_error error;
    (void)state;
    crd_buffer_init(&text, NULL, CRD_NET_QUESTION_MAX);
    crd_net_question_write(&text, &q);
    whole = after_length(&text);
    assert_int_equal(crd_net_question_read(&again, whole, NULL), CRD_OK);
    assert_true(again.offline);
    assert_int_equal(again.kind, q.kind);
    assert_int_equal(again.timeout_ms, q.timeout_ms);
    assert_true(crd_span_equal(again.cache, q.cache));
    assert_true(crd_span_equal(again.url, q.url));
    for (size_t len = 0; len < whole.len; len++) { /* cut anywhere */
        assert_int_equal(
            crd_net_question_read(&again, (crd_span){whole.data, len}, &error),
            CRD_E_SYNTAX);
        assert_int_equal(error.code, CRD_CODE_FETCH_PROTOCOL);
    }
    text.data[4]++; /* another version */
    assert_int_equal(crd_net_question_read(&again, whole, NULL), CRD_E_SYNTAX);
    text.data[4]--;
    text.data[5] = 2; /* a flag that nobody knows */
    assert_int_equal(crd_net_question_read(&again, whole, NULL), CRD_E_SYNTAX);
    text.data[5] = 0;
    text.data[6] = CRD_FETCH_CONTEXT + 1;
    assert_int_equal(crd_net_question_read(&again, whole, NULL), CRD_E_SYNTAX);
    text.data[6] = 0;
    memset(text.data + 7, 0, 4); /* no time at all */
    assert_int_equal(crd_net_question_read(&again, whole, NULL), CRD_E_SYNTAX);
    crd_buffer_free(&text);
}

static void answers_are_read_as_written(void **state)
{
    crd_net_answer a = {.fetched = {.body = CRD_SPAN("{}"),
                                    .media_type = CRD_SPAN("application/json"),
                                    .fetched_at = {-5, 999999999}}};
    crd_net_answer again = {.reason = CRD_NET_TIME};
    crd_buffer text;
    (void)state;
    crd_buffer_init(&text, NULL, 4096);
    crd_net_answer_write(&text, &a);
    assert_int_equal(crd_net_answer_read(&again, after_length(&text), NULL),
                     CRD_OK);
    assert_int_equal(again.reason, CRD_NET_HAD);
    assert_true(crd_span_equal(again.fetched.body, a.fetched.body));
    assert_true(crd_span_equal(again.fetched.media_type, a.fetched.media_type));
    assert_int_equal(again.fetched.fetched_at.seconds, -5);
    assert_int_equal(again.fetched.fetched_at.nanoseconds, 999999999);
    text.data[5] = CRD_NET_TIME; /* a reason, and a document too */
    assert_int_equal(crd_net_answer_read(&again, after_length(&text), NULL),
                     CRD_E_SYNTAX);
    text.data[5] = CRD_NET_REASON_COUNT;
    assert_int_equal(crd_net_answer_read(&again, after_length(&text), NULL),
                     CRD_E_SYNTAX);
    crd_buffer_clear(&text);
    crd_net_answer_write(&text, &(crd_net_answer){.reason = CRD_NET_TLS});
    assert_int_equal(crd_net_answer_read(&again, after_length(&text), NULL),
                     CRD_OK);
    assert_int_equal(again.reason, CRD_NET_TLS);
    crd_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_that_are_not_public),
        cmocka_unit_test(addresses_inside_addresses),
        cmocka_unit_test(one_private_address_refuses_all),
        cmocka_unit_test(disguises_are_seen_after_resolving),
        cmocka_unit_test(urls_that_are_not_asked),
        cmocka_unit_test(urls_that_are_asked),
        cmocka_unit_test(every_failure_looks_the_same),
        cmocka_unit_test_setup_teardown(the_cache_keeps_what_it_may, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(offline_gives_what_is_kept, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_file_is_not_believed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_file_that_others_could_lay_is_not_believed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_cache_does_not_grow_for_ever,
                                        set_up, tear_down),
        cmocka_unit_test(questions_are_read_as_written),
        cmocka_unit_test(answers_are_read_as_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
