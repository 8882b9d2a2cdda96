/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: a program's path with characters beyond ASCII is in the report as
 *   it is: the string that a JSON parser returns has the same bytes.
 * Limitations: UTF-8; JSON has no way to write other bytes, and then the
 *   report must still be JSON.
 */
/* { dg-link "unit" } */
/* { dg-libs "-ljansson" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <string.h>

#include "check.h"
#include "fakelibgc.h"
#include "report.h"

static int child(bool utf8)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
    int fd = open("report", O_RDWR | O_CREAT | O_TRUNC, 0600);
    const char *got;
    json_error_t error;
    json_t *root;

    CHECK(n > 0 && fd >= 0);
    path[n] = '\0';
    CHECK_EQ(gc_pmscan_report_write(fd, &fake_libgc), 0);
    CHECK_EQ(close(fd), 0);
    root = json_load_file("report", 0, &error);
    if (root == NULL)
        printf("%s\n", error.text);
    CHECK(root != NULL);
    got = json_string_value(json_object_get(root, "program"));
    CHECK(got != NULL);
    if (utf8 && strcmp(got, path) != 0)
        printf("%s became %s\n", path, got);
    CHECK(!utf8 || strcmp(got, path) == 0);
    json_decref(root);
    return 0;
}

static void run_as(const char *name, const char *argument)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

    CHECK(n > 0);
    path[n] = '\0';
    CHECK(setenv("FROM", path, 1) == 0 && setenv("TO", name, 1) == 0
          && setenv("ARGUMENT", argument, 1) == 0);
    CHECK_EQ(system("cp \"$FROM\" ./\"$TO\" && ./\"$TO\" $ARGUMENT"), 0);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return child(strcmp(argv[1], "utf8") == 0);
    run_as("latin1-\xe9\xff", "bytes");
    run_as("caf\xc3\xa9-\xe2\x82\xac", "utf8");
    return 0;
}
