/* SPDX-License-Identifier: Apache-2.0 */
/* credimur achievement check: a definition against a framework profile. */
#include "cli/store/place.h"

#include "cli/home.h"
#include "cli/input.h"
#include "cli/text.h"
#include "platform/definition/definition_check.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { FOLDERS = 3, NAMES_MAX = 256 };

static const char *const RESULTS[] = {"fail", "warn", "not_checked"};

/* ---- Finding a profile --------------------------------------------------- */

/* The user's, those of the build beside this program, those installed. NULL
 * where there is none. */
static void find_folders(cli_app *app, const char *folders[FOLDERS])
{
    char here[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", here, sizeof here);
    for (int up = 0; up < 3 && n > 0; up++) {
        do {
            n--;
        } while (n > 0 && here[n] != '/');
    }
    folders[0] = cli_home_path(app, "profiles");
    folders[1] =
        n > 0
            ? crd_arena_printf(&app->arena, "%.*s/profiles", (int)n, here).data
            : NULL;
    folders[2] = CREDIMUR_PROFILES;
}

/* A name is no way to another folder. */
static bool is_name(const char *name)
{
    size_t len = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
                              "wxyz0123456789-_.");
    return len > 0 && !name[len] && name[0] != '.';
}

static bool is_file(const char *name)
{
    size_t len = strlen(name);
    return strchr(name, '/') ||
           (len > 5 && strcmp(name + len - 5, ".json") == 0);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static uint32_t list_folder(cli_app *app, const char *folder,
                            const char **names, uint32_t count)
{
    DIR *dir = folder ? opendir(folder) : NULL;
    const struct dirent *entry;
    while (dir && count < NAMES_MAX && (entry = readdir(dir))) {
        size_t len = strlen(entry->d_name);
        if (!is_name(entry->d_name) || !is_file(entry->d_name)) {
            continue;
        }
        const char *name =
            crd_arena_printf(&app->arena, "%.*s", (int)(len - 5), entry->d_name)
                .data;
        bool twice = !name;
        for (uint32_t i = 0; i < count && !twice; i++) {
            twice = strcmp(names[i], name) == 0;
        }
        if (!twice) {
            names[count++] = name;
        }
    }
    if (dir) {
        closedir(dir);
    }
    return count;
}

static int no_such_profile(cli_app *app, const char *wanted,
                           const char *const folders[FOLDERS])
{
    const char *names[NAMES_MAX];
    uint32_t count = 0;
    crd_buffer known;
    crd_error error;
    for (int i = 0; i < FOLDERS; i++) {
        count = list_folder(app, folders[i], names, count);
    }
    qsort(names, count, sizeof *names, by_name);
    crd_buffer_init(&known, crd_allocator_default(), 1 << 16);
    for (uint32_t i = 0; i < count; i++) {
        crd_buffer_printf(&known, "%s%s", i ? ", " : "", names[i]);
    }
    (void)crd_fail(&error, CRD_CODE_PROFILE_NOT_FOUND,
                   "there is no profile %s; known are %.*s",
                   cli_visible(&app->arena, crd_span_of(wanted)),
                   (int)known.len, known.len ? known.data : "");
    crd_buffer_free(&known);
    const char *nearest = cli_nearest(wanted, names, count);
    return cli_error_try(
        app, NULL, &error,
        nearest ? crd_arena_printf(&app->arena, "--profile %s", nearest).data
                : NULL);
}

/* ---- Reading ------------------------------------------------------------- */

static int read_json(cli_app *app, crd_json **out, const char *path)
{
    crd_limits limits = crd_limits_default();
    crd_buffer text;
    crd_error error;
    crd_buffer_init(&text, crd_allocator_default(), limits.document_bytes);
    crd_rc rc = cli_read_file(&text, path, limits.document_bytes, &error);
    if (rc == CRD_OK) {
        rc = crd_json_parse(out, &app->arena, crd_buffer_span(&text), &limits,
                            &error);
    }
    crd_buffer_free(&text);
    return rc == CRD_OK ? 0 : cli_error(app, path, &error);
}

static int read_profile(cli_app *app, crd_profile *out, const char *wanted)
{
    const char *folders[FOLDERS], *path = NULL;
    crd_json *json;
    crd_error error;
    find_folders(app, folders);
    if (is_file(wanted)) {
        path = wanted;
    }
    for (int i = 0; i < FOLDERS && !path && is_name(wanted); i++) {
        const char *there = folders[i]
                                ? crd_arena_printf(&app->arena, "%s/%s.json",
                                                   folders[i], wanted)
                                      .data
                                : NULL;
        path = there && cli_file_exists(there) ? there : NULL;
    }
    if (!path) {
        return no_such_profile(app, wanted, folders);
    }
    int status = read_json(app, &json, path);
    if (status) {
        return status;
    }
    if (crd_profile_read(out, &app->arena, json, &error) != CRD_OK) {
        /* Whatever is wrong with it, no definition was looked at. */
        error.code = CRD_CODE_PROFILE_MALFORMED;
        return cli_error(app, path, &error);
    }
    return 0;
}

/* ---- Telling ------------------------------------------------------------- */

/* How each assessment is watched, also in the words of the EU. */
static void put_supervision(crd_buffer *line, const crd_json *definition)
{
    const crd_json *list = crd_json_get(definition, "assessment");
    const char *comma = "";
    crd_buffer_append_text(line, ",\"supervision\":[");
    for (uint32_t i = 0; crd_json_is(list, CRD_JSON_ARRAY) && i < list->len;
         i++) {
        crd_span stated = crd_json_get_text(&list->as.items[i], "supervision");
        const char *eu = stated.data ? crd_supervision_eu(stated) : NULL;
        if (eu) {
            crd_buffer_printf(line, "%s{\"assessment\":%u", comma, i);
            cli_member_text(line, "stated", stated);
            cli_member_text(line, "eu", crd_span_of(eu));
            crd_buffer_append_text(line, "}");
            comma = ",";
        }
    }
    crd_buffer_append_text(line, "]");
}

static void put_json(cli_app *app, const char *file, const crd_json *definition,
                     const crd_profile *p, const crd_definition_report *r)
{
    crd_buffer line;
    crd_buffer_init(&line, crd_allocator_default(), 1 << 24);
    crd_buffer_append_text(&line, "{\"schema\":\"credimur.definition/1\"");
    cli_member_text(&line, "file", crd_span_of(file));
    crd_buffer_printf(&line, ",\"fits\":%s", r->fits ? "true" : "false");
    if (p->id.data) {
        cli_member_text(&line, "profile", p->id);
        cli_member_text(&line, "source", p->source);
        crd_buffer_printf(&line, ",\"verifiedAgainstOriginal\":%s",
                          p->verified ? "true" : "false");
    }
    if (r->size[0]) {
        cli_member_number(&line, "workloadMinutes", r->workload);
        cli_member_text(&line, "sizeClass", crd_span_of(r->size));
    }
    put_supervision(&line, definition);
    crd_buffer_append_text(&line, ",\"findings\":[");
    for (const crd_definition_finding *f = r->first; f; f = f->next) {
        crd_buffer_printf(&line, "%s{\"result\":\"%s\"",
                          f == r->first ? "" : ",", RESULTS[f->result]);
        cli_member_text(&line, "code",
                        crd_span_of(crd_code_get(f->code)->word));
        cli_member_text(&line, "field", f->field);
        cli_member_text(&line, "detail", f->detail);
        crd_buffer_append_text(&line, "}");
    }
    crd_buffer_append_text(&line, "]");
    cli_put_line(app, &line);
}

static void put_words(cli_app *app, const char *file, const crd_profile *p,
                      const crd_definition_report *r)
{
    char workload[CRD_WORKLOAD_TEXT_MAX];
    const char *name = cli_visible(&app->arena, crd_span_of(file));
    const char *framework = p->id.data ? cli_visible(&app->arena, p->id)
                                       : "what holds for every definition";
    cli_print(&app->out, "%s %s %s\n", name, r->fits ? "fits" : "does not fit",
              framework);
    if (r->size[0]) {
        crd_workload_words(workload, r->workload);
        cli_print(&app->out, "%-11s  %s, %s\n", "size", r->size, workload);
    }
    for (const crd_definition_finding *f = r->first; f; f = f->next) {
        cli_print(&app->out, "%-11s  %s%s%s\n", RESULTS[f->result],
                  cli_visible(&app->arena, f->field), f->field.len ? ": " : "",
                  cli_visible(&app->arena, f->detail));
    }
    if (p->id.data) {
        cli_print(&app->out, "%-11s  %s%s\n", "source",
                  cli_visible(&app->arena, p->source),
                  p->verified ? "" : " (not verified against the original)");
    }
}

int cli_achievement_check(cli_app *app)
{
    const char *file = app->args[0], *wanted = cli_value(app, "profile");
    crd_profile profile;
    crd_definition_report report;
    crd_json *definition;
    crd_error error;
    crd_profile_general(&profile);
    int status = wanted ? read_profile(app, &profile, wanted) : 0;
    status = status ? status : read_json(app, &definition, file);
    if (status) {
        return status;
    }
    if (crd_definition_check(&report, &app->arena, definition, &profile,
                             &error) != CRD_OK) {
        return cli_error(app, file, &error);
    }
    if (app->json) {
        put_json(app, file, definition, &profile, &report);
    } else {
        put_words(app, file, &profile, &report);
    }
    return report.fits ? CLI_EXIT_DONE : CLI_EXIT_NEGATIVE;
}
