/* SPDX-License-Identifier: Apache-2.0 */
/** What every command of credimur-store needs: the store, time, chance. */
#ifndef CREDIMUR_CLI_STORE_PLACE_H
#define CREDIMUR_CLI_STORE_PLACE_H

#include "cli/message.h"
#include "platform/audit/audit.h"

/** Now, and random bytes of the system. */
crd_env cli_store_env(void);
/** The address: --store, or store.sqlite of this user; 0 or a status. */
int cli_store_url(cli_app *app, const char **url);
/** Opens it; 0 or a status. */
int cli_store_open(cli_app *app, crd_store **out,
                   const crd_store_options *options);
/** An event of the installation, by whoever runs this program. */
CRD_MUST_USE crd_rc cli_store_record(cli_app *app, crd_store_tx *tx,
                                     const crd_env *env, const char *action,
                                     crd_span subject, const crd_json *detail,
                                     crd_error *error);

/** The members of a JSON line: `,"name":` and the value. */
void cli_member_text(crd_buffer *out, const char *name, crd_span text);
void cli_member_number(crd_buffer *out, const char *name, int64_t number);
void cli_member_instant(crd_buffer *out, const char *name, crd_instant at);
void cli_member_id(crd_buffer *out, const char *name, crd_uuid id);
/** Ends the object with a line break and puts it out. */
void cli_put_line(cli_app *app, crd_buffer *line);

/** "1 event", "2 events". */
#define CLI_EVENTS_TEXT_MAX 40
const char *cli_events_words(char out[CLI_EVENTS_TEXT_MAX], int64_t events);

/** Walks all chains of a store or backup, telling each; 0, 1 or a status. */
int cli_audit_walk(cli_app *app, crd_store *store, const crd_audit_head *heads,
                   size_t head_count, bool quiet, crd_code *fault,
                   int64_t *events);

/* The commands. */
int cli_migrate_status(cli_app *app);
int cli_migrate_apply(cli_app *app);
int cli_backup_create(cli_app *app);
int cli_backup_verify(cli_app *app);
int cli_backup_restore(cli_app *app);
int cli_audit_list(cli_app *app);
int cli_audit_verify(cli_app *app);
int cli_audit_export(cli_app *app);
int cli_job_list(cli_app *app);
int cli_job_show(cli_app *app);
int cli_job_pause(cli_app *app);
int cli_job_resume(cli_app *app);
int cli_job_cancel(cli_app *app);
int cli_achievement_check(cli_app *app);
int cli_doctor(cli_app *app);

#endif
