/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in the place of credimur-fetch where a test plays the network: the
 * same but for the file `setting` beside it, which says what is played. */
#include "net/server.h"
#include "tests/net/setting.h"

#include <stdio.h>
#include <unistd.h>

int main(void)
{
    static setting s;
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 16);
    while (n > 0 && path[n - 1] != '/') {
        n--;
    }
    snprintf(path + (n > 0 ? n : 0), 16, "setting");
    setting_read(&s, path);
    return crd_net_serve(STDIN_FILENO, STDOUT_FILENO, &s.options);
}
