#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/tally cannot be made to count a failure as anything else."""
import json
import pathlib
import subprocess
import sys
import tempfile

from tap import Tap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# what happened, the test's entry in meson's log, the last line wanted
CASES = [
    ("three cases", {"stdout": "1..3\nok 1 - a\nok 2 - b\nok 3 - c # SKIP x\n"},
     "2 passed, 0 failed, 1 skipped"),
    ("the plan at the end", {"stdout": "ok 1 - a\nnot ok 2 - b\n1..2\n",
                             "result": "FAIL", "returncode": 1},
     "1 passed, 1 failed, 0 skipped"),
    ("a failed case that calls itself skipped",
     {"stdout": "1..2\nnot ok 1 - a # SKIP b\nok 2\n", "result": "FAIL",
      "returncode": 1}, "1 passed, 1 failed, 0 skipped"),
    ("death after one of four", {"stdout": "1..4\nok 1 - a\n",
                                 "result": "FAIL", "returncode": -11},
     "1 passed, 3 failed, 0 skipped"),
    ("death before the plan", {"stdout": "ok 1 - a\n", "result": "FAIL",
                               "returncode": -6},
     "1 passed, 1 failed, 0 skipped"),
    ("death without a word", {"stdout": "", "result": "FAIL",
                              "returncode": -11},
     "0 passed, 1 failed, 0 skipped"),
    ("a fault found at the end, such as a leak",
     {"stdout": "1..1\nok 1 - a\n", "result": "FAIL", "returncode": 23},
     "1 passed, 1 failed, 0 skipped"),
    ("more cases than planned", {"stdout": "1..1\nok 1 - a\nok 2 - b\n"},
     "2 passed, 1 failed, 0 skipped"),
    ("a time-out", {"stdout": "1..2\nok 1 - a\n", "result": "TIMEOUT",
                    "returncode": -15}, "1 passed, 1 failed, 0 skipped"),
    ("a bail-out", {"stdout": "ok 1 - a\nBail out! no file\n",
                    "result": "ERROR", "returncode": 99},
     "1 passed, 1 failed, 0 skipped"),
    ("a test that is skipped whole", {"stdout": "1..0 # SKIP no node\n"},
     "0 passed, 0 failed, 1 skipped"),
    ("a plain test", {"stdout": "hello\n"}, "1 passed, 0 failed, 0 skipped"),
    ("a plain test that fails", {"stdout": "hello\n", "result": "FAIL",
                                 "returncode": 1},
     "0 passed, 1 failed, 0 skipped"),
    ("a suite whose numbers do not add up",
     {"stdout": "ok 1 - a\n1..1\n# suite s: 9 total, 0 not applicable, "
      "1 passed, 0 failed, 0 skipped\n"}, "1 passed, 1 failed, 0 skipped"),
]


def tally(text):
    with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
        log.write(text)
        log.flush()
        run = subprocess.run([sys.executable, ROOT / "tools/tally", log.name],
                             capture_output=True, text=True, check=False)
    return run.returncode, run.stdout, run.stderr


def main():
    tap = Tap()
    for name, entry, wanted in CASES:
        whole = {"name": "lint / it", "result": "OK", "returncode": 0,
                 "stderr": "", **entry}
        status, said, fault = tally(json.dumps(whole) + "\n")
        counted = said.strip().splitlines()[-1:] == [wanted]
        bad = " 0 failed" not in wanted or wanted.startswith("0 passed")
        tap.check(counted and (status != 0) == bad, name, said + fault)
    status, said, fault = tally("")
    tap.check(status != 0, "a run of nothing is no success", said + fault)
    tap.close()


main()
