/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: a sweep that fails has already armed what it met before the
 *   error, and the next one no longer reports it: after an error everything
 *   in the range must count as written [K-ERROR, D-ERROR].
 * Limitations: a kernel that kept the marks would be safe too, and fail here.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 8 };

int main(void)
{
    struct kernel k = kernel_open();
    void *p = map_pages(2 * PAGES);

    touch(p, 0, 2 * PAGES);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p,
                                         PAGES * gc_pmscan_page_size()), 0);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), PAGES);
    touch(p, 0, PAGES);
    /* The first half is registered, the second is not. */
    CHECK_EQ(sweep_pages(&k, p, 2 * PAGES, NULL), -EPERM);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 0);
    return 0;
}
