#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Documents that speak of the tree are true of it."""
import pathlib
import re
import subprocess
import sys

from tap import Tap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")


def broken_links(path):
    return [target for target in LINK.findall(path.read_text("utf-8"))
            if not (path.parent / target).exists()]


def check_reasons(tap):
    """The reasons a case may be skipped for are those that are explained."""
    source = (ROOT / "tests/support/suite.c").read_text("utf-8")
    block = re.search(r"REASONS\[\] = \{(.*?)\};", source, re.S)[1]
    known = set(re.findall(r'"([^"]+)"', block))
    told = set(re.findall(r"^\| `([^`]+)` \|",
                          (ROOT / "docs/conformance.md").read_text("utf-8"),
                          re.M))
    tap.check(known == told, "docs/conformance.md explains each reason",
              f"differ: {sorted(known ^ told)}")


def main():
    tap = Tap()
    check_reasons(tap)
    run = subprocess.run(
        [sys.executable, ROOT / "tools/security-cases", "--check"],
        capture_output=True, text=True, check=False)
    tap.check(run.returncode == 0, "docs/security-cases.md is that of the tests",
              run.stderr)
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"),
                        *ROOT.glob("examples/**/*.md")]):
        broken = broken_links(path)
        tap.check(not broken, f"{path.relative_to(ROOT)}: links lead somewhere",
                  "\n".join(broken))
    tap.close()


main()
