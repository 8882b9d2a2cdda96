/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: of an armed huge page, the first write splits off and reports one
 *   small page; more writes, more pages; the rest stays clean [D-THP-SPLIT].
 * Limitations: huge pages of 2 MiB with small ones of 4 KiB.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { HUGE = 2 << 20, PAGES = 512 };

static bool is_huge(struct kernel *k, void *p)
{
    struct kabi_page_region out;
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .start = (uintptr_t)p,
        .end = (uintptr_t)p + HUGE,
        .vec = (uintptr_t)&out,
        .vec_len = 1,
        .category_mask = KABI_PAGE_IS_HUGE,
        .return_mask = KABI_PAGE_IS_HUGE,
    };

    return gc_pmscan_sys_pagemap_scan(k->pagemap, &arg) == 1
           && out.end - out.start == HUGE;
}

int main(void)
{
    struct kernel k = kernel_open();
    bool written[PAGES];
    char *all, *p;

    if (gc_pmscan_page_size() != HUGE / PAGES)
        UNSUPPORTED("pages of %zu bytes", (size_t)gc_pmscan_page_size());
    all = map_pages(4 * PAGES);
    p = (char *)(((uintptr_t)all + HUGE - 1) & ~(uintptr_t)(HUGE - 1));
    if (madvise(p, HUGE, MADV_HUGEPAGE) != 0)
        UNSUPPORTED("madvise(MADV_HUGEPAGE): %s", strerror(errno));
    memset(p, 1, HUGE);
    if (!is_huge(&k, p))
        UNSUPPORTED("the kernel gave no huge page");
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p, HUGE), 0);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), PAGES);
    CHECK(is_huge(&k, p)); /* arming does not split it */
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 0);
    touch(p, 77, 78);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 1);
    CHECK(written[77]);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), 0);
    touch(p, 500, 503);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 3);
    CHECK(written[500] && written[501] && written[502]);
    return 0;
}
