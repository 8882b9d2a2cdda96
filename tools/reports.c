/* SPDX-License-Identifier: MIT */
/*
 * Reading the reports that the library writes; see reports.h.
 *
 * In: files.  Out: struct report.  The parser is jansson's; what it accepts
 * is checked here for the keys, their types and their signs.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "reports.h"

static void copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
    cli_printable(out);
}

static bool samples_valid(const struct report_samples *s)
{
    return s->count >= 0 && s->total >= 0 && s->p50 >= 0 && s->p99 >= 0
           && s->max >= 0;
}

static bool numbers_valid(const struct report *r)
{
    return r->collections >= 0 && r->dirty_pages >= 0
           && r->heap_bytes_max >= 0 && r->user_s >= 0 && r->system_s >= 0
           && r->wall_s >= 0 && r->max_rss_kb >= 0 && samples_valid(&r->pause)
           && samples_valid(&r->sweep);
}

static int unpack(json_t *root, struct report *r, json_error_t *error)
{
    const char *vdb, *reason, *libgc, *kernel;
    const char *attach = "", *program = "", *slash;
    json_int_t pid = 0;
    int active;

    if (json_unpack_ex(root, error, 0,
                       "{s:s, s:b, s:s, s:s, s:s, s?s, s?s, s?I}",
                       "vdb", &vdb, "active", &active, "reason", &reason,
                       "libgc", &libgc, "kernel", &kernel,
                       "attach", &attach, "program", &program,
                       "pid", &pid) != 0
        || json_unpack_ex(root, error, 0,
                          "{s:F, s:F, s:F, s:F, s:F, s:F, s:F}",
                          "collections", &r->collections,
                          "dirty_pages", &r->dirty_pages,
                          "heap_bytes_max", &r->heap_bytes_max,
                          "user_s", &r->user_s, "system_s", &r->system_s,
                          "wall_s", &r->wall_s,
                          "max_rss_kb", &r->max_rss_kb) != 0
        || json_unpack_ex(root, error, 0,
                          "{s:{s:F, s:F, s:F, s:F, s:F},"
                          " s:{s:F, s:F, s:F, s:F, s:F}}",
                          "pause_ns", "count", &r->pause.count,
                          "total", &r->pause.total, "p50", &r->pause.p50,
                          "p99", &r->pause.p99, "max", &r->pause.max,
                          "sweep_ns", "count", &r->sweep.count,
                          "total", &r->sweep.total, "p50", &r->sweep.p50,
                          "p99", &r->sweep.p99, "max", &r->sweep.max) != 0)
        return -1;
    slash = strrchr(program, '/');
    copy(r->vdb, sizeof(r->vdb), vdb);
    copy(r->attach, sizeof(r->attach), attach);
    copy(r->libgc, sizeof(r->libgc), libgc);
    copy(r->kernel, sizeof(r->kernel), kernel);
    copy(r->program, sizeof(r->program), slash ? slash + 1 : program);
    copy(r->reason, sizeof(r->reason), reason);
    r->active = active != 0;
    r->pid = (long)pid;
    return 0;
}

int report_read(const char *path, struct report *report, char *why,
                size_t why_size)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    int ret = -1;

    memset(report, 0, sizeof(*report));
    why[0] = '\0';
    if (root == NULL)
        snprintf(why, why_size, "it is not complete JSON (%.100s, line %d)",
                 error.text, error.line);
    else if (unpack(root, report, &error) != 0)
        snprintf(why, why_size, "it is JSON, but no report (%.100s)",
                 error.text);
    else if (!numbers_valid(report))
        snprintf(why, why_size, "it has a negative number");
    else
        ret = 0;
    json_decref(root);
    cli_printable(why);
    return ret;
}

static bool is_report(const char *name, const char *prefix)
{
    size_t len = strlen(name);

    return strncmp(name, prefix, strlen(prefix)) == 0 && len > 5
           && strcmp(name + len - 5, ".json") == 0;
}

static int read_into(const char *directory, const char *name,
                     struct reports *reports)
{
    struct report *list;
    char *path;

    list = reallocarray(reports->list, reports->count + 1, sizeof(*list));
    if (list == NULL)
        return -ENOMEM;
    reports->list = list;
    if (asprintf(&path, "%s/%s", directory, name) < 0)
        return -ENOMEM;
    if (report_read(path, list + reports->count, reports->why,
                    sizeof(reports->why)) == 0)
        reports->count++;
    else
        reports->unreadable++;
    free(path);
    return 0;
}

static int by_pid(const void *a, const void *b)
{
    long x = ((const struct report *)a)->pid;
    long y = ((const struct report *)b)->pid;

    return (x > y) - (x < y);
}

int reports_read(const char *directory, const char *prefix,
                 struct reports *reports)
{
    struct dirent *entry;
    DIR *dir;
    int r = 0;

    memset(reports, 0, sizeof(*reports));
    dir = opendir(directory);
    if (dir == NULL)
        return -errno;
    while (r == 0 && (entry = readdir(dir)) != NULL)
        if (is_report(entry->d_name, prefix))
            r = read_into(directory, entry->d_name, reports);
    closedir(dir);
    if (reports->count > 1)
        qsort(reports->list, reports->count, sizeof(*reports->list), by_pid);
    return r;
}

void reports_free(struct reports *reports)
{
    free(reports->list);
    memset(reports, 0, sizeof(*reports));
}

const struct report *reports_busiest(const struct reports *reports)
{
    const struct report *best = NULL;

    for (size_t i = 0; i < reports->count; i++)
        if (best == NULL || reports->list[i].collections > best->collections)
            best = reports->list + i;
    return best;
}
