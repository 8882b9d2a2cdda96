/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: an armed page that was never populated stays clean when it is read
 *   and is reported when it is written.
 * Limitations: holes next to populated pages.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 16 };

int main(void)
{
    struct kernel k = kernel_open();
    void *p = map_pages(PAGES);
    bool written[PAGES];
    unsigned sum = 0;
    size_t i;

    touch(p, 0, 1);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p,
                                         PAGES * gc_pmscan_page_size()), 0);
    CHECK(sweep_pages(&k, p, PAGES, written) >= 1);
    CHECK(written[0]);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 0);
    for (i = 4; i < 8; i++)
        sum += *(volatile unsigned char *)page_at(p, i);
    CHECK_EQ(sum, 0);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 0);
    touch(p, 6, 7);   /* read before */
    touch(p, 12, 13); /* not even read */
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 2);
    CHECK(written[6] && written[12]);
    return 0;
}
