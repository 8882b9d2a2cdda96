/* SPDX-License-Identifier: MIT */
/*
 * Area: verify
 * Purpose: with a library that loses one dirty page in a hundred, verify mode
 *   ends the process by SIGABRT, and tells of the page: address, section,
 *   mapping, history.  A handler of the program's does not keep it from that.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-drop } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <child.h>
#include <running.h>

static void caught(int number)
{
    (void)number;
    _exit(0);
}

static void body(void *unused)
{
    struct graph_thread t;

    (void)unused;
    CHECK(signal(SIGABRT, caught) != SIG_ERR);
    running_start(&t);
    for (;;)
        graph_work(&t, 200);
}

int main(void)
{
    struct child c;
    unsigned long page, start, end, from, to;
    const char *at;

    child_run(body, NULL, &c);
    printf("%s%s", c.out, c.err);
    CHECK(WIFSIGNALED(c.status));
    CHECK_EQ(WTERMSIG(c.status), SIGABRT);
    at = strstr(c.err, "lost page: ");
    CHECK(at != NULL && sscanf(at, "lost page: 0x%lx", &page) == 1);
    at = strstr(c.err, "section ");
    CHECK(at != NULL && sscanf(at, "section 0x%lx-0x%lx", &start, &end) == 2);
    CHECK(start <= page && page < end);
    at = strstr(c.err, "mapping ");
    CHECK(at != NULL && sscanf(at, "mapping %lx-%lx", &from, &to) == 2);
    CHECK(from <= page && page < to);
    at = strstr(c.err, "d for dirty: ");
    CHECK(at != NULL && strspn(strchr(at, ':') + 2, "d-") == 32);
    return 0;
}
