#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The bench runs, and its JSON has the members that are promised. Figures are
not looked at: a test says nothing about speed.

    test_bench.py BENCH GENERATE
"""
import json
import subprocess
import sys

MEMBERS = ["line", "value", "unit", "better", "gate", "goal", "base", "raw"]
LINES = {"canonicalise": "V", "verify eddsa-rdfc-2022-nostatus": "V",
         "verify eddsa-jcs-2022-nostatus": "V", "issue eddsa-rdfc-2022": "S",
         "issue eddsa-jcs-2022": "S",
         "status list 131,072: encode": "V", "status list 131,072: decode": "V",
         "status list 16,777,216: encode": "",
         "status list 16,777,216: decode": "",
         "status lookup in a cached list": "V"}

count = 0


def ok(good, name, why=""):
    global count
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        print(f"# {why}")


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False)


def main():
    bench, generate = sys.argv[1:]
    result = run(bench, "--runs", "1", "--seconds", "0.001", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    ok(result.returncode == 0, "every line of the library runs", result.stderr)
    ok({row["line"]: row["base"] for row in rows} == LINES,
       "the lines and their bases", [row["line"] for row in rows])
    ok(all(list(row) == MEMBERS for row in rows), "the members of each",
       [list(row) for row in rows])
    ok(all(row["value"] > 0 and row["raw"] > 0 and 0 < row["gate"] < row["goal"]
           for row in rows), "figures, gates below goals")
    one = run(bench, "--lines", "^canon", "--runs", "1", "--seconds", "0.001")
    ok("canonicalise" in one.stdout and "verify" not in
       one.stdout.partition("line ")[2], "a table of the lines that match",
       one.stdout)
    ok(run(bench, "--lines").returncode == 2, "a missing value is a usage error")
    ok(run(generate, "empty", "0", "1").returncode == 2,
       "generate knows its kinds")
    twice = [run(generate, "full", "3", "2").stdout for _ in range(2)]
    ok(twice[0] == twice[1] and len(twice[0].splitlines()) == 2,
       "the same number gives the same bytes")
    print(f"1..{count}")


main()
