-- SPDX-License-Identifier: Apache-2.0
-- The queue of jobs. Every change by a worker names the lease it holds.

-- name: job_add
insert into job (id, tenant_id, kind, idempotency_key, arguments, state, wish,
                 run_after, attempts, attempts_max, backoff_s, lease,
                 lease_until, worker, items_total, items_done, items_failed,
                 result, error_code, error_message, created, updated, finished,
                 row_version)
values (:id, :tenant, :kind, :key, :arguments, 'waiting', '', :run_after, 0,
        :attempts_max, :backoff_s, null, null, '', :items_total, 0, 0, null,
        '', '', :now, :now, null, 1)
on conflict (tenant_id, kind, idempotency_key) do nothing;

-- name: job_by_key
select id, arguments from job
where tenant_id = :tenant and kind = :kind and idempotency_key = :key;

-- name: job_get
select id, tenant_id, kind, idempotency_key, arguments, state, wish, run_after,
       attempts, attempts_max, backoff_s, lease, lease_until, worker,
       items_total, items_done, items_failed, result, error_code,
       error_message, created, updated, finished, row_version
from job where id = :id;

-- name: job_list
select id, tenant_id, kind, idempotency_key, arguments, state, wish, run_after,
       attempts, attempts_max, backoff_s, lease, lease_until, worker,
       items_total, items_done, items_failed, result, error_code,
       error_message, created, updated, finished, row_version
from job
where (:state = '' or state = :state) and (:kind = '' or kind = :kind)
order by created desc, id desc
limit :count;

-- Jobs whose id, written as text, begins so, are looked for in this range.
-- name: job_range
select id from job where id >= :first and id <= :last order by id limit 9;

-- name: job_counts
select state, count(*) from job group by state order by state;

-- name: job_stuck_count
select count(*) from job where state = 'running' and lease_until <= :now;

-- A job that was claimed as often as it may be, and whose worker is gone: it may
-- be what ends its workers, so it is not handed out once more.
-- name: job_abandon
update job
set state = 'failed', lease = null, lease_until = null, wish = '',
    error_code = 'job-abandoned',
    error_message = 'Its last worker did not report back.',
    updated = :now, finished = :now, row_version = row_version + 1
where state = 'running' and lease_until <= :now and attempts >= attempts_max;

-- name: job_heartbeat
update job
set lease_until = :lease_until, items_total = :items_total,
    items_done = :items_done, items_failed = :items_failed, updated = :now,
    row_version = row_version + 1
where id = :id and lease = :lease and state = 'running'
returning wish;

-- The end of a claim, whichever it is: done, failed, waiting for the next try,
-- or stopped because somebody wished it.
-- name: job_release
update job
set state = :state, wish = '', lease = null, lease_until = null,
    run_after = :run_after, attempts = :attempts, result = :result,
    error_code = :error_code, error_message = :error_message, updated = :now,
    finished = :finished, row_version = row_version + 1
where id = :id and lease = :lease and state = 'running';

-- name: job_steer
update job
set state = :state, wish = :wish, attempts = :attempts, updated = :now,
    finished = :finished, row_version = row_version + 1
where id = :id and row_version = :row_version;
