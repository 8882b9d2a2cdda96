/* SPDX-License-Identifier: MIT */
/*
 * Area: verify
 * Purpose: with a library that sweeps well and keeps one dirty page in a hundred
 *   from libgc, verify mode ends the process by SIGABRT and names the page.
 * Limitations: that what libgc was told is what it uses is not seen here, but
 *   by handed-over.c.
 */
/* { dg-link "shared" } */
/* { dg-mute } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <child.h>
#include <running.h>

static void body(void *unused)
{
    struct graph_thread t;

    (void)unused;
    running_start(&t);
    for (;;)
        graph_work(&t, 200);
}

int main(void)
{
    struct child c;

    child_run(body, NULL, &c);
    printf("%s%s", c.out, c.err);
    CHECK(WIFSIGNALED(c.status));
    CHECK_EQ(WTERMSIG(c.status), SIGABRT);
    CHECK(strstr(c.err, "GC_PMSCAN_VERIFY: lost page: 0x") != NULL);
    CHECK(strstr(c.err, "libgc was told that it is clean") != NULL
          || strstr(c.err, "libgc did not learn of it") != NULL
          || strstr(c.err, "libgc was not told of all") != NULL);
    return 0;
}
