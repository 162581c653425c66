-- SPDX-License-Identifier: Apache-2.0
-- Status lists and their entries.

-- name: status_list_last
select id, number, entries, generation, allocated from status_list
where tenant_id = :tenant and issuer = :issuer and purpose = :purpose
order by number desc
limit 1;

-- name: status_list_add
insert into status_list (id, tenant_id, issuer, purpose, number, entries,
                         generation, allocated, version, published, created,
                         changed, row_version)
values (:id, :tenant, :issuer, :purpose, :number, :entries, :generation, 0, 1,
        0, :now, :now, 1);

-- name: status_list_allocated
update status_list
set allocated = allocated + 1, row_version = row_version + 1
where id = :id;

-- name: status_list_touch
update status_list
set version = version + 1, changed = :now, row_version = row_version + 1
where id = :id;

-- name: status_list_get
select entries, version from status_list where id = :id;

-- Lists that were never published, or not since a bit of them changed.
-- name: status_list_due
select id from status_list where published < version
order by changed, id
limit :count;

-- A slower publisher of an older version does not undo the newer one's.
-- name: status_list_published
update status_list
set published = :version, row_version = row_version + 1
where id = :id and published < :version and version >= :version;

-- An index that is somebody's already is drawn anew; a document that has its
-- entry already is a conflict.
-- name: status_index_add
insert into status_index (list_id, idx, document, state, reason_code, reason,
                          actor, changed, row_version)
values (:list, :idx, :document, 'valid', '', '', '', :now, 1)
on conflict (list_id, idx) do nothing;

-- name: status_index_get
select i.list_id, i.idx, l.tenant_id, l.issuer, l.purpose, i.document, i.state,
       i.reason_code, i.reason, i.actor, i.changed, i.row_version
from status_index i join status_list l on l.id = i.list_id
where i.list_id = :list and i.idx = :idx;

-- name: status_index_of
select list_id, idx from status_index where document = :document;

-- name: status_index_set
select idx from status_index where list_id = :list and state <> 'valid';

-- name: status_index_change
update status_index
set state = :state, reason_code = :reason_code, reason = :reason,
    actor = :actor, changed = :now, row_version = row_version + 1
where list_id = :list and idx = :idx and row_version = :row_version;
