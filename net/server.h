/* SPDX-License-Identifier: Apache-2.0 */
/** The program that fetches for another one, over a pipe. */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include "net/fetch.h"

/**
 * Answers the questions of net/protocol.h that come on `in`, on `out`, until
 * `in` ends. A question says time, cache and offline; all else is that of
 * `options`. The exit status: 0, or 70 after what is no question.
 */
int crd_net_serve(int in, int out, const crd_net_options *options);

#endif
