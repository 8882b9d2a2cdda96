/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: a process without privileges gets both descriptors and a working
 *   sweep; when it is made undumpable, its pagemap is refused with EACCES, and
 *   a pagemap that was opened before goes on working.
 * Limitations: as root it becomes another user first, which needs setuid to
 *   be allowed.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <sys/prctl.h>

#include "kernel.h"

enum { PAGES = 4, NOBODY = 65534 };

int main(void)
{
    struct kernel k;
    void *p;

    if (getuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        UNSUPPORTED("this root may not become another user: %s",
                    strerror(errno));
    /* Changing the user makes a process undumpable. */
    CHECK_EQ(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
    k = kernel_open();
    p = armed_pages(&k, PAGES);
    touch(p, 1, 3);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 2);
    CHECK_EQ(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), 0);
    CHECK_EQ(gc_pmscan_sys_pagemap_open(), -EACCES);
    touch(p, 2, 3);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 1);
    return 0;
}
