#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tools/tidy is content with the tree, and sees each fault that is planted."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

from tap import Tap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"
HEADER = SPDX + "#ifndef {0}\n#define {0}\n#endif\n"
# Spelt in two halves, so that tidy does not read it as an exception of ours.
ALLOW = "tidy: " + "allow"

HOUSE = {
    "ARCHITECTURE.md":
        "```rooms\ncli\naudit / store\nproof\ncsv, json / base\n```\n",
    "platform/audit/audit.h": HEADER.format("AUDIT_H"),
    "platform/store/store.h": HEADER.format("STORE_H"),
    "platform/store/sqlite/file.c": SPDX + "#include <sqlite3.h>\n",
    "sql/common/audit.sql": "-- SPDX-License-Identifier: Apache-2.0\n",
    "src/base/arena.c": SPDX + "void *f(void) { return malloc(1); }\n",
    "src/json/reader.c": SPDX + '#include "credimur/base.h"\n',
    "src/proof/chain.c": SPDX + '#include "json/number.h"\n',
    "src/json/number.h": HEADER.format("JSON_NUMBER_H"),
    "src/csv/meson.build": "# " + SPDX,
    "include/credimur/base.h": HEADER.format("CREDIMUR_BASE_H"),
    "include/credimur/proof.h": HEADER.format("CREDIMUR_PROOF_H"),
    "cli/main.c": SPDX + '#include "credimur/proof.h"\n/* strcpy( */\n',
    "tests/cli/test_words.py": "# " + SPDX,
    "tests/unit/test_base.c": SPDX,
    "tests/unit/test_json.c": SPDX,
    "tests/unit/test_proof_chain.c": SPDX,
}

# name, file, text, what tidy must say (None: nothing)
PLANTED = [
    ("an upward include of a public header", "src/json/up.c",
     SPDX + '#include "credimur/proof.h"\n', "include: json must not include"),
    ("an upward include of a private header", "src/base/up.c",
     SPDX + '#include "json/number.h"\n', "include: base must not include"),
    ("an upward include in angle brackets", "src/json/up.c",
     SPDX + "#include <credimur/proof.h>\n", "include: json must not include"),
    ("an upward include from a public header", "include/credimur/json.h",
     HEADER.format("CREDIMUR_JSON_H") + '#include "credimur/proof.h"\n',
     "include: json must not include"),
    ("an include of the tests", "cli/peek.c",
     SPDX + '#include "tests/unit/test_base.c"\n', "include: cli must not"),
    ("a downward include", "src/proof/down.c",
     SPDX + '#include "json/number.h"\n', None),
    ("801 lines", "src/json/long.c", SPDX + "\n" * 800,
     "length: 801 lines, 800 at most"),
    ("800 lines", "src/json/long.c", SPDX + "\n" * 799, None),
    ("a banned function", "cli/copy.c",
     SPDX + "void f(char *a) { strcpy(a, a); }\n", "banned: strcpy"),
    ("a banned name in a comment and a string", "cli/copy.c",
     SPDX + '/* strcpy(a) */ const char *s = "atoi(x)";\n', None),
    ("a system call in libcredimur", "src/json/file.c",
     SPDX + "void f(void) { fopen(0, 0); }\n", "pure: libcredimur"),
    ("malloc outside base", "src/json/memory.c",
     SPDX + "void *f(void) { return malloc(1); }\n", "allocator: malloc"),
    ("no licence line", "src/json/bare.c", "int x;\n", "spdx:"),
    ("no include guard", "src/json/open.h", SPDX, "guard: the include guard"),
    ("one guard for two headers", "src/json/zwei.h",
     HEADER.format("JSON_NUMBER_H"), "guard: JSON_NUMBER_H guards"),
    ("a room without a unit test", "src/csv/a.c", SPDX,
     "src/csv: unit: has no unit test"),
    ("a room that is not in the table", "src/attic/a.c", SPDX,
     "room: attic is not in ARCHITECTURE.md"),
    ("an upward include in the platform", "platform/store/up.c",
     SPDX + '#include "platform/audit/audit.h"\n',
     "include: store must not include audit"),
    ("an include of the platform in libcredimur", "src/proof/up.c",
     SPDX + '#include "platform/store/store.h"\n',
     "include: proof must not include store"),
    ("a downward include in the platform", "platform/audit/down.c",
     SPDX + '#include "platform/store/store.h"\n', "audit: unit: has no unit"),
    ("SQL outside sql/", "cli/query.c",
     SPDX + 'const char *s = "SELECT name " /* of */\n    "FROM person";\n',
     "cli/query.c:2: sql: SQL belongs into sql/"),
    ("a setting of a database outside sql/", "platform/store/set.c",
     SPDX + 'const char *s = "pragma synchronous";\n', "sql: SQL belongs"),
    ("words that are no SQL", "cli/words.c",
     SPDX + 'const char *s = "Select a file, or take one from the list.";\n'
     '/* insert into t */ const char *t = "update the set", *u = "from";\n',
     None),
    ("SQL in a test", "tests/unit/test_json.c",
     SPDX + 'const char *s = "drop table t";\n', None),
    ("a database outside its backend", "platform/store/file.c",
     SPDX + "#include <sqlite3.h>\n",
     "database: only platform/store/sqlite/ includes sqlite3.h"),
    ("no licence line in SQL", "sql/common/bare.sql", "create table t;\n",
     "spdx:"),
    ("an exception with its reason", "cli/copy.c",
     SPDX + f"/* {ALLOW}(banned) the peer's interface */\n"
     "void f(char *a) { strcpy(a, a); }\n", None),
    ("an exception without a reason", "cli/copy.c",
     SPDX + f"/* {ALLOW}(banned) */\nvoid f(char *a) {{ strcpy(a, a); }}\n",
     "has no reason"),
    ("an exception that excuses nothing", "cli/copy.c",
     SPDX + f"/* {ALLOW}(banned) long gone */\n", "excuses nothing"),
]


def tidy(root):
    run = subprocess.run([sys.executable, ROOT / "tools/tidy", root],
                         capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


def plant(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def check_copy(tap):
    """The same in a copy of the tree itself, with its own table."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(
            ".git", "build", "build-*", "node_modules"))
        plant(copy, {
            "src/json/up.c": SPDX + '#include "credimur/verify.h"\n',
            "src/json/long.c": SPDX + "\n" * 800,
            "src/json/copy.c": SPDX + "void f(char *a) { gets(a); }\n"})
        status, said = tidy(copy)
        for finding in ("src/json/up.c:2: include: json must not include",
                        "src/json/long.c:1: length: 801 lines",
                        "src/json/copy.c:2: banned: gets"):
            tap.check(status == 1 and finding in said,
                      f"in a copy of the tree: {finding}", said)


def main():
    tap = Tap()
    status, said = tidy(ROOT)
    tap.check(status == 0, "the tree is tidy", said)
    check_copy(tap)
    with tempfile.TemporaryDirectory() as folder:
        house = pathlib.Path(folder)
        plant(house, HOUSE)
        status, said = tidy(house)
        tap.check(status == 0, "a small house is tidy", said)
    for name, path, text, finding in PLANTED:
        with tempfile.TemporaryDirectory() as folder:
            house = pathlib.Path(folder)
            plant(house, {**HOUSE, path: text})
            status, said = tidy(house)
            good = (status == 0 if finding is None
                    else status == 1 and finding in said)
            tap.check(good, f"planted: {name}", said)
    tap.close()


main()
