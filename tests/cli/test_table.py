#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The table of commands is the truth: help, examples, completion and manual
pages say what it says.

    test_table.py PROGRAM SOURCE
"""
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lint"))
from tap import Tap  # noqa: E402

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
SOURCE = pathlib.Path(sys.argv[2]).resolve()
EVERYWHERE = {"json", "quiet", "verbose", "color", "no-input", "yes", "help",
              "version"}
tap = Tap()


def run(line, cwd, home):
    env = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8",
           "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"}
    env.pop("XDG_DATA_HOME", None)
    return subprocess.run(["bash", "-c", line], cwd=cwd, env=env,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=300, check=False)


def prepare(folder):
    """A folder that holds what the examples name."""
    (folder / "work").mkdir(parents=True)
    (folder / "home").mkdir()
    lines = [
        "credimur init --example",
        "credimur key new for-tests",
        "echo 'correct horse battery' > pass.txt && chmod 600 pass.txt",
        "credimur key new sealed --passphrase-file pass.txt",
        "credimur issue --achievement example --to ann@example.org "
        "--name 'Ann Lee' -o ann.json",
        f"cp {SOURCE}/examples/badge.svg badge.svg",
        f"python3 {HERE}/make_png.py badge.png",
        "credimur bake ann.json --image badge.png -o ann.png",
        f"cp {SOURCE}/examples/data-analysis.json data-analysis.json",
        "printf 'name,email\\nAnn,a@example.org\\n' > class.csv",
        "credimur issue --achievement example --csv class.csv -o class.ndjson",
        f"python3 {HERE}/change.py ann.json no-proof > draft.json",
        "credimur migrate apply",
        "credimur backup create north.backup",
        f"python3 {HERE}/add_job.py ../home/.local/share/credimur/store.sqlite",
        f"python3 {HERE}/add_job.py ../home/.local/share/credimur/store.sqlite "
        "0198f2a4-0000-7000-8000-000000000002 waiting",
    ]
    for line in lines:
        done = run(line, folder / "work", folder / "home")
        if done.returncode:
            sys.exit(f"{line}: {done.stderr}")


def check_help(command, folder):
    words, name = command["command"], command["command"]
    done = run(f"credimur {words} --help", folder / "work", folder / "home")
    text = done.stdout
    faults = []
    if done.returncode or done.stderr:
        faults.append(f"exit {done.returncode}: {done.stderr}")
    if not text.startswith(command["summary"] + "\n"):
        faults.append("does not begin with its sentence")
    if not command["summary"].endswith("."):
        faults.append("the sentence has no full stop")
    if f"\nUsage: credimur {words}" not in text:
        faults.append("no usage")
    if not 2 <= len(command["examples"]) <= 3:
        faults.append("not two examples")
    for line in command["examples"] + command["next"]:
        if f"\n  {line}\n" not in text:
            faults.append(f"not shown: {line}")
    for flag in command["flags"]:
        if f"--{flag['name']}" not in text:
            faults.append(f"no --{flag['name']}")
    if any(len(line) > 80 for line in text.splitlines()
           if not line.startswith("  credimur")):
        faults.append("a line is longer than 80 columns")
    if "\nExit codes: 0 " not in text:
        faults.append("no exit codes")
    again = run(f"credimur help {words}", folder / "work", folder / "home")
    if again.stdout != text:
        faults.append("`help` says something else than --help")
    tap.check(not faults, f"help of {name}", "\n".join(faults))


def check_examples(command, prepared, folder):
    for index, line in enumerate(command["examples"]):
        place = folder / "example"
        if place.exists():
            shutil.rmtree(place)
        shutil.copytree(prepared, place)
        names = re.findall(r"-o (\S+)|--rosette (\S+)|> (\S+)", line)
        for group in names:  # what it makes is not there yet
            for made in filter(None, group):
                (place / "work" / made).unlink(missing_ok=True)
        if command["command"] == "init":
            shutil.rmtree(place / "home")
            (place / "home").mkdir()
        done = run(line, place / "work", place / "home")
        tap.check(done.returncode == 0,
                  f"example {index + 1} of {command['command']}: {line}",
                  f"exit {done.returncode}\n{done.stderr}")


def check_next(command, known):
    faults = []
    for line in command["next"]:
        words = shlex.split(line)
        if words[0] != "credimur" or (
                words[1] not in known and " ".join(words[1:3]) not in known):
            faults.append(line)
    tap.check(command["next"] and not faults,
              f"what comes after {command['command']} is there",
              "\n".join(faults))


def check_flags(commands):
    kinds, faults = {}, []
    for command in commands:
        for flag in command["flags"]:
            kind = flag["kind"] == "switch"
            if kinds.setdefault(flag["name"], kind) != kind:
                faults.append(f"--{flag['name']} takes a value or not")
            if flag["help"].endswith(".") or not flag["help"]:
                faults.append(f"--{flag['name']}: {flag['help']}")
    tap.check(not faults, "a flag is the same wherever it stands",
              "\n".join(faults))


def check_completion(shell, commands, folder):
    text = run(f"credimur completion {shell}", folder / "work",
               folder / "home").stdout
    faults = []
    for command in commands:
        for word in command["command"].split():
            if word not in text:
                faults.append(word)
        for flag in command["flags"]:
            shown = f"-l {flag['name']}" if shell == "fish" \
                else f"--{flag['name']}"
            if shown not in text:
                faults.append(f"{command['command']} --{flag['name']}")
            values = flag.get("value", "").split("|")
            for value in values if flag["kind"] == "choice" else []:
                if value not in text:
                    faults.append(f"--{flag['name']} {value}")
    tap.check(not faults, f"completion of {shell} knows every word",
              "\n".join(faults))
    if not shutil.which(shell):
        tap.skip(f"completion of {shell} is read by it", f"{shell} is missing")
        return
    script = folder / f"completion.{shell}"
    script.write_text(text, "utf-8")
    done = run(f"{shell} -n {script}", folder / "work", folder / "home")
    tap.check(done.returncode == 0, f"completion of {shell} is read by it",
              done.stderr)


def complete(folder, *words):
    """What bash offers for these words."""
    quoted = " ".join(shlex.quote(w) for w in words)
    line = ('eval "$(credimur completion bash)"; '
            f"COMP_WORDS=(credimur {quoted}); COMP_CWORD={len(words)}; "
            'COMPREPLY=(); _credimur; echo "${COMPREPLY[*]}"')
    return set(run(line, folder / "work", folder / "home").stdout.split())


def check_bash(commands, folder):
    rows = [
        (("ver",), {"verify", "version"}),
        (("key", ""), {"new", "list", "show", "seal", "unseal"}),
        (("verify", "--exp"), {"--explain"}),
        (("verify", "--format", ""), {"table", "json", "csv", "plain"}),
        (("issue", "--suite", "eddsa-j"), {"eddsa-jcs-2022"}),
        (("sign", "--key", ""), {"issuer", "for-tests", "sealed"}),
        (("completion", "z"), {"zsh"}),
        (("issue", "--achievement", "exa"), {"example"}),
        (("issue", "--achievement", "ann.j"), {"ann.json"}),
        (("help", "exit"), {"exit-codes"}),
        (("help", "verif"), {"verify"}),
        (("help", "signature-m"), {"signature-mismatch"}),
        (("key", "new", "--js"), {"--json"}),
    ]
    for words, wanted in rows:
        got = complete(folder, *words)
        tap.check(got == wanted, f"bash offers for: {' '.join(words)}",
                  f"{sorted(got)}, not {sorted(wanted)}")
    nouns = {c["command"].split()[0] for c in commands}
    tap.check(complete(folder, "") == nouns, "bash offers every command")


def page_of(command):
    return "credimur-" + command["command"].split()[0] + ".1"


def check_manual(commands):
    man = SOURCE / "man"
    main = (man / "credimur.1").read_text("utf-8")
    for command in commands:
        path = man / page_of(command)
        if not path.exists():
            tap.check(False, f"{path.name} is there")
            continue
        text = path.read_text("utf-8")
        faults = []
        flags = {f["name"] for f in command["flags"]} - EVERYWHERE
        listed = set(re.findall(r"^\.It (?:Fl \w , )?Fl -([\w-]+)", text,
                                re.M))
        if flags - listed:
            faults.append(f"not there: {sorted(flags - listed)}")
        others = {f["name"] for c in commands if page_of(c) == path.name
                  for f in c["flags"]}
        if listed - others:
            faults.append(f"no such flag: {sorted(listed - others)}")
        if f".Xr credimur-{command['command'].split()[0]} 1" not in main:
            faults.append("credimur(1) does not name it")
        tap.check(not faults, f"manual of {command['command']}",
                  "\n".join(faults))
    faults = [f for f in EVERYWHERE if not re.search(
        rf"^\.It (Fl \w , )?Fl -{f}\b", main, re.M)]
    tap.check(not faults, "credimur(1) lists the flags of every command",
              "\n".join(faults))
    pages = sorted(p.name for p in man.glob("*.[15]"))
    tap.check("credimur-formats.5" in pages, "credimur-formats(5) is there")
    for name in pages:
        if not shutil.which("mandoc"):
            tap.skip(f"{name} is well-formed", "mandoc is missing")
            continue
        done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", man / name],
                              capture_output=True, text=True, check=False)
        tap.check(not done.stdout, f"{name} is well-formed", done.stdout)


def check_exit_table():
    """Each row that this program can reach has a case in a script."""
    seen = {0}
    for path in HERE.glob("*.test"):
        seen |= {int(n) for n in re.findall(r"^exit (\d+)$",
                                            path.read_text("utf-8"), re.M)}
    tap.check({0, 1, 2, 3, 5, 6, 7} <= seen,
              "each row of the exit table has a case", f"{sorted(seen)}")


def main():
    with tempfile.TemporaryDirectory(prefix="credimur-table-") as name:
        folder = pathlib.Path(name)
        prepared = folder / "prepared"
        prepare(prepared)
        table = run("credimur help --json", prepared / "work",
                    prepared / "home").stdout
        commands = [json.loads(line) for line in table.splitlines()]
        known = {c["command"] for c in commands}
        tap.check(len(commands) >= 15, "the table is printed")
        for command in commands:
            check_help(command, prepared)
            check_examples(command, prepared, folder)
            check_next(command, known)
        check_flags(commands)
        for shell in ("bash", "zsh", "fish"):
            check_completion(shell, commands, prepared)
        check_bash(commands, prepared)
        check_manual(commands)
        check_exit_table()
    tap.close()


main()
