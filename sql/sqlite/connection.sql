-- SPDX-License-Identifier: Apache-2.0
-- What every connection sets, and reads back before anything else is done.

-- "Cred": a file of another program is refused, not migrated.
-- name: application_id
pragma application_id;
-- name: application_id_set
pragma application_id = 1131570532;

-- name: page_count
pragma page_count;

-- Writers do not stop readers, and a commit is one synced write to the log.
-- name: journal_mode
pragma journal_mode;
-- name: journal_mode_set
pragma journal_mode = wal;

-- A backup is one file, without a log beside it.
-- name: journal_mode_single
pragma journal_mode = delete;

-- FULL: what was acknowledged is on the disk. With NORMAL a power loss may take
-- back a commit.
-- name: synchronous
pragma synchronous;
-- name: synchronous_set
pragma synchronous = full;

-- name: foreign_keys
pragma foreign_keys;
-- name: foreign_keys_set
pragma foreign_keys = on;

-- A schema that somebody else wrote into the file runs no function of ours.
-- name: trusted_schema
pragma trusted_schema;
-- name: trusted_schema_set
pragma trusted_schema = off;

-- What is deleted is overwritten: an erasure leaves nothing to be found.
-- name: secure_delete
pragma secure_delete;
-- name: secure_delete_set
pragma secure_delete = on;

-- name: busy_timeout
pragma busy_timeout;
-- name: busy_timeout_set
pragma busy_timeout = 10000;

-- Damage is met when a page is read, not when its content is believed.
-- name: cell_size_check
pragma cell_size_check;
-- name: cell_size_check_set
pragma cell_size_check = on;

-- Nothing of the store in files that we do not know of.
-- name: temp_store
pragma temp_store;
-- name: temp_store_set
pragma temp_store = memory;

-- A fault of the disk is an error of a read, not a signal.
-- name: mmap_size
pragma mmap_size;
-- name: mmap_size_set
pragma mmap_size = 0;

-- name: query_only
pragma query_only;
-- name: query_only_set
pragma query_only = on;
