/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: memory that is mapped and not registered is refused with EPERM
 *   under CHECK_WPASYNC, and skipped in silence without: the flag is what
 *   makes a missing registration visible.
 * Limitations: private anonymous memory.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 8 };

int main(void)
{
    struct kernel k = kernel_open();
    void *p = map_pages(PAGES);
    bool written[PAGES];

    touch(p, 0, PAGES);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), -EPERM);
    CHECK_EQ(scan_pages(&k, p, PAGES, KABI_PM_SCAN_WP_MATCHING, NULL), 0);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p,
                                         PAGES * gc_pmscan_page_size()), 0);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), PAGES);
    touch(p, 3, 4);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 1);
    CHECK(written[3]);
    CHECK_EQ(gc_pmscan_sys_uffd_unregister(k.uffd, (uintptr_t)p,
                                           PAGES * gc_pmscan_page_size()), 0);
    touch(p, 5, 6);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), -EPERM);
    return 0;
}
