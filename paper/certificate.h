/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Room paper: a certificate of one credential, to be printed or looked at. It
 * is given the words and never reads a credential: what they are worth is the
 * caller's to say.
 */
#ifndef CREDIMUR_PAPER_CERTIFICATE_H
#define CREDIMUR_PAPER_CERTIFICATE_H

#include "credimur/base.h"

typedef enum crd_paper_size {
    CRD_PAPER_A4 = 0, /**< landscape: 297 by 210 mm */
    CRD_PAPER_LETTER  /**< landscape: 11 by 8.5 in */
} crd_paper_size;

typedef enum crd_paper_format {
    CRD_PAPER_PDF = 0,
    CRD_PAPER_PNG, /**< 200 dots an inch */
    CRD_PAPER_SVG
} crd_paper_format;

/** Each text may be empty, and then its line is not there. UTF-8; what hides
 * or is none is written by its number, as <U+202E> (security case 147). */
typedef struct crd_certificate {
    crd_span institution;
    crd_span learner;
    crd_span credential;
    crd_span quiet;      /**< "EQF level 5 · 75 hours" */
    crd_span date;       /**< "Awarded on 3 May 2026" */
    crd_span id;         /**< of the credential */
    crd_span verify_url; /**< printable ASCII; becomes the QR code */
    uint8_t digest[32];  /**< drawn as the rosette */
} crd_certificate;

/**
 * Appends the certificate to `out`. PAPER_TEXT where a text would have to be
 * cut, PAPER_FAILED, MEMORY; `out` is then as it was.
 */
CRD_MUST_USE crd_rc crd_certificate_write(crd_buffer *out,
                                          const crd_certificate *certificate,
                                          crd_paper_format format,
                                          crd_paper_size size,
                                          crd_error *error);

#endif
