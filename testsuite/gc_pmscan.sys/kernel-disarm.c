/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: UFFDIO_WRITEPROTECT without its mode bit takes the arms off pages
 *   and holes: they read as written in the next sweep, which arms them again.
 *   Writes to a disarmed page are seen as well, and others stay clean.
 * Limitations: small pages.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 16 };

int main(void)
{
    struct kernel k = kernel_open();
    uintptr_t page = gc_pmscan_page_size();
    bool written[PAGES];
    void *p = armed_pages(&k, PAGES);
    size_t i;

    CHECK_EQ(gc_pmscan_sys_uffd_disarm(k.uffd, (uintptr_t)page_at(p, 4),
                                       4 * page), 0);
    touch(p, 5, 6);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 4);
    for (i = 4; i < 8; i++)
        CHECK(written[i]);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 0);

    /* Holes that were armed as such. */
    CHECK_EQ(madvise(page_at(p, 10), 4 * page, MADV_DONTNEED), 0);
    CHECK(sweep_pages(&k, p, PAGES, NULL) >= 0);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 0);
    CHECK_EQ(gc_pmscan_sys_uffd_disarm(k.uffd, (uintptr_t)page_at(p, 10),
                                       4 * page), 0);
    touch(p, 11, 12);
    CHECK(sweep_pages(&k, p, PAGES, written) >= 1);
    CHECK(written[11]);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 0);
    touch(p, 12, 13);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 1);
    CHECK(written[12]);
    return 0;
}
