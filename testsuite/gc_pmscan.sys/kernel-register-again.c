/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: a range may be registered again with the same userfaultfd, also
 *   when only a part of it was: that is no error, and what is armed stays
 *   armed.  With a second userfaultfd it is EBUSY, and changes nothing.
 * Limitations: whole pages of one or two mappings.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 12 };

int main(void)
{
    struct kernel k = kernel_open(), second = kernel_open();
    uintptr_t page = gc_pmscan_page_size();
    bool written[PAGES];
    void *p = armed_pages(&k, PAGES);

    touch(p, 3, 4);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p, PAGES * page),
             0);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)page_at(p, 2),
                                         4 * page), 0);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 1);
    CHECK(written[3]);

    touch(p, 7, 8);
    CHECK_EQ(gc_pmscan_sys_uffd_register(second.uffd, (uintptr_t)p,
                                         PAGES * page), -EBUSY);
    CHECK_EQ(gc_pmscan_sys_uffd_register(second.uffd,
                                         (uintptr_t)page_at(p, 2), 4 * page),
             -EBUSY);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 1);
    CHECK(written[7]);

    CHECK_EQ(gc_pmscan_sys_uffd_unregister(k.uffd, (uintptr_t)page_at(p, 2),
                                           4 * page), 0);
    touch(p, 8, 9);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p, PAGES * page),
             0);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 5);
    CHECK(written[2] && written[3] && written[4] && written[5] && written[8]);
    return 0;
}
