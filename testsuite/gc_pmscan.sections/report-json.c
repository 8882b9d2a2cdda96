/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: the report is one JSON object and a newline, with each of its keys
 *   once and of its type, in any locale; also when the program's path has
 *   characters that JSON strings must escape.
 * Limitations: the numbers of a process that did not collect; other areas
 *   compare real ones.
 */
/* { dg-link "unit" } */
/* { dg-libs "-ljansson" } */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <locale.h>
#include <string.h>

#include "check.h"
#include "fakelibgc.h"
#include "report.h"

enum { TEXT, WHOLE, REAL, TRUTH, SAMPLES };

static const struct { const char *name; int type; } keys[] = {
    { "vdb", TEXT }, { "active", TRUTH }, { "state", TEXT },
    { "reason", TEXT }, { "attach", TEXT }, { "libgc", TEXT },
    { "kernel", TEXT }, { "version", TEXT }, { "program", TEXT },
    { "pid", WHOLE }, { "collections", WHOLE }, { "pause_ns", SAMPLES },
    { "sweep_ns", SAMPLES }, { "end_ns", SAMPLES },
    { "dirty_pages", WHOLE }, { "sections", WHOLE },
    { "tracked_bytes", WHOLE }, { "root_bytes", WHOLE },
    { "heap_bytes_max", WHOLE }, { "sweeps", WHOLE },
    { "all_dirty_sweeps", WHOLE }, { "sweep_errors", WHOLE },
    { "forks", WHOLE }, { "user_s", REAL }, { "system_s", REAL },
    { "wall_s", REAL }, { "max_rss_kb", WHOLE },
};

static void expect_samples(const json_t *value)
{
    static const char *const names[] = { "count", "total", "p50", "p90",
                                         "p99", "p99_9", "max" };
    size_t i;

    CHECK(json_is_object(value));
    for (i = 0; i < sizeof(names) / sizeof(*names); i++)
        CHECK(json_is_integer(json_object_get(value, names[i])));
    CHECK_EQ(json_object_size(value), i);
}

static void expect_type(const char *name, const json_t *value, int type)
{
    if (value == NULL)
        printf("no key %s\n", name);
    CHECK(value != NULL);
    switch (type) {
    case TEXT:
        CHECK(json_is_string(value));
        break;
    case WHOLE:
        CHECK(json_is_integer(value) && json_integer_value(value) >= 0);
        break;
    case REAL:
        CHECK(json_is_real(value) && json_real_value(value) >= 0
              && json_real_value(value) < 1000);
        break;
    case TRUTH:
        CHECK(json_is_boolean(value));
        break;
    default:
        expect_samples(value);
        break;
    }
}

static json_t *report(void)
{
    static char text[65536];
    int fd = open("report", O_RDWR | O_CREAT | O_TRUNC, 0600);
    json_error_t error;
    json_t *root;
    ssize_t n;

    CHECK(fd >= 0);
    errno = 4242;
    CHECK_EQ(gc_pmscan_report_write(fd, &fake_libgc), 0);
    CHECK_EQ(errno, 4242);
    n = pread(fd, text, sizeof(text) - 1, 0);
    CHECK(n > 2 && text[n - 1] == '\n' && text[0] == '{');
    CHECK_EQ(close(fd), 0);
    root = json_loadb(text, (size_t)n, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        printf("%s at line %d: %s\n", error.text, error.line, text);
    CHECK(root != NULL);
    return root;
}

static void expect_report(void)
{
    json_t *root = report();
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
    size_t i;

    CHECK(n > 0);
    path[n] = '\0';
    for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        expect_type(keys[i].name, json_object_get(root, keys[i].name),
                    keys[i].type);
    CHECK_EQ(json_integer_value(json_object_get(root, "pid")), getpid());
    CHECK_EQ(json_integer_value(json_object_get(root, "collections")), 12345);
    CHECK(strcmp(json_string_value(json_object_get(root, "libgc")), "8.3.2")
          == 0);
    CHECK(strcmp(json_string_value(json_object_get(root, "vdb")), "off") == 0);
    CHECK(json_is_false(json_object_get(root, "active")));
    CHECK(strcmp(json_string_value(json_object_get(root, "attach")), "none")
          == 0);
    CHECK(strcmp(json_string_value(json_object_get(root, "program")), path)
          == 0);
    json_decref(root);
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "a \"quoted\" name", "back\\slash\\",
                                         "line\nfeed\tand\x01more", "\x7f" };
    const char *locales[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8" };
    char command[PATH_MAX + 64], path[PATH_MAX];
    size_t i;
    ssize_t n;

    for (i = 0; i < sizeof(locales) / sizeof(*locales); i++)
        if (setlocale(LC_ALL, locales[i]) != NULL)
            expect_report();
    (void)setlocale(LC_ALL, "C");
    expect_report();
    if (argc > 1)
        return 0;
    /* Again as programs with other names. */
    n = readlink("/proc/self/exe", path, sizeof(path) - 1);
    CHECK(n > 0);
    path[n] = '\0';
    for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
        CHECK(setenv("FROM", path, 1) == 0 && setenv("TO", names[i], 1) == 0);
        CHECK(snprintf(command, sizeof(command), "cp \"$FROM\" ./\"$TO\" &&"
                       " ./\"$TO\" again") > 0);
        CHECK_EQ(system(command), 0);
    }
    (void)argv;
    return 0;
}
