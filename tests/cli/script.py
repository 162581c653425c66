#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a text script against the command and prints TAP.

    script.py PROGRAM SCRIPT

A script is lines of these kinds; what begins with # is for the reader:
  setup LINE      a shell line that must succeed; shows nothing
  file NAME       the lines up to `end` become the file NAME
  run LINE        a shell line: the beginning of a case
  exit N          its exit status; without it, 0
  stdout TEXT     a line of stdout holds TEXT; likewise stderr
  stdout! TEXT    no line of stdout holds TEXT; likewise stderr!
  stdout =TEXT    stdout is TEXT and a newline, nothing else
  stdout empty    nothing is on stdout; likewise stderr empty
  sentence        stderr tells of one error, in the form of the manual
Each script has an empty folder, and a home of its own in $HOME.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lint"))
from tap import Tap  # noqa: E402

CRASHED = ("AddressSanitizer", "runtime error:", "LeakSanitizer",
           "internal-fault")


class Case:
    def __init__(self, line):
        self.line = line
        self.status = 0
        self.rules = []


def parse(path):
    """(kind, value) in order: setup, file (name, text), case."""
    steps, case = [], None
    lines = iter(path.read_text("utf-8").splitlines())
    for line in lines:
        word, _, rest = line.partition(" ")
        if not line.strip() or line.startswith("#"):
            continue
        if word == "setup":
            steps.append(("setup", rest))
        elif word == "file":
            text = []
            for inner in lines:
                if inner == "end":
                    break
                text.append(inner + "\n")
            steps.append(("file", (rest, "".join(text))))
        elif word == "run":
            case = Case(rest)
            steps.append(("case", case))
        elif word == "exit":
            case.status = int(rest)
        elif word.rstrip("!") in ("stdout", "stderr", "sentence"):
            case.rules.append((word, rest))
        else:
            sys.exit(f"{path}: no such line: {line}")
    return steps


def sentence_faults(text):
    errors = [l for l in text.splitlines() if l.startswith("error[")]
    if len(errors) != 1:
        return [f"{len(errors)} lines begin with error["]
    code, _, message = errors[0][6:].partition("]: ")
    faults = []
    if not code or not code.replace("-", "").isalnum():
        faults.append(f"no code: {errors[0]}")
    if len(message) < 8:
        faults.append(f"no sentence: {errors[0]}")
    return faults


def faults_of(case, done):
    streams = {"stdout": done.stdout.decode("utf-8", "replace"),
               "stderr": done.stderr.decode("utf-8", "replace")}
    faults = []
    if done.returncode != case.status:
        faults.append(f"exit {done.returncode}, not {case.status}")
    if case.status in (2, 4, 5, 7, 70) and streams["stdout"] and \
            "--json" not in case.line:
        faults.append("stdout is not empty")
    for mark in CRASHED:
        if mark in streams["stderr"]:
            faults.append(f"stderr holds {mark}")
    for word, text in case.rules:
        if word == "sentence":
            faults += sentence_faults(streams["stderr"])
            continue
        have = streams[word.rstrip("!")]
        if text == "empty":
            good = have == ""
        elif text.startswith("="):
            good = have == text[1:] + "\n"
        else:
            good = (text in have) != word.endswith("!")
        if not good:
            faults.append(f"{word} {text}")
    if faults:
        faults += ["stdout: " + l for l in streams["stdout"].splitlines()[:12]]
        faults += ["stderr: " + l for l in streams["stderr"].splitlines()[:12]]
    return faults


def environment(program, folder):
    keep = {k: v for k, v in os.environ.items()
            if k.startswith(("ASAN_", "UBSAN_", "LSAN_"))}
    return {**keep, "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8",
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "CREDIMUR_SOURCE": str(HERE.parent.parent)}


def run(line, env, folder):
    # A pipe says what its members say: the worst counts, as in a script.
    return subprocess.run(["bash", "-c", line], env=env, cwd=folder / "work",
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=600, check=False)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    path = pathlib.Path(sys.argv[2])
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="credimur-cli-") as name:
        folder = pathlib.Path(name)
        for sub in ("home", "work"):
            (folder / sub).mkdir()
        env = environment(program, folder)
        for kind, value in parse(path):
            if kind == "file":
                (folder / "work" / value[0]).write_text(value[1], "utf-8")
            elif kind == "setup":
                done = run(value, env, folder)
                if done.returncode:
                    tap.check(False, f"setup {value}", done.stderr.decode())
            else:
                faults = faults_of(value, run(value.line, env, folder))
                tap.check(not faults, value.line.replace("#", ""),
                          "\n".join(faults))
    tap.close()


if __name__ == "__main__":
    main()
