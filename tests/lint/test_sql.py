#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The SQL of sql/: what is common to all databases is understood by all, each
statement is used, and tools/mksql refuses what it cannot write."""
import pathlib
import re
import subprocess
import sys
import tempfile

from tap import Tap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SQL = ROOT / "sql"
MKSQL = ROOT / "tools/mksql"
COMMENT = re.compile(r"--[^\n]*")
LITERAL = re.compile(r"'(?:[^']|'')*'")

# What one database alone understands; sql/common may not hold it.
FOREIGN = """autoincrement|insert\\s+or|replace\\s+into|on\\s+conflict\\s+rollback
    |strftime|julianday|unixepoch|datetime\\s*\\(|ifnull|iif\\s*\\(|rowid|glob\\b
    |pragma|json_\\w+|jsonb|->|blob|bytea|zeroblob|typeof|changes\\s*\\(
    |last_insert|random\\s*\\(|hex\\s*\\(|printf|group_concat|string_agg|real\\b
    |double|float|boolean|timestamp|varchar|serial|integer|without\\s+rowid
    |strict|sqlite_\\w+|pg_\\w+|information_schema|ilike|similar\\s+to|regexp|::
    |nextval|now\\s*\\(|current_timestamp|limit\\s+\\w+\\s*,|skip\\s+locked
    |for\\s+update|merge\\s+into|\\bis\\s+(?:not\\s+)?distinct|x'|`|"|\\[|\\$\\d|\\?"""
FOREIGN = re.compile(FOREIGN.replace("\n", "").replace(" ", ""))

# file, text, what mksql must say
REFUSED = [
    ("common/a.sql", "select 1;\n", "a statement has no name"),
    ("common/a.sql", "-- name: a\nselect 1\n", "not one statement"),
    ("common/a.sql", "-- name: a\nselect 1; select 2;\n", "not one statement"),
    ("common/a.sql", "-- name: a\nselect 1;\n-- name: a\nselect 2;\n",
     "there is a statement a already"),
    ("sqlite/a.sql", "-- name: known\nselect 2;\n", "in common/ and in sqlite/"),
    ("common/0003_c.sql", "create table c (x bigint);\n", "numbered 1, 2, 3"),
    ("sqlite/0001_c.sql", "create table c (x bigint);\n", "numbered 1, 2, 3"),
    ("common/0002_c.sql", "create table c (x bigint)\n", "end with its ;"),
]


def mksql(folder, *arguments):
    with tempfile.TemporaryDirectory() as out:
        path = pathlib.Path(out) / "out.c"
        run = subprocess.run(
            [sys.executable, MKSQL, arguments[0], folder, *arguments[1:], path],
            capture_output=True, text=True, check=False)
        return run, path.read_text("utf-8") if path.exists() else ""


def check_portable(tap):
    for path in sorted((SQL / "common").glob("*.sql")):
        text = COMMENT.sub("", path.read_text("utf-8"))
        found = FOREIGN.search(LITERAL.sub("''", text).lower())
        tap.check(not found, f"{path.name} is understood by every database",
                  found[0] if found else "")
    for planted in ("insert or ignore into t values (1)", "select x::text",
                    "select ifnull(a, b)", "limit 2, 3", "x blob",
                    "select \"name\"", "select x'00'", "where a glob 'b'"):
        tap.check(FOREIGN.search(planted), f"seen: {planted}")


def check_why(tap):
    """Every table says why it is there, and every column of few words what it
    is: a comment stands above each table."""
    for path in sorted(SQL.glob("*/[0-9]*.sql")):
        lines = path.read_text("utf-8").splitlines()
        bare = [line for above, line in zip(lines, lines[1:])
                if line.startswith(("create table", "create index"))
                and not above.startswith("--")]
        tap.check(not bare, f"{path.name}: each table and index says why",
                  "\n".join(bare))


def check_used(tap):
    names = re.findall(r"^-- name: (\w+)$", "\n".join(
        path.read_text("utf-8") for path in SQL.rglob("*.sql")), re.M)
    code = "\n".join(path.read_text("utf-8") for path in
                     (ROOT / "platform").rglob("*.c"))
    code += "\n".join(path.read_text("utf-8") for path in
                      (ROOT / "cli").rglob("*.c"))
    idle = [name for name in names if f"CRD_SQL_{name.upper()}" not in
            re.findall(r"CRD_SQL_\w+", code)]
    tap.check(len(names) > 40, "there are statements")
    tap.check(not idle, "each statement is used", "\n".join(idle))


def check_mksql(tap):
    run, text = mksql(SQL, "texts", "sqlite")
    tap.check(run.returncode == 0 and "strict;" in text,
              "tables of SQLite are strict", run.stderr)
    for name, text, said in REFUSED:
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place)
            for path, content in (
                    ("common/0001_a.sql", "create table a (x bigint);\n"),
                    ("common/known.sql", "-- name: known\nselect 1;\n"),
                    ("sqlite/empty.sql", ""), (name, text)):
                (folder / path).parent.mkdir(exist_ok=True)
                (folder / path).write_text(content, "utf-8")
            run, _ = mksql(folder, "texts", "sqlite")
            tap.check(run.returncode and said in run.stderr,
                      f"mksql refuses: {said}", run.stderr)
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        (folder / "common").mkdir()
        (folder / "sqlite").mkdir()
        (folder / "common/a.sql").write_text(
            "-- name: a\nselect ':x', \":y\", :b, :a, :b;\n", "utf-8")
        run, text = mksql(folder, "texts", "sqlite")
        tap.check("select ':x', \\\":y\\\", ?1, ?2, ?1" in text,
                  "parameters are numbered as they occur", text + run.stderr)


def main():
    tap = Tap()
    check_portable(tap)
    check_why(tap)
    check_used(tap)
    check_mksql(tap)
    tap.close()


main()
