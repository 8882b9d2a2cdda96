/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: a walk ends at the first matching page for which there is no region
 *   or no page left, not behind the last one reported [D-FULL]; it goes to the
 *   end when no more pages match; the end of the range is rounded up to whole
 *   pages [D-END].
 * Limitations: none known.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    void *p = armed_pages(&k, 12);
    struct kabi_page_region out[2];
    struct kabi_pm_scan_arg arg;

    touch(p, 2, 4);
    touch(p, 6, 7);
    touch(p, 9, 10);
    arg = scan_arg(p, 0, 12, out, 2);
    arg.category_mask = WRITTEN;
    CHECK_EQ(gc_pmscan_sys_pagemap_scan(k.pagemap, &arg), 2);
    CHECK_EQ(out[1].end, (uintptr_t)page_at(p, 7));
    CHECK_EQ(arg.walk_end, (uintptr_t)page_at(p, 9));
    arg = scan_arg(p, 0, 12, out, 2);
    arg.category_mask = WRITTEN;
    arg.max_pages = 1;
    CHECK_EQ(gc_pmscan_sys_pagemap_scan(k.pagemap, &arg), 1);
    CHECK_EQ(out[0].end, (uintptr_t)page_at(p, 3));
    CHECK_EQ(arg.walk_end, (uintptr_t)page_at(p, 3));
    arg.max_pages = 2;
    CHECK_EQ(gc_pmscan_sys_pagemap_scan(k.pagemap, &arg), 1);
    CHECK_EQ(arg.walk_end, (uintptr_t)page_at(p, 6));
    arg = scan_arg(p, 8, 10, out, 2);
    arg.category_mask = WRITTEN;
    arg.end -= 1;
    CHECK_EQ(gc_pmscan_sys_pagemap_scan(k.pagemap, &arg), 1);
    CHECK_EQ(out[0].end, (uintptr_t)page_at(p, 10));
    CHECK_EQ(arg.walk_end, (uintptr_t)page_at(p, 10));
    return 0;
}
