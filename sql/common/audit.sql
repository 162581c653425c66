-- SPDX-License-Identifier: Apache-2.0
-- Audit events. Nothing here changes or deletes one.

-- name: audit_head
select seq, hash from audit_head where tenant_id = :tenant;

-- name: audit_head_set
insert into audit_head (tenant_id, seq, hash) values (:tenant, :seq, :hash)
on conflict (tenant_id) do update
set seq = excluded.seq, hash = excluded.hash;

-- name: audit_add
insert into audit_event (tenant_id, seq, at, actor, role, action, subject,
                         detail, commitment, previous, hash)
values (:tenant, :seq, :at, :actor, :role, :action, :subject, :detail,
        :commitment, :previous, :hash);

-- name: audit_personal_add
insert into audit_personal (tenant_id, seq, person_id, salt, content, erased_by)
values (:tenant, :seq, :person, :salt, :content, null);

-- name: audit_personal_count
select count(*) from audit_personal
where tenant_id = :tenant and person_id = :person;

-- name: audit_personal_erase
update audit_personal
set person_id = null, salt = null, content = null, erased_by = :erased_by
where tenant_id = :tenant and person_id = :person;

-- Chains that have a head, or events, or both: one whose head was deleted is
-- still looked at.
-- name: audit_tenants
select tenant_id from audit_head
union
select tenant_id from audit_event
order by 1;

-- name: audit_walk
select e.seq, e.at, e.actor, e.role, e.action, e.subject, e.detail,
       e.commitment, e.previous, e.hash,
       p.seq, p.person_id, p.salt, p.content, p.erased_by
from audit_event e
left join audit_personal p on p.tenant_id = e.tenant_id and p.seq = e.seq
where e.tenant_id = :tenant
order by e.seq;

-- name: audit_action_at
select action from audit_event where tenant_id = :tenant and seq = :seq;

-- name: audit_list
select e.seq, e.at, e.actor, e.role, e.action, e.subject, e.detail, e.hash,
       p.content, p.erased_by
from audit_event e
left join audit_personal p on p.tenant_id = e.tenant_id and p.seq = e.seq
where e.tenant_id = :tenant and (:subject = '' or e.subject = :subject)
  and (:action = '' or e.action = :action)
order by e.seq desc
limit :count;

-- The latest time written: a clock that has gone back is noticed by it.
-- name: audit_latest
select max(at) from audit_event;
