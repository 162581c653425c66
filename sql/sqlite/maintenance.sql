-- SPDX-License-Identifier: Apache-2.0

-- name: migrations_exist
select count(*) from sqlite_schema
where type = 'table' and name = 'schema_migrations';

-- The first statement of a read begins its snapshot.
-- name: snapshot
select count(*) from sqlite_schema;

-- name: integrity
pragma integrity_check(20);

-- name: foreign_keys_broken
pragma foreign_key_check;

-- The log is copied into the file and cut to nothing: what was overwritten in
-- the file is then nowhere else.
-- name: checkpoint
pragma wal_checkpoint(truncate);
