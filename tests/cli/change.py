#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints a credential with one thing changed: change.py FILE WHAT

With WHAT `each`, changes one character in every member in turn, verifies
each, and says how many were refused; `accepted` names those that were not.
"""
import copy
import json
import subprocess
import sys


def walk(value, path=()):
    """Every text and number of the tree, with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, path + (key,))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, path + (index,))
    else:
        yield path, value


def altered(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if value is None:
        return "x"
    last = value[-1:] or "a"
    return value[:-1] + ("b" if last != "b" else "c")


def changed(document, path):
    tree = copy.deepcopy(document)
    place = tree
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = altered(place[path[-1]])
    return tree


def verify(document):
    return subprocess.run(["credimur", "verify", "--quiet"],
                          input=json.dumps(document).encode(),
                          capture_output=True, check=False).returncode


def each(document):
    refused = 0
    for path, _ in walk(document):
        status = verify(changed(document, path))
        if status in (1, 3):
            refused += 1
        else:
            print(f"exit {status}, accepted: {'/'.join(map(str, path))}")
    for key in document:
        tree = {k: v for k, v in document.items() if k != key}
        if verify(tree) not in (1, 3):
            print(f"accepted: without {key}")
    print(f"{refused} members refused")


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    document = json.loads(text)
    what = sys.argv[2]
    if what == "each":
        each(document)
        return
    if what == "duplicate":
        print('{"id":"urn:uuid:0",' + text.lstrip()[1:])
        return
    if what == "no-proof":
        del document["proof"]
    elif what == "suite":
        document["proof"]["cryptosuite"] = "bbs-2023"
    elif what == "undefined-term":
        document["notDefinedAnywhere"] = "x"
    elif what == "context":
        document["@context"][1] = "https://example.org/context.json"
    elif what == "status":
        document["credentialStatus"] = {"type": "BitstringStatusListEntry"}
    else:
        sys.exit(f"no such change: {what}")
    print(json.dumps(document))


main()
