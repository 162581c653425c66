-- SPDX-License-Identifier: Apache-2.0
-- Who did what, when: a chain of digests for each tenant. The tenant of nil id
-- is the installation itself (migrations, restores).

-- One event. Rows are only ever added: there is no updated, no row_version.
create table audit_event (
    tenant_id uuid not null,
    seq bigint not null check (seq > 0), -- 1, 2, 3 ... without a gap
    at bigint not null,                  -- microseconds since 1970
    actor text not null,                 -- the id of an account or program
    role text not null,                  -- in which role; may be empty
    action text not null,                -- noun.verb: store.migrate
    subject text not null,               -- the id of what it was done to
    detail text not null,                -- JSON in JCS form, nothing personal
    commitment bytes,                    -- to the personal part; null: there is none
    previous bytes not null,             -- hash of the event before; zeros for seq 1
    hash bytes not null,                 -- SHA-256(previous, canonical row)
    primary key (tenant_id, seq)
);

-- The history of one thing is asked for on its page.
create index audit_event_subject on audit_event (tenant_id, subject, seq);

-- The personal part of an event, apart from the chain so that it can be erased
-- while the chain still verifies. The commitment is an HMAC under the salt, so
-- that without the salt nobody can test a guess against it.
create table audit_personal (
    tenant_id uuid not null,
    seq bigint not null,
    person_id uuid,      -- whose it is; null once erased
    salt bytes,          -- 32 random bytes; null once erased
    content text,        -- JSON in JCS form; null once erased
    erased_by bigint,    -- seq of the event that erased it: no silent deletion
    primary key (tenant_id, seq),
    foreign key (tenant_id, seq) references audit_event (tenant_id, seq)
);

-- An erasure asks for everything about one person.
create index audit_personal_person on audit_personal (tenant_id, person_id);

-- The end of each chain: what the next event follows, and how a chain that was
-- cut short at its end is noticed.
create table audit_head (
    tenant_id uuid primary key not null,
    seq bigint not null,
    hash bytes not null
);
