/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: with more than 512 regions walk_end is where the latest batch of
 *   512 was full, although the walk came to the end and reported everything
 *   [D-WALK-END].
 * Limitations: none known.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

enum { PAGES = 1300 };

int main(void)
{
    static struct kabi_page_region out[PAGES];
    struct kernel k = kernel_open();
    void *p = map_pages(PAGES);
    struct kabi_pm_scan_arg arg = scan_arg(p, 0, PAGES, out, PAGES);
    size_t i;

    touch(p, 0, PAGES);
    register_pages(&k, p, 0, PAGES);
    arm_pages(&k, p, 0, PAGES);
    for (i = 0; i < PAGES; i += 2)
        touch(p, i, i + 1);
    arg.category_mask = WRITTEN;
    CHECK_EQ(gc_pmscan_sys_pagemap_scan(k.pagemap, &arg), PAGES / 2);
    CHECK_EQ(out[PAGES / 2 - 1].start, (uintptr_t)page_at(p, PAGES - 2));
    CHECK_EQ(arg.walk_end, (uintptr_t)page_at(p, 1024));
    return 0;
}
