/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite as a backend of the store. */
#include "platform/store/sqlite/connection.h"

const crd_store_backend crd_store_sqlite = {
    .version = CRD_STORE_BACKEND_VERSION,
    .scheme = "sqlite",
    .migrations = crd_store_sqlite_migrations,
    .connect = crd_sqlite_connect,
    .disconnect = crd_sqlite_disconnect,
    .begin = crd_sqlite_begin,
    .commit = crd_sqlite_commit,
    .rollback = crd_sqlite_rollback,
    .in_transaction = crd_sqlite_in_transaction,
    .mark = crd_sqlite_mark,
    .keep = crd_sqlite_keep,
    .undo = crd_sqlite_undo,
    .start = crd_sqlite_start,
    .step = crd_sqlite_step,
    .column = crd_sqlite_column,
    .end = crd_sqlite_end,
    .changed = crd_sqlite_changed,
    .script = crd_sqlite_script,
    .has_migrations = crd_sqlite_has_migrations,
    .check = crd_sqlite_check,
    .settle = crd_sqlite_settle,
    .backup = crd_sqlite_backup,
    .unpack = crd_sqlite_unpack,
    .vacant = crd_sqlite_vacant,
    .rename = crd_sqlite_rename,
    .discard = crd_sqlite_discard,
};
