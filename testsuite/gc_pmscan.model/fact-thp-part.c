/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: a scan that arms only a part of a huge page splits it first, and
 *   looks at the pages again: they are not huge any more, so a scan that asks
 *   for huge pages reports nothing, and does not arm, but splits all the same
 *   [D-THP-PART].
 * Limitations: huge pages of 2 MiB.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    unsigned char *p = huge_page(&k);
    struct kabi_page_region out[2];
    struct kabi_pm_scan_arg arg = scan_arg(p, 0, 512, out, 2);

    register_pages(&k, p, 0, 512);
    arg.category_mask = HUGE;
    CHECK_EQ(gc_pmscan_sys_pagemap_scan(k.pagemap, &arg), 1);
    arg.flags = KABI_PM_SCAN_WP_MATCHING;
    arg.end = (uintptr_t)page_at(p, 100);
    CHECK_EQ(gc_pmscan_sys_pagemap_scan(k.pagemap, &arg), 0);
    CHECK_EQ(categories(&k, p, 0), WPALLOWED | WRITTEN | PRESENT);
    CHECK_EQ(categories(&k, p, 200), WPALLOWED | WRITTEN | PRESENT);
    return 0;
}
