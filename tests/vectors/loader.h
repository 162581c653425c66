/* SPDX-License-Identifier: Apache-2.0 */
/* What a suite of credentials may know beyond the product: two contexts that
 * only its documents use, loaded from the vectors (conformance.md, 4). */
#ifndef TESTS_LOADER_H
#define TESTS_LOADER_H

#include <stdio.h>

#include "credimur/jsonld.h"
#include "tests/support/suite.h"

static const char *const LOADER_CONTEXTS[][2] = {
    {"https://www.w3.org/ns/credentials/examples/v2",
     "contexts/www.w3.org_ns_credentials_examples_v2.jsonld"},
    {"https://w3id.org/citizenship/v4rc1",
     "contexts/w3id.org_citizenship_v4rc1.jsonld"},
};

static inline bool loader_knows(void *context, crd_span url)
{
    (void)context;
    return crd_span_is(url, LOADER_CONTEXTS[0][0]) ||
           crd_span_is(url, LOADER_CONTEXTS[1][0]);
}

static inline crd_rc loader_load(void *context, crd_span *out, crd_span url,
                                 crd_error *error)
{
    static crd_span texts[2];
    (void)context;
    for (size_t i = 0; i < 2; i++) {
        if (crd_span_is(url, LOADER_CONTEXTS[i][0])) {
            char path[1024];
            snprintf(path, sizeof path, "%s/%s", suite_vectors(),
                     LOADER_CONTEXTS[i][1]);
            if (!texts[i].data) {
                texts[i] = suite_read(path);
            }
            if (texts[i].data) {
                *out = texts[i];
                return CRD_OK;
            }
        }
    }
    return crd_fail(error, CRD_CODE_JSONLD_LOADING_REMOTE_CONTEXT_FAILED,
                    "no such context: %.*s", (int)url.len, url.data);
}

#endif
