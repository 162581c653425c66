#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""libcredimur exports what symbols.txt says, and nothing without crd_.

    test_symbols.py libcredimur.so
    test_symbols.py --update libcredimur.so    writes symbols.txt
"""
import pathlib
import subprocess
import sys

from tap import Tap

LIST = pathlib.Path(__file__).resolve().parent / "symbols.txt"
# Global letters of nm: text, data, read-only data, zeroed data, common.
GLOBAL = set("TDRBCVW")
# What sanitizers and coverage put into an object beside our own names.
FOREIGN = ("__asan", "__ubsan", "__odr_asan", "__gcov", "_init", "_fini",
           "llvm_gcov", "__llvm", "asan.", "__start_", "__stop_")


def names(library):
    run = subprocess.run(["nm", "--defined-only", "-D", library],
                         capture_output=True, text=True, check=True)
    found = set()
    for line in run.stdout.splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] in GLOBAL:
            if not parts[2].startswith(FOREIGN):
                found.add(parts[2])
    return sorted(found)


def main():
    if sys.argv[1] == "--update":
        LIST.write_text("\n".join(names(sys.argv[2])) + "\n")
        return
    tap = Tap()
    exported, listed = names(sys.argv[1]), LIST.read_text().split()
    strange = [n for n in exported if not n.startswith("crd_")]
    tap.check(not strange, "every exported name begins with crd_", strange)
    tap.check(len(exported) > 0, "something is exported")
    gone, new = set(listed) - set(exported), set(exported) - set(listed)
    tap.check(not gone and not new, "the exported names are those listed",
              "".join(f"gone: {n}\n" for n in sorted(gone))
              + "".join(f"new: {n}\n" for n in sorted(new))
              + "make lists writes the list anew")
    tap.close()


main()
