/* SPDX-License-Identifier: Apache-2.0 */
/* The program credimur-fetch: the only one that speaks to the network, for
 * `credimur verify`. It takes nothing from its arguments and environment. */
#include "net/server.h"

#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    const crd_net_options options = {0};
    umask(077);
    return crd_net_serve(STDIN_FILENO, STDOUT_FILENO, &options);
}
