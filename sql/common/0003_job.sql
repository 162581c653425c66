-- SPDX-License-Identifier: Apache-2.0
-- Background work: a queue from which any number of processes take jobs under a
-- lease. Whoever holds the lease may write for the job, nobody else.
create table job (
    id uuid primary key not null,
    tenant_id uuid not null,
    kind text not null,             -- what is to be done: award.issue
    idempotency_key text not null,  -- chosen by who asks: asking twice makes one job
    arguments text not null,        -- JSON in JCS form; compared when a key is used again
    state text not null check (state in ('waiting', 'running', 'paused', 'done',
                                         'failed', 'cancelled')),
    wish text not null check (wish in ('', 'pause', 'cancel')), -- asked of the worker
    run_after bigint not null,      -- not before this instant; moved by the backoff
    attempts bigint not null,       -- claims; counted anew when somebody resumes it
    attempts_max bigint not null check (attempts_max > 0),
    backoff_s bigint not null check (backoff_s > 0), -- doubled at each failure
    lease uuid,                     -- token of the claim; null: nobody works on it
    lease_until bigint,             -- after this instant anyone may take it over
    worker text not null,           -- who holds or last held the lease, for people
    items_total bigint not null,    -- progress: 0 while it is not known
    items_done bigint not null,
    items_failed bigint not null,
    result text,                    -- JSON, when done
    error_code text not null,       -- of the last failure; empty: none
    error_message text not null,
    created bigint not null,
    updated bigint not null,
    finished bigint,                -- when done, failed or cancelled
    row_version bigint not null,
    unique (tenant_id, kind, idempotency_key)
);

-- What a claim looks through: jobs that wait, oldest first, and leases.
create index job_due on job (state, run_after);
