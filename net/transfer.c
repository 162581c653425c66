/* SPDX-License-Identifier: Apache-2.0 */
/* One exchange by libcurl, with everything off that is not asked for. */
#include "net/transfer.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* No header line that is read is longer. */
enum { HEADER_BYTES_MAX = 16384 };

typedef struct exchange {
    const crd_net_request *request;
    crd_net_response *response;
    CURL *curl;
    struct curl_slist *pins, *headers;
    crd_net_reason stopped; /* why we ended it, or CRD_NET_HAD */
    uint32_t header_count;
    int64_t max_age, age;
    bool may_keep;
} exchange;

/* ---- What curl calls ----------------------------------------------------- */

/* The last look before a connection: curl may only go where we have looked,
 * whatever it has resolved or parsed meanwhile (security case 129). */
static curl_socket_t open_socket(void *context, curlsocktype purpose,
                                 struct curl_sockaddr *to)
{
    exchange *x = context;
    const crd_net_addresses *known = x->request->addresses;
    crd_net_address address;
    if (purpose == CURLSOCKTYPE_IPCXN && to->socktype == SOCK_STREAM &&
        crd_net_address_read(&address, &to->addr)) {
        for (size_t i = 0; i < known->count; i++) {
            if (crd_net_address_equal(&address, &known->each[i])) {
                return socket(to->family, to->socktype, to->protocol);
            }
        }
    }
    x->stopped = CRD_NET_ADDRESS;
    return CURL_SOCKET_BAD;
}

static size_t take_body(char *data, size_t size, size_t count, void *context)
{
    exchange *x = context;
    crd_buffer *body = &x->response->body;
    crd_buffer_append(body, data, size * count);
    if (body->rc != CRD_OK) {
        x->stopped = body->rc == CRD_E_LIMIT ? CRD_NET_SIZE : CRD_NET_SYSTEM;
        return 0;
    }
    return size * count;
}

/* The value of a header of this name; `.data` NULL for another one. */
static crd_span header_value(crd_span line, const char *name)
{
    size_t n = strlen(name);
    if (line.len <= n || strncasecmp(line.data, name, n) != 0 ||
        line.data[n] != ':') {
        return CRD_SPAN_NONE;
    }
    line = (crd_span){line.data + n + 1, line.len - n - 1};
    while (line.len && (line.data[0] == ' ' || line.data[0] == '\t')) {
        line = (crd_span){line.data + 1, line.len - 1};
    }
    while (line.len && strchr("\r\n \t", line.data[line.len - 1])) {
        line.len--;
    }
    return line;
}

/* Seconds as RFC 9111, 1.2.2 writes them; -1 if these are none. Beyond what
 * is kept anyway, how many they are does not matter. */
static int64_t read_seconds(crd_span text)
{
    int64_t s = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return -1;
        }
        s = s > 100000000 ? s : 10 * s + (text.data[i] - '0');
    }
    return text.len ? s : -1;
}

static bool is_directive(crd_span d, const char *name)
{
    return d.len == strlen(name) && strncasecmp(d.data, name, d.len) == 0;
}

/* One directive of Cache-Control (RFC 9111, 5.2.2). */
static void take_directive(exchange *x, crd_span d)
{
    const char *equals = d.len ? memchr(d.data, '=', d.len) : NULL;
    crd_span value = CRD_SPAN_NONE;
    if (equals) {
        value = (crd_span){equals + 1, d.len - (size_t)(equals + 1 - d.data)};
        d.len = (size_t)(equals - d.data);
    }
    if (value.len >= 2 && value.data[0] == '"') {
        value = (crd_span){value.data + 1, value.len - 2};
    }
    if (is_directive(d, "no-store") || is_directive(d, "no-cache")) {
        x->may_keep = false;
    } else if (is_directive(d, "max-age")) {
        int64_t s = read_seconds(value);
        /* Given twice, or not as a number: the shortest life (4.2.1). */
        x->max_age = x->max_age < 0 || s < x->max_age ? s : x->max_age;
        x->may_keep = x->may_keep && s >= 0;
    }
}

