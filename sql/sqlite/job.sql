-- SPDX-License-Identifier: Apache-2.0

-- The transaction is BEGIN IMMEDIATE, so no two processes stand here at once.
-- Other databases lock the row they choose and skip those that are locked.
-- name: job_claim
update job
set state = 'running', attempts = attempts + 1, lease = :lease,
    lease_until = :lease_until, worker = :worker, updated = :now,
    row_version = row_version + 1
where id = (
    select id from job
    where ((state = 'waiting' and run_after <= :now) or
           (state = 'running' and lease_until <= :now))
      and (:kind = '' or kind = :kind)
    order by run_after, id
    limit 1)
returning id, tenant_id, kind, idempotency_key, arguments, state, wish,
    run_after, attempts, attempts_max, backoff_s, lease, lease_until, worker,
    items_total, items_done, items_failed, result, error_code, error_message,
    created, updated, finished, row_version;
