-- SPDX-License-Identifier: Apache-2.0
-- The store itself: which migrations it has seen, and its few facts.

-- The table that says which migrations were applied cannot come from one. sha256
-- is that of the file: a migration that changed after it was applied is noticed.
-- name: migrations_create
create table if not exists schema_migrations (
    number bigint primary key not null,
    name text not null,
    sha256 text not null,
    applied bigint not null,
    program text not null
);

-- name: migrations_list
select number, name, sha256, applied from schema_migrations order by number;

-- name: migration_add
insert into schema_migrations (number, name, sha256, applied, program)
values (:number, :name, :sha256, :applied, :program);

-- name: meta_get
select value from store_meta where name = :name;

-- name: meta_set
insert into store_meta (name, value, updated, row_version)
values (:name, :value, :now, 1)
on conflict (name) do update
set value = excluded.value, updated = excluded.updated,
    row_version = store_meta.row_version + 1;
