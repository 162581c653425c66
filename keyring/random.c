/* SPDX-License-Identifier: Apache-2.0 */
/* Random bytes of the system: getrandom(2), which needs no file. */
#include "keyring/random.h"

#include <errno.h>
#include <sys/random.h>

crd_rc crd_keyring_random(uint8_t *out, size_t len, crd_error *error)
{
    while (len > 0) {
        ssize_t n = getrandom(out, len, 0);
        if (n < 0 && errno != EINTR) {
            return crd_fail(error, CRD_CODE_KEY_FILE_IO,
                            "The system gave no random bytes for a key.");
        }
        if (n > 0) {
            out += n;
            len -= (size_t)n;
        }
    }
    return CRD_OK;
}
