#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Our extension context: no name of another context, documented, and used."""
import json
import pathlib
import re

from tap import Tap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CONTEXTS = ROOT / "contexts"


def names_of(context):
    """All terms of a context, those inside scoped contexts included."""
    if isinstance(context, list):
        return set().union(*map(names_of, context))
    if not isinstance(context, dict):
        return set()
    scoped = (d["@context"] for d in context.values()
              if isinstance(d, dict) and "@context" in d)
    return ({name for name in context if not name.startswith("@")}
            | set().union(*map(names_of, scoped)))


def words_of(value):
    """Member names and types of a document."""
    if isinstance(value, list):
        return set().union(*map(words_of, value))
    if not isinstance(value, dict):
        return set()
    return (set(value) | set(value.get("type", []))
            | set().union(*map(words_of, value.values())))


def main():
    tap = Tap()
    text = (CONTEXTS / "credimur-v1.json").read_text("utf-8")
    context = json.loads(text)["@context"]
    ours = names_of(context)
    tap.check(context.get("@protected") is True and context["@version"] == 1.1,
              "the terms are protected")
    for path in sorted(CONTEXTS.glob("*.json")):
        if path.name != "credimur-v1.json":
            theirs = names_of(json.loads(path.read_text("utf-8"))["@context"])
            tap.check(not ours & theirs, f"no term of ours in {path.name}",
                      sorted(ours & theirs))
    told = {}
    for term, iri in re.findall(
            r"^\| `(\w+)` \| `([^`]+)` \|",
            (ROOT / "docs/extension-context.md").read_text("utf-8"), re.M):
        told[term] = iri.replace("vocab#", "https://w3id.org/credimur/vocab#")
    defined = {name: d["@id"] if isinstance(d, dict) else d
               for name, d in context.items() if not name.startswith("@")}
    tap.check(told == defined, "docs/extension-context.md has every term",
              sorted(set(told.items()) ^ set(defined.items())))
    used = words_of(json.loads(
        (ROOT / "examples/data-analysis.json").read_text("utf-8")))
    tap.check(ours <= used, "the example uses every term", sorted(ours - used))
    tap.close()


main()
