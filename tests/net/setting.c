/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what a test writes about the network that it plays. */
#include "tests/net/setting.h"

#include <stdio.h>
#include <stdlib.h>

static void give_up(const char *what)
{
    fprintf(stderr, "setting: %s\n", what);
    exit(2);
}

static void must(bool holds, const char *what)
{
    if (!holds) {
        give_up(what);
    }
}

static bool resolve(void *context, crd_net_addresses *out, const char *host)
{
    setting *s = context;
    bool late;
    s->resolved++;
    for (size_t i = 0; i < s->host_count; i++) {
        setting_host *h = &s->hosts[i];
        if (strcmp(h->name, host) == 0) {
            *out = h->answers[h->asked < h->count ? h->asked : h->count - 1];
            h->asked++;
            return true;
        }
    }
    return crd_net_resolve(out, &late, host, 5000);
}

static void add_address(crd_net_addresses *to, const char *text)
{
    crd_net_address address;
    must(crd_net_address_parse(&address, text), text);
    crd_net_addresses_add(to, &address);
}

/* "A,B" is one answer of two addresses. */
static void read_host(setting *s, char *words)
{
    setting_host *h = &s->hosts[s->host_count++];
    char *rest = NULL, *word = strtok_r(words, " ", &rest);
    must(s->host_count < SETTING_MAX && word, "host");
    snprintf(h->name, sizeof h->name, "%s", word);
    while ((word = strtok_r(NULL, " ", &rest)) != NULL) {
        char *inner = NULL;
        crd_net_addresses *answer = &h->answers[h->count++];
        must(h->count <= sizeof h->answers / sizeof *h->answers, "answers");
        for (char *one = strtok_r(word, ",", &inner); one;
             one = strtok_r(NULL, ",", &inner)) {
            add_address(answer, one);
        }
    }
    must(h->count > 0, "a host without an answer");
}

static void read_number(setting *s, const char *word, const char *value)
{
    unsigned long n = strtoul(value, NULL, 10);
    if (strcmp(word, "port") == 0) {
        must(s->options.port_count < SETTING_MAX, "ports");
        s->ports[s->options.port_count++] = (uint16_t)n;
    } else if (strcmp(word, "bytes") == 0) {
        s->options.document_bytes = n;
    } else if (strcmp(word, "list-bytes") == 0) {
        s->options.status_list_bytes = n;
    } else if (strcmp(word, "headers") == 0) {
        s->options.headers = (uint32_t)n;
    } else if (strcmp(word, "timeout") == 0) {
        s->options.timeout_ms = (uint32_t)n;
    } else {
        give_up(word);
    }
}

static void read_line(setting *s, const char *word, char *value)
{
    if (strcmp(word, "ca") == 0) {
        snprintf(s->ca_file, sizeof s->ca_file, "%s", value);
        s->test.ca_file = s->ca_file;
    } else if (strcmp(word, "cache") == 0) {
        snprintf(s->cache, sizeof s->cache, "%s", value);
        s->options.cache = s->cache;
    } else if (strcmp(word, "offline") == 0) {
        s->options.offline = true;
    } else if (strcmp(word, "allow") == 0) {
        must(s->test.allowed_count < SETTING_MAX, "allowed");
        must(crd_net_address_parse(&s->allowed[s->test.allowed_count++], value),
             value);
    } else if (strcmp(word, "host") == 0) {
        read_host(s, value);
    } else {
        read_number(s, word, value);
    }
}

void setting_read(setting *out, const char *path)
{
    char line[1024];
    FILE *file = fopen(path, "r");
    memset(out, 0, sizeof *out);
    must(file != NULL, path);
    out->options.ports = out->ports;
    out->options.test = &out->test;
    out->test.allowed = out->allowed;
    out->test.resolve = resolve;
    out->test.resolve_context = out;
    while (fgets(line, sizeof line, file)) {
        size_t word = strcspn(line, " \n");
        char *value = line + word + (line[word] == ' ');
        value[strcspn(value, "\n")] = '\0';
        line[word] = '\0';
        read_line(out, line, value);
    }
    fclose(file);
}
