#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The command needs few libraries, because each one costs at every start.

    test_needed.py PROGRAM [LIBRARY...]    further ones that a sanitizer adds
"""
import re
import subprocess
import sys

from tap import Tap

ALLOWED = ("libsodium", "libcrypto", "libexpat", "libdeflate", "libc", "libm",
           "libpthread", "ld-linux")


def needed(program):
    run = subprocess.run(["readelf", "-d", program], capture_output=True,
                         text=True, check=True)
    return re.findall(r"\(NEEDED\).*\[(.*)\]", run.stdout)


def main():
    tap = Tap()
    allowed = ALLOWED + tuple(sys.argv[2:])
    libraries = needed(sys.argv[1])
    tap.check(len(libraries) > 0, "the program says what it needs")
    for library in libraries:
        stem = re.split(r"[.-](?:so|x86|aarch64|\d)", library)[0]
        tap.check(stem in allowed, f"needs {library}",
                  f"{library} is not among {', '.join(allowed)}")
    tap.close()


main()
