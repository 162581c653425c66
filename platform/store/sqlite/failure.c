/* SPDX-License-Identifier: Apache-2.0 */
/* What SQLite answers, as codes of ours. Its own texts name tables and columns
 * and hold SQL, so none of them is shown. */
#include "platform/store/sqlite/connection.h"

typedef struct row {
    int answer; /* extended, or primary for all of its kind */
    crd_code code;
} row;

/* Extended answers stand before the primary one they belong to. */
static const row TABLE[] = {
    {SQLITE_CONSTRAINT_UNIQUE, CRD_CODE_STORE_CONFLICT},
    {SQLITE_CONSTRAINT_PRIMARYKEY, CRD_CODE_STORE_CONFLICT},
    {SQLITE_CONSTRAINT_ROWID, CRD_CODE_STORE_CONFLICT},
    {SQLITE_CONSTRAINT, CRD_CODE_STORE_CONSTRAINT},
    {SQLITE_BUSY, CRD_CODE_STORE_BUSY},
    {SQLITE_LOCKED, CRD_CODE_STORE_BUSY},
    {SQLITE_FULL, CRD_CODE_STORE_FULL},
    {SQLITE_IOERR_NOMEM, CRD_CODE_MEMORY},
    {SQLITE_IOERR_CORRUPTFS, CRD_CODE_STORE_CORRUPT},
    {SQLITE_IOERR_DATA, CRD_CODE_STORE_CORRUPT},
    {SQLITE_IOERR, CRD_CODE_STORE_IO},
    {SQLITE_CANTOPEN, CRD_CODE_STORE_IO},
    {SQLITE_READONLY, CRD_CODE_STORE_IO},
    {SQLITE_PERM, CRD_CODE_STORE_IO},
    {SQLITE_CORRUPT, CRD_CODE_STORE_CORRUPT},
    {SQLITE_NOTADB, CRD_CODE_STORE_FOREIGN},
    {SQLITE_NOMEM, CRD_CODE_MEMORY},
    {SQLITE_TOOBIG, CRD_CODE_LIMIT_BYTES},
};

crd_rc crd_sqlite_fail(sqlite3 *db, int answer, crd_error *error)
{
    int extended = db ? sqlite3_extended_errcode(db) : answer;
    if ((extended & 0xff) != (answer & 0xff)) {
        extended = answer;
    }
    for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
        if (TABLE[i].answer == extended ||
            TABLE[i].answer == (extended & 0xff)) {
            return crd_fail(error, TABLE[i].code, "%s", "");
        }
    }
    return crd_fail(error, CRD_CODE_INTERNAL, "SQLite answered %d", extended);
}
