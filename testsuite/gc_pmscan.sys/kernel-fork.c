/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: in a child of fork(), the inherited pagemap still scans the parent
 *   and the inherited userfaultfd still registers the parent's memory, while
 *   the child's own memory is not registered: a child needs both anew, and
 *   with these it is tracked by itself.
 * Limitations: fork() only; the library's handling of it is tested in ranges.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <sys/wait.h>

#include "kernel.h"

enum { PAGES = 8 };

static void child_part(struct kernel *inherited, void *p, void *later)
{
    uintptr_t page = gc_pmscan_page_size();
    struct kernel own;
    bool written[PAGES];

    touch(p, 6, 7); /* ours, not the parent's */
    CHECK_EQ(sweep_pages(inherited, p, PAGES, written), 1);
    CHECK(written[2]); /* the parent's write before the fork */
    CHECK_EQ(gc_pmscan_sys_uffd_register(inherited->uffd, (uintptr_t)later,
                                         PAGES * page), 0);
    own = kernel_open();
    CHECK_EQ(sweep_pages(&own, p, PAGES, NULL), -EPERM);
    CHECK_EQ(sweep_pages(&own, later, PAGES, NULL), -EPERM);
    CHECK_EQ(gc_pmscan_sys_uffd_register(own.uffd, (uintptr_t)p, PAGES * page),
             0);
    CHECK_EQ(sweep_pages(&own, p, PAGES, NULL), PAGES);
    touch(p, 1, 2);
    CHECK_EQ(sweep_pages(&own, p, PAGES, written), 1);
    CHECK(written[1]);
    _exit(0);
}

int main(void)
{
    struct kernel k = kernel_open();
    void *p = armed_pages(&k, PAGES), *later = map_pages(PAGES);
    bool written[PAGES];
    pid_t child;
    int status;

    touch(later, 0, PAGES);
    touch(p, 2, 3);
    child = fork();
    CHECK(child >= 0);
    if (child == 0)
        child_part(&k, p, later);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
    /* The child's sweep over our memory took the mark of page 2, and its
     * registration is ours. */
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 0);
    CHECK_EQ(sweep_pages(&k, later, PAGES, NULL), PAGES);
    touch(p, 4, 5);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 1);
    CHECK(written[4]);
    return 0;
}
