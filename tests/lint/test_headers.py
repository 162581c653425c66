#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each header compiles alone, the public ones in C11 and in C++17.

    test_headers.py CC CXX BUILD
"""
import pathlib
import subprocess
import sys

from tap import Tap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror",
          "-fsyntax-only", "-D_POSIX_C_SOURCE=200809L", f"-I{ROOT}/include",
          f"-I{ROOT}/src", f"-I{ROOT}", f"-I{sys.argv[3]}"]
C11 = ["-x", "c", "-std=c11", "-Wstrict-prototypes"]
CXX17 = ["-x", "c++", "-std=c++17", "-Wold-style-cast"]


def compiles(compiler, language, header):
    text = f'#include "{header}"\n#include "{header}"\n'
    run = subprocess.run([compiler, *language, *STRICT, "-"], input=text,
                         capture_output=True, text=True, check=False)
    return run.returncode == 0, run.stderr


def main():
    tap = Tap()
    cc, cxx = sys.argv[1:3]
    for header in sorted((ROOT / "include").rglob("*.h")):
        name = str(header.relative_to(ROOT / "include"))
        tap.check(*result(compiles(cc, C11, name), f"{name} alone in C11"))
        tap.check(*result(compiles(cxx, CXX17, name), f"{name} in C++17"))
    for folder in ("src", "platform", "keyring", "cli"):
        base = ROOT / "src" if folder == "src" else ROOT
        for header in sorted((ROOT / folder).rglob("*.h")):
            name = str(header.relative_to(base))
            tap.check(*result(compiles(cc, C11, name), f"{name} alone in C11"))
    tap.close()


def result(outcome, name):
    return outcome[0], name, outcome[1]


main()
