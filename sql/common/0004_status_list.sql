-- SPDX-License-Identifier: Apache-2.0
-- Whether what was issued still stands: the status lists of issuers, and one
-- entry of one list for each signed document.

-- A list of one issuer and one purpose, shared by all that it issues. Its id is
-- what its URL is made of: a number could come again after a restore, and with
-- it the indices of a list that is still read elsewhere.
create table status_list (
    id uuid primary key not null,
    tenant_id uuid not null,
    issuer text not null,           -- the issuer's id, as in its credentials
    purpose text not null check (purpose in ('revocation', 'suspension')),
    number bigint not null,         -- 1, 2, 3 ...: the last one takes new entries
    entries bigint not null check (entries >= 131072),
    generation text not null,       -- of the store when it was begun (store_meta)
    allocated bigint not null,      -- entries that are somebody's
    version bigint not null,        -- raised whenever a bit changes
    published bigint not null,      -- the version that was last published; 0: none
    created bigint not null,
    changed bigint not null,        -- when a bit last changed, or it was begun
    row_version bigint not null,
    unique (tenant_id, issuer, purpose, number)
);

-- An entry that is somebody's. Entries that are nobody's have no row. The bit is
-- set in every state but valid; the state says what the bit means.
create table status_index (
    list_id uuid not null references status_list (id),
    idx bigint not null check (idx >= 0),
    document uuid unique,           -- the signed document; null: not known here
    state text not null check (state in ('valid', 'suspended', 'revoked',
                                         'replaced')),
    reason_code text not null,      -- public, nothing personal; empty: valid as made
    reason text not null,
    actor text not null,            -- who changed it last; empty: nobody did
    changed bigint not null,        -- when; at first, when it was allocated
    row_version bigint not null,
    primary key (list_id, idx)
);
