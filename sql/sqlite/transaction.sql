-- SPDX-License-Identifier: Apache-2.0

-- name: begin_read
begin;

-- IMMEDIATE: two who read first and write then would both have to give up.
-- name: begin_write
begin immediate;

-- name: commit
commit;

-- name: rollback
rollback;

-- One request among those that share a commit.
-- name: mark
savepoint mark;

-- name: mark_keep
release mark;

-- name: mark_undo
rollback to mark;
