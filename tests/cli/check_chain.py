#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks what `credimur audit export` wrote, as a stranger would.

    check_chain.py FILE.ndjson
"""
import hashlib
import json
import sys

last = {}
count = 0
for line in open(sys.argv[1], "rb"):
    row = line[line.index(b'"row":') + 6:line.rindex(b',"previous"')]
    link = json.loads(line)
    tenant, seq = link["row"]["tenant"], link["row"]["seq"]
    before = last.get(tenant, (0, "0" * 64))
    digest = hashlib.sha256(bytes.fromhex(link["previous"]) + row).hexdigest()
    if (seq != before[0] + 1 or link["previous"] != before[1]
            or link["hash"] != digest):
        print(f"altered at {seq}")
        sys.exit(1)
    last[tenant] = (seq, digest)
    count += 1
print(f"{count} events, unbroken")
