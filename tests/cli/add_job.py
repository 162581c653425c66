#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts a job into a store, as a room that asks for work does.

    add_job.py STORE [ID [STATE]]
"""
import sqlite3
import sys
import uuid

ID = "01987cc8-0000-7000-8000-000000000001"
NOW = 1780000000 * 1000000


def main():
    store = sqlite3.connect(sys.argv[1])
    job = uuid.UUID(sys.argv[2] if len(sys.argv) > 2 else ID)
    state = sys.argv[3] if len(sys.argv) > 3 else "failed"
    row = {"id": job.bytes, "tenant_id": bytes(16), "kind": "award.issue",
           "idempotency_key": str(job), "arguments": '{"rows":30}',
           "state": state, "wish": "", "run_after": NOW, "attempts": 5,
           "attempts_max": 5, "backoff_s": 30, "lease": None,
           "lease_until": None, "worker": "", "items_total": 30,
           "items_done": 12, "items_failed": 1, "result": None,
           "error_code": "store-busy", "error_message": "It was kept.",
           "created": NOW, "updated": NOW,
           "finished": NOW if state == "failed" else None, "row_version": 1}
    with store:
        store.execute(f"insert into job ({','.join(row)}) values "
                      f"({','.join(':' + name for name in row)})", row)


main()
