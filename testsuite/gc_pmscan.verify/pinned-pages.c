/* SPDX-License-Identifier: MIT */
/*
 * Area: verify
 * Purpose: verify mode finds a program that has the kernel write into pinned
 *   pages of the heap and does not say so, and lets one pass that calls
 *   gc_pmscan_mark_dirty.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-libs "-luring" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <child.h>
#include <partial.h>
#include <pinned.h>

static void body(void *arg)
{
    bool says_so = *(bool *)arg;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    static void *volatile holder;
    struct pinned pin;
    char *buffer;
    int i;

    partial_start();
    holder = GC_MALLOC(5 * page);
    buffer = (char *)holder + page - (uintptr_t)holder % page;
    pinned_start(&pin, buffer, 4 * page);
    GC_gcollect();
    for (i = 1; i < 10; i++) {
        partial_collect();
        pinned_write(&pin, 2 * page, &i, sizeof(i));
        if (says_so)
            CHECK_EQ(gc_pmscan_mark_dirty(buffer + 2 * page, sizeof(i)), 0);
        partial_collect();
    }
}

int main(void)
{
    bool says_so = true;
    struct child c;

    child_run(body, &says_so, &c);
    printf("%s%s", c.out, c.err);
    if (WIFEXITED(c.status) && WEXITSTATUS(c.status) == 77)
        return 77;
    child_expect(&c, 0);
    says_so = false;
    child_run(body, &says_so, &c);
    printf("%s%s", c.out, c.err);
    CHECK(WIFSIGNALED(c.status));
    CHECK_EQ(WTERMSIG(c.status), SIGABRT);
    CHECK(strstr(c.err, "changed and was not reported") != NULL);
    return 0;
}
