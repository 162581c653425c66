/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room jsonld: JSON-LD 1.1 (W3C Recommendation): expansion and
 * deserialisation to RDF, on compiled contexts.
 *
 * A list of `@context` values is compiled once into read-only tables and kept
 * by the processor; scoped contexts are compiled when they are first met and
 * kept beside them. Expansion copies no context, ever. One processor serves
 * one thread; make one per thread.
 *
 * Contexts come from the embedded list (contexts/) and, only if the caller
 * gives a loader, from there. Nothing is ever fetched.
 */
#ifndef CREDIMUR_JSONLD_H
#define CREDIMUR_JSONLD_H

#include "credimur/json.h"
#include "credimur/rdf.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct crd_jsonld crd_jsonld;

/** Finds a remote context document; the text must outlive the processor. */
typedef crd_rc (*crd_jsonld_loader_fn)(void *context, crd_span *out,
                                       crd_span url, crd_error *error);

typedef enum crd_rdf_direction {
    CRD_RDF_DIRECTION_NONE = 0,
    CRD_RDF_DIRECTION_I18N_DATATYPE,
    CRD_RDF_DIRECTION_COMPOUND_LITERAL
} crd_rdf_direction;

/** What JsonLdOptions of the API (json-ld11-api, 9.3) says, and safe mode. */
typedef struct crd_jsonld_options {
    crd_span base;                  /**< `base`; empty: none */
    const crd_json *expand_context; /**< `expandContext`; NULL: none */
    bool mode_1_0;                  /**< `processingMode` json-ld-1.0 */
    bool ordered;                   /**< `ordered` */
    bool produce_generalized_rdf;   /**< `produceGeneralizedRdf` */
    crd_rdf_direction rdf_direction;
    /**
     * Refuse whatever would be dropped or guessed: an undefined term, a
     * relative @id or @type, a value lost on the way (JSONLD_*, each with its
     * pointer). On for credentials; off in the W3C suite.
     */
    bool safe;
} crd_jsonld_options;

/** A processor. It keeps its compiled contexts from one document to the next,
 *  until they take too much room. */
CRD_API CRD_MUST_USE crd_rc crd_jsonld_new(crd_jsonld **out,
                                           const crd_allocator *allocator,
                                           const crd_limits *limits,
                                           crd_error *error);
CRD_API void crd_jsonld_free(crd_jsonld *processor);

/** Asks `loader` for contexts that are not embedded. What was compiled is
 *  forgotten. */
CRD_API void crd_jsonld_set_loader(crd_jsonld *processor,
                                   crd_jsonld_loader_fn loader, void *context);

/**
 * Expansion (json-ld11-api, 5.1.2 and 9.2 expand()). Output in `arena`; its
 * texts are borrowed from the document and from the processor too, and are
 * good until the processor is given the next document or is freed.
 */
CRD_API CRD_MUST_USE crd_rc crd_jsonld_expand(crd_json **out,
                                              crd_jsonld *processor,
                                              crd_arena *arena,
                                              const crd_json *document,
                                              const crd_jsonld_options *options,
                                              crd_error *error);

/** Deserialize JSON-LD to RDF (json-ld11-api, 8.1). Dataset in `arena`, its
 *  texts borrowed as above. */
CRD_API CRD_MUST_USE crd_rc crd_jsonld_to_rdf(crd_dataset **out,
                                              crd_jsonld *processor,
                                              crd_arena *arena,
                                              const crd_json *document,
                                              const crd_jsonld_options *options,
                                              crd_error *error);

/* ---- Embedded contexts -----------------------------------------------------
 */

/** A context that is part of the program, in JCS form. */
typedef struct crd_embedded_context {
    const char *url;
    const char *text;
    uint32_t len;
    const char *sha256; /**< hexadecimal, of `text` */
} crd_embedded_context;

/** The list, ended by an entry whose url is NULL. */
CRD_API const crd_embedded_context *crd_embedded_contexts(void);
/** The entry for `url`, byte for byte, or NULL. */
CRD_API const crd_embedded_context *crd_embedded_context_find(crd_span url);

#ifdef __cplusplus
}
#endif
#endif
