/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: in the name of a report's file %p is the process id, also in a
 *   forked child, %% is %, and anything else stands for itself; an old file is
 *   replaced; a name that is too long, a place that is not there and a full
 *   disk are errors and no crash.
 * Limitations: /dev/full stands for the disk.
 */
/* { dg-link "unit" } */
/* { dg-libs "-ljansson" } */
#define _GNU_SOURCE
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <sys/wait.h>

#include "check.h"
#include "fakelibgc.h"
#include "report.h"

static void expect_file(const char *pattern, const char *format)
{
    json_error_t error;
    json_t *root;
    char name[256];

    CHECK(snprintf(name, sizeof(name), format, (int)getpid())
          < (int)sizeof(name));
    (void)unlink(name);
    CHECK_EQ(gc_pmscan_report_write_file(pattern, &fake_libgc), 0);
    root = json_load_file(name, 0, &error);
    if (root == NULL)
        printf("%s gave no %s\n", pattern, name);
    CHECK(root != NULL);
    CHECK_EQ(json_integer_value(json_object_get(root, "pid")), getpid());
    json_decref(root);
}

static void expect_all(void)
{
    expect_file("plain", "plain");
    expect_file("%p", "%d");
    expect_file("r.%p.json", "r.%d.json");
    expect_file("%p%p", "%d%1$d");
    expect_file("%%p", "%%p");
    expect_file("%%%p", "%%%d");
    expect_file("100%", "100%%");
    expect_file("%d-%s-%n", "%%d-%%s-%%n");
    expect_file("a%%b%", "a%%b%%");
}

int main(void)
{
    static char name[10000];
    FILE *f = fopen("plain", "w");
    size_t length;
    pid_t child;
    int status;

    /* An old and longer file. */
    CHECK(f != NULL);
    memset(name, '{', sizeof(name) - 1);
    CHECK(fputs(name, f) >= 0);
    CHECK_EQ(fclose(f), 0);
    expect_all();
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        expect_all();
        _exit(0);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);

    for (length = 4000; length < 4200; length++) {
        int ret;

        name[length] = '\0';
        ret = gc_pmscan_report_write_file(name, &fake_libgc);
        CHECK_EQ(ret, -ENAMETOOLONG);
        name[length] = '{';
    }
    name[sizeof(name) - 1] = '\0';
    CHECK_EQ(gc_pmscan_report_write_file(name, &fake_libgc), -ENAMETOOLONG);
    CHECK_EQ(gc_pmscan_report_write_file("no/such/place", &fake_libgc),
             -ENOENT);
    CHECK_EQ(gc_pmscan_report_write_file(".", &fake_libgc), -EISDIR);
    if (access("/dev/full", W_OK) == 0)
        CHECK_EQ(gc_pmscan_report_write_file("/dev/full", &fake_libgc),
                 -ENOSPC);
    CHECK_EQ(gc_pmscan_report_write(-1, &fake_libgc), -EBADF);
    return 0;
}
