#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Memory under a ceiling, whatever is given: the whole address space where one
thread works, the resident set where several do.

    test_memory.py PROGRAM
"""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lint"))
from tap import Tap  # noqa: E402

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
MIB = 1 << 20
ROWS = 100000
tap = Tap()


def run(folder, arguments, source=None, ceiling=None):
    """Exit status, stderr, and the largest resident set in bytes."""
    def limit():
        if ceiling:
            resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    env = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    env.pop("XDG_DATA_HOME", None)
    child = subprocess.Popen([PROGRAM, *arguments], cwd=folder, env=env,
                             stdin=source or subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                             preexec_fn=limit)
    err = child.stderr.read().decode("utf-8", "replace")
    _, status, usage = os.wait4(child.pid, 0)
    child.stderr.close()
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, err, usage.ru_maxrss * 1024


def hostile(folder):
    """(name, file, exit status): what a sender could try."""
    def put(name, *pieces):
        with open(folder / name, "wb") as out:
            for data, times in pieces:
                out.write(data * times)
        return name
    return [
        ("a text of 50 MB", put("text", (b'{"a":"', 1), (b"x" * MIB, 50),
                                (b'"}', 1)), 3),
        ("50 MB of blanks", put("blank", (b" " * MIB, 50)), 3),
        ("50 MB of zeros", put("zero", (b"\0" * MIB, 50)), 3),
        ("100,000 arrays inside each other", put("deep", (b"[", 100000)), 3),
        ("100,000 objects inside each other",
         put("objects", (b'{"a":', 100000), (b"1", 1), (b"}", 100000)), 3),
        ("7 million small values", put("values", (b"[", 1), (b"1,", 7000000),
                                        (b"1]", 1)), 3),
        ("a line of NDJSON of 50 MB",
         put("line", (b'{"a":1}\n{"a":"', 1), (b"x" * MIB, 50),
             (b'"}\n{"a":1}\n', 1)), 3),
        ("a PNG chunk that says 4 GB",
         put("png", (b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiTXt", 1)), 3),
        ("an SVG of a million elements",
         put("svg", (b'<svg xmlns="http://www.w3.org/2000/svg">', 1),
             (b"<g>", 1000000)), 3),
    ]


def check_hostile(folder):
    for name, file, wanted in hostile(folder):
        with open(folder / file, "rb") as source:
            status, err, size = run(folder, ["verify", "--jobs", "1"], source,
                                    192 * MIB)
        tap.check(status == wanted and "out-of-memory" not in err,
                  f"{name}: exit {wanted} under 192 MiB",
                  f"exit {status}, {size // MIB} MiB\n{err[:400]}")
        (folder / file).unlink()


def check_one(folder):
    status, err, size = run(folder, ["verify", "ann.json"], None, 64 * MIB)
    tap.check(status == 0 and size <= 16 * MIB,
              "verifying one credential takes at most 16 MiB",
              f"exit {status}, {size / MIB:.1f} MiB {err}")


# Security cases 20, 21: values beyond the room of one document, alone, among
# others, and in lines that many threads would work on.
def check_many_values(folder):
    ann = (folder / "ann.json").read_bytes().strip()
    many = ann.replace(b'"credentialSubject":{', b'"credentialSubject":{'
                       b'"https://x.example/y":[' + b"1," * 1800000 + b"1],", 1)
    (folder / "many.json").write_bytes(many)
    status, err, size = run(folder, ["verify", "many.json", "ann.json", "-o",
                                     "both.txt"])
    told = (folder / "both.txt").read_text("utf-8")
    tap.check(status == 3 and "many.json" in told and "Valid." in told
              and size <= 320 * MIB,
              "a document beyond the limit does not end the run",
              f"exit {status}, {size // MIB} MiB\n{told}{err[:400]}")
    with open(folder / "many.ndjson", "wb") as out:
        for _ in range(6):
            out.write(many + b"\n" + ann + b"\n")
    status, err, size = run(folder, ["verify", "many.ndjson", "--jobs", "6",
                                     "-o", "lines.txt"])
    tap.check(status == 3 and size <= 320 * MIB,
              "and six threads do not take six times the memory",
              f"exit {status}, {size // MIB} MiB\n{err[:400]}")


def check_volume(folder):
    with open(folder / "class.csv", "w", encoding="utf-8") as out:
        out.write("name,email\n")
        for n in range(ROWS):
            out.write(f"Person {n},p{n}@example.org\n")
    status, err, size = run(folder, ["issue", "--achievement", "example",
                                     "--csv", "class.csv", "-o",
                                     "class.ndjson", "--jobs", "2"])
    tap.check(status == 0 and size <= 64 * MIB,
              f"issuing {ROWS:,} rows takes at most 64 MiB",
              f"exit {status}, {size / MIB:.1f} MiB {err[-200:]}")
    status, err, size = run(folder, ["verify", "class.ndjson", "--jobs", "2",
                                     "-o", "report.txt"])
    tap.check(status == 0 and size <= 64 * MIB,
              f"verifying {ROWS:,} lines takes at most 64 MiB",
              f"exit {status}, {size / MIB:.1f} MiB {err[-200:]}")
    report = (folder / "report.txt").read_text("utf-8")
    tap.check(f"{ROWS:,} valid" in report, "and every one is valid",
              report[-200:])
    status, err, size = run(folder, ["issue", "--achievement", "example",
                                     "--csv", "class.csv", "-o",
                                     "class.ndjson"])
    tap.check(status == 0 and "skipped 100,000" in err and size <= 64 * MIB,
              "a second run skips them all, in as little",
              f"exit {status}, {size / MIB:.1f} MiB {err[-200:]}")


def main():
    with tempfile.TemporaryDirectory(prefix="credimur-memory-") as name:
        folder = pathlib.Path(name)
        run(folder, ["init", "--example"])
        run(folder, ["issue", "--achievement", "example", "--to",
                     "ann@example.org", "-o", "ann.json"])
        check_one(folder)
        check_hostile(folder)
        check_many_values(folder)
        check_volume(folder)
    tap.close()


main()
