/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: without room for regions max_pages does not count [D-NO-VEC], and
 *   WP_MATCHING arms all registered pages that have a page table, whatever the
 *   masks say [D-ARM-ALL].
 * Limitations: small pages; huge ones were dangerous on some kernels.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    void *p = map_pages(4);
    struct kabi_pm_scan_arg arg = scan_arg(p, 0, 4, NULL, 0);

    touch(p, 0, 4);
    register_pages(&k, p, 0, 4);
    arg.category_mask = SWAPPED; /* nothing is */
    arg.max_pages = 1;
    CHECK_EQ(gc_pmscan_sys_pagemap_scan(k.pagemap, &arg), 0);
    CHECK_EQ(arg.walk_end, (uintptr_t)page_at(p, 4));
    CHECK_EQ(categories(&k, p, 3), WPALLOWED | WRITTEN | PRESENT);
    arg.flags = KABI_PM_SCAN_WP_MATCHING;
    CHECK_EQ(gc_pmscan_sys_pagemap_scan(k.pagemap, &arg), 0);
    CHECK_EQ(arg.walk_end, (uintptr_t)page_at(p, 4));
    CHECK_EQ(categories(&k, p, 0), WPALLOWED | PRESENT);
    CHECK_EQ(categories(&k, p, 3), WPALLOWED | PRESENT);
    return 0;
}
