#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Class lists that are interrupted, killed and run again: no credential twice,
none lost, the order of the rows kept.

    test_bulk.py PROGRAM
"""
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lint"))
from tap import Tap  # noqa: E402

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
ROWS = 20000
KILLS = 12
tap = Tap()


class Place:
    def __init__(self, name):
        self.folder = pathlib.Path(name)
        self.env = {**os.environ, "HOME": name, "LC_ALL": "C.UTF-8"}
        self.env.pop("XDG_DATA_HOME", None)

    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, *arguments], cwd=self.folder,
                                env=self.env, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True)

    def run(self, *arguments):
        child = self.start(*arguments)
        out, err = child.communicate(timeout=600)
        return child.returncode, out, err

    def issue(self, *arguments):
        return ["issue", "--achievement", "example", "--csv", "class.csv",
                *arguments]


def write_list(path, rows):
    with open(path, "w", encoding="utf-8") as out:
        out.write("name,email\n")
        for n in range(rows):
            out.write(f"Person {n},p{n}@example.org\n")


def ids_of(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line)["id"] for line in lines]


def kill_after(child, seconds, number):
    time.sleep(seconds)
    if child.poll() is None:
        child.send_signal(number)
    return child.communicate(timeout=120)


def reference(place):
    """The ids in the order of the rows, from one run without a fault."""
    status, _, err = place.run(*place.issue("-o", "whole.ndjson"))
    tap.check(status == 0 and f"issued {ROWS:,}" in err,
              "a run without a fault issues every row", err)
    ids = ids_of(place.folder / "whole.ndjson")
    tap.check(len(ids) == len(set(ids)) == ROWS, "every row has its own id")
    return ids


def kill_lines(place, wanted, dice):
    """kill -9 at any moment, run again, until it is done."""
    out, killed = place.folder / "killed.ndjson", 0
    for _ in range(KILLS):
        child = place.start(*place.issue("-o", out.name, "-q"))
        kill_after(child, dice.uniform(0.01, 0.25), signal.SIGKILL)
        killed += child.returncode == -signal.SIGKILL
    status, _, err = place.run(*place.issue("-o", out.name))
    tap.check(killed > 0, f"{killed} runs were killed")
    tap.check(status == 0, "the last run ends well", err)
    tap.check(ids_of(out) == wanted,
              "after kill -9 no credential is twice, none lost, all in order")
    status, said, err = place.run("verify", out.name)
    tap.check(status == 0 and f"{ROWS:,} valid" in said,
              "all of them are valid", said + err)


def kill_folder(place, wanted, dice):
    folder = place.folder / "people"
    rows = 2000
    write_list(place.folder / "class.csv", rows)
    for _ in range(5):
        child = place.start(*place.issue("--out-dir", folder.name, "-q"))
        kill_after(child, dice.uniform(0.01, 0.08), signal.SIGKILL)
    status, _, err = place.run(*place.issue("--out-dir", folder.name))
    found = [json.loads(p.read_text("utf-8"))["id"]
             for p in folder.glob("*.json")]
    tap.check(status == 0 and sorted(found) == sorted(wanted[:rows]),
              "a folder is complete after kill -9, each file whole", err)
    left = [p.name for p in folder.iterdir() if p.suffix != ".json"]
    tap.check(not left, "nothing else lies in the folder", left)
    write_list(place.folder / "class.csv", ROWS)


def interrupt(place, wanted, number, name):
    out = place.folder / f"{name}.ndjson"
    child = place.start(*place.issue("-o", out.name, "--jobs", "2"))
    while not out.exists() or out.stat().st_size < 1 << 20:
        if child.poll() is not None:
            break
        time.sleep(0.005)
    _, err = kill_after(child, 0, number)
    tap.check(child.returncode == 128 + number,
              f"{name}: the exit status is {128 + number}",
              f"{child.returncode} {err}")
    tap.check("Stopped after row" in err, f"{name}: it says where and how to "
              "go on", err)
    text = out.read_bytes()
    ids = ids_of(out)
    tap.check(text.endswith(b"\n") and ids == wanted[:len(ids)] and
              len(ids) < ROWS, f"{name}: it stops at a row boundary")
    status, _, err = place.run(*place.issue("-o", out.name))
    tap.check(status == 0 and ids_of(out) == wanted,
              f"{name}: the same command goes on", err)


def interrupt_twice(place):
    child = place.start(*place.issue("-o", "twice.ndjson"))
    time.sleep(0.1)
    child.send_signal(signal.SIGINT)
    child.send_signal(signal.SIGINT)
    time.sleep(0.02)
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    tap.check(child.returncode == -signal.SIGINT or
              (child.returncode == 130 and "Stopped" in err),
              "a second interrupt stops at once, and says how to go on",
              f"{child.returncode} {err}")


def two_at_once(place):
    first = place.start(*place.issue("-o", "busy.ndjson", "-q"))
    out = place.folder / "busy.ndjson"
    while not out.exists() or out.stat().st_size == 0:
        if first.poll() is not None:
            break
        time.sleep(0.002)
    status, _, err = place.run(*place.issue("-o", "busy.ndjson"))
    running = first.poll() is None
    first.communicate(timeout=600)
    if not running:
        tap.skip("two runs do not write to one file", "the first was done")
        return
    tap.check(status == 7 and "output-busy" in err,
              "two runs do not write to one file", f"{status} {err}")
    ids = ids_of(out)
    tap.check(len(ids) == len(set(ids)) == ROWS, "and the first is not hurt")


def same_on_any_threads(place, wanted):
    for jobs in ("1", "3"):
        name = f"jobs{jobs}.ndjson"
        place.run(*place.issue("-o", name, "--jobs", jobs))
        tap.check(ids_of(place.folder / name) == wanted,
                  f"--jobs {jobs} writes the same rows in the same order")


def main():
    dice = random.Random(20261123)
    with tempfile.TemporaryDirectory(prefix="credimur-bulk-") as name:
        place = Place(name)
        place.run("init", "--example")
        write_list(place.folder / "class.csv", ROWS)
        wanted = reference(place)
        kill_lines(place, wanted, dice)
        kill_folder(place, wanted, dice)
        interrupt(place, wanted, signal.SIGINT, "SIGINT")
        interrupt(place, wanted, signal.SIGTERM, "SIGTERM")
        interrupt_twice(place)
        two_at_once(place)
        same_on_any_threads(place, wanted)
    tap.close()


main()
