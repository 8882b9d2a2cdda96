/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: a read of a hole leaves it armed, or not armed and so written,
 *   whether the kernel maps its zero page or a page of its own [D-READ-HOLE].
 * Limitations: which of the two is the kernel's choice.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    volatile unsigned char *p = map_pages(2);
    uint64_t c;

    register_pages(&k, (void *)(uintptr_t)p, 0, 2);
    arm_pages(&k, (void *)(uintptr_t)p, 0, 1);
    CHECK_EQ(p[0] + p[gc_pmscan_page_size()], 0);
    c = categories(&k, (void *)(uintptr_t)p, 0) & ~(uint64_t)PFNZERO;
    CHECK_EQ(c, WPALLOWED | PRESENT);
    c = categories(&k, (void *)(uintptr_t)p, 1) & ~(uint64_t)PFNZERO;
    CHECK_EQ(c, WPALLOWED | WRITTEN | PRESENT);
    return 0;
}
