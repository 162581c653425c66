-- SPDX-License-Identifier: Apache-2.0
-- What is true of the store as a whole, and of no tenant.

-- Names and values: few, read when the store is opened. A table of two columns
-- takes a new fact without a migration.
--   store_id    a UUID of its own, so that a copy can be told from another store
--   made        when it was made (RFC 3339), by which version of the program
--   generation  "1", and one more at every restore from a backup: what was drawn
--               at random since that backup is not known here, so rooms that must
--               never draw a value twice begin anew when this number changes
create table store_meta (
    name text primary key not null,
    value text not null,
    updated bigint not null,        -- microseconds since 1970, as every instant
    row_version bigint not null     -- raised at each change
);