static void take_cache_control(exchange *x, crd_span value)
{
    size_t from = 0;
    for (size_t i = 0; i <= value.len; i++) {
        if (i == value.len || value.data[i] == ',') {
            crd_span d = {value.data + from, i - from};
            while (d.len && d.data[0] == ' ') {
                d = (crd_span){d.data + 1, d.len - 1};
            }
            while (d.len && d.data[d.len - 1] == ' ') {
                d.len--;
            }
            take_directive(x, d);
            from = i + 1;
        }
    }
}

static size_t take_header(char *data, size_t size, size_t count, void *context)
{
    exchange *x = context;
    crd_span line = {data, size * count}, value;
    if (++x->header_count > x->request->headers_max ||
        line.len > HEADER_BYTES_MAX) {
        x->stopped = CRD_NET_HEADERS;
        return 0;
    }
    if (crd_span_starts(line, "HTTP/")) {
        /* What went before was an interim answer (RFC 9110, 15.2). */
        x->max_age = -1;
        x->age = 0;
        x->may_keep = true;
    } else if ((value = header_value(line, "cache-control")).data) {
        take_cache_control(x, value);
    } else if ((value = header_value(line, "age")).data) {
        x->age = read_seconds(value);
        x->may_keep = x->may_keep && x->age >= 0;
    }
    return line.len;
}

static int watch(void *context, curl_off_t a, curl_off_t b, curl_off_t c,
                 curl_off_t d)
{
    exchange *x = context;
    (void)a, (void)b, (void)c, (void)d;
    if (x->request->cancelled &&
        x->request->cancelled(x->request->cancelled_context)) {
        x->stopped = CRD_NET_CANCELLED;
        return 1;
    }
    return 0;
}

/* ---- Before ----------------------------------------------------------------
 */

static bool append(struct curl_slist **list, const char *text)
{
    struct curl_slist *longer = curl_slist_append(*list, text);
    *list = longer ? longer : *list;
    return longer != NULL;
}

/* Host, port and addresses, so that curl has nothing to resolve. */
static bool pin_addresses(exchange *x)
{
    const crd_net_request *r = x->request;
    char pin[CRD_NET_HOST_MAX + 32 +
             CRD_NET_ADDRESSES_MAX * (CRD_NET_ADDRESS_TEXT_MAX + 4)];
    if (strchr(r->url->host, ':')) {
        return true; /* an IPv6 address: there is nothing to resolve */
    }
    size_t len = (size_t)snprintf(pin, sizeof pin, "%s:%u:", r->url->host,
                                  (unsigned)r->url->port);
    for (size_t i = 0; i < r->addresses->count; i++) {
        const crd_net_address *a = &r->addresses->each[i];
        char text[CRD_NET_ADDRESS_TEXT_MAX];
        crd_net_address_write(text, a);
        len +=
            (size_t)snprintf(pin + len, sizeof pin - len,
                             a->is_v6 ? "%s[%s]" : "%s%s", i ? "," : "", text);
    }
    return append(&x->pins, pin);
}

