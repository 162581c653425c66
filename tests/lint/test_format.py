#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every C file is as clang-format 14 writes it."""
import pathlib
import re
import shutil
import subprocess

from tap import Tap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDERS = ("include", "src", "platform", "net", "keyring", "paper", "cli",
           "libexec", "tests", "fuzz", "bench")


def formatter():
    """clang-format of version 14, the only one whose output we promise."""
    for name in ("clang-format-14", "clang-format"):
        path = shutil.which(name)
        if path:
            version = subprocess.run([path, "--version"], capture_output=True,
                                     text=True, check=True).stdout
            if re.search(r"version 14\.", version):
                return path
    return None


def main():
    tap = Tap()
    program = formatter()
    if not program:
        tap.skip("format", "clang-format 14 is not installed")
        tap.close()
    for folder in FOLDERS:
        files = sorted(p for p in (ROOT / folder).rglob("*.[ch]")
                       if "node_modules" not in p.parts)
        if not files:
            continue
        run = subprocess.run([program, "--dry-run", "-Werror", *files],
                             capture_output=True, text=True, check=False)
        tap.check(run.returncode == 0,
                  f"{folder}: {len(files)} files are formatted",
                  "\n".join(line for line in run.stderr.splitlines()
                            if "error:" in line))
    tap.close()


main()