#define SET(option, value)                                                     \
    (curl_easy_setopt(x->curl, CURLOPT_##option, (value)) == CURLE_OK)

static bool set_what(exchange *x)
{
    const crd_net_request *r = x->request;
    char accept[320];
    snprintf(accept, sizeof accept, "Accept: %s", r->accept);
    return append(&x->headers, accept) && pin_addresses(x) &&
           SET(URL, r->url->text) && SET(HTTPGET, 1L) &&
           SET(HTTPHEADER, x->headers) && SET(RESOLVE, x->pins) &&
           SET(USERAGENT, "credimur") && SET(ACCEPT_ENCODING, "gzip, deflate");
}

static bool set_guards(exchange *x)
{
    const crd_net_request *r = x->request;
    bool set = SET(PROTOCOLS_STR, "https") && SET(FOLLOWLOCATION, 0L) &&
               SET(PROXY, "") && SET(NOPROXY, "*") &&
               SET(NETRC, (long)CURL_NETRC_IGNORED) && SET(NOSIGNAL, 1L) &&
               SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
               SET(HTTP09_ALLOWED, 0L) && SET(DISALLOW_USERNAME_IN_URL, 1L) &&
               SET(PATH_AS_IS, 1L) && SET(FRESH_CONNECT, 1L) &&
               SET(FORBID_REUSE, 1L) && SET(SSL_VERIFYPEER, 1L) &&
               SET(SSL_VERIFYHOST, 2L) &&
               SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
               SET(TIMEOUT_MS, (long)r->timeout_ms) &&
               SET(CONNECTTIMEOUT_MS, (long)r->timeout_ms) &&
               SET(MAXFILESIZE_LARGE, (curl_off_t)x->response->body.limit);
    if (set && r->ca_file) {
        set = SET(CAINFO, r->ca_file) && SET(CAPATH, (char *)NULL);
    }
    return set;
}

static bool set_callbacks(exchange *x)
{
    return SET(OPENSOCKETFUNCTION, open_socket) && SET(OPENSOCKETDATA, x) &&
           SET(WRITEFUNCTION, take_body) && SET(WRITEDATA, x) &&
           SET(HEADERFUNCTION, take_header) && SET(HEADERDATA, x) &&
           SET(XFERINFOFUNCTION, watch) && SET(XFERINFODATA, x) &&
           SET(NOPROGRESS, 0L);
}

/* ---- After ----------------------------------------------------------------
 */

static crd_net_reason reason_of(const exchange *x, CURLcode code)
{
    if (x->stopped != CRD_NET_HAD) {
        return x->stopped;
    }
    switch (code) {
    case CURLE_OK:
        return CRD_NET_HAD;
    case CURLE_OPERATION_TIMEDOUT:
        return CRD_NET_TIME;
    case CURLE_FILESIZE_EXCEEDED:
        return CRD_NET_SIZE;
    case CURLE_OUT_OF_MEMORY:
        return CRD_NET_SYSTEM;
    case CURLE_URL_MALFORMAT:
        return CRD_NET_URL;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return CRD_NET_TLS;
    default:
        return CRD_NET_CONNECTION;
    }
}

/* "Application/DID+JSON; charset=utf-8" is "application/did+json". */
static void keep_media_type(crd_net_response *out, const char *header)
{
    size_t len = header ? strcspn(header, "; \t") : 0;
    if (len >= sizeof out->media_type) {
        len = 0;
    }
    for (size_t i = 0; i < len; i++) {
        char c = header[i];
        out->media_type[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    out->media_type[len] = '\0';
}

static bool keep_response(exchange *x)
{
    crd_net_response *out = x->response;
    char *type = NULL, *location = NULL;
    if (curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &out->status) !=
            CURLE_OK ||
        curl_easy_getinfo(x->curl, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK ||
        curl_easy_getinfo(x->curl, CURLINFO_REDIRECT_URL, &location) !=
            CURLE_OK) {
        return false;
    }
    keep_media_type(out, type);
    out->location[0] = '\0';
    if (location && strlen(location) < sizeof out->location) {
        memcpy(out->location, location, strlen(location) + 1);
    }
    out->fresh_s = x->may_keep && x->max_age > x->age ? x->max_age - x->age : 0;
    return true;
}

crd_net_reason crd_net_transfer(crd_net_response *response,
                                const crd_net_request *request)
{
    exchange all = {.request = request,
                    .response = response,
                    .max_age = -1,
                    .may_keep = true},
             *x = &all;
    crd_net_reason reason = CRD_NET_SYSTEM;
    x->curl = curl_easy_init();
    if (x->curl && set_what(x) && set_guards(x) && set_callbacks(x)) {
        reason = reason_of(x, curl_easy_perform(x->curl));
        if (reason == CRD_NET_HAD && !keep_response(x)) {
            reason = CRD_NET_SYSTEM;
        }
    }
    curl_easy_cleanup(x->curl);
    curl_slist_free_all(x->pins);
    curl_slist_free_all(x->headers);
    return reason;
}
