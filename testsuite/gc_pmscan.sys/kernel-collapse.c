/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: a page that was written is still reported after the kernel was
 *   asked to collapse its neighbourhood into a huge page, and after that
 *   writes are seen as before.
 * Limitations: MADV_COLLAPSE stands for the kernel's own daemon; whether the
 *   kernel collapses armed memory at all is left to it.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

enum { HUGE = 2 << 20, PAGES = 512 };

int main(void)
{
    struct kernel k = kernel_open();
    bool written[PAGES];
    char *all, *p;
    int ret;

    if (gc_pmscan_page_size() != HUGE / PAGES)
        UNSUPPORTED("pages of %zu bytes", (size_t)gc_pmscan_page_size());
    all = map_pages(4 * PAGES);
    p = (char *)(((uintptr_t)all + HUGE - 1) & ~(uintptr_t)(HUGE - 1));
    if (madvise(p, HUGE, MADV_NOHUGEPAGE) != 0)
        UNSUPPORTED("the kernel has no huge pages");
    touch(p, 0, PAGES);
    CHECK_EQ(madvise(p, HUGE, MADV_HUGEPAGE), 0);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p, HUGE), 0);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), PAGES);
    touch(p, 10, 12);
    ret = madvise(p, HUGE, MADV_COLLAPSE);
    printf("collapse: %s\n", ret == 0 ? "done" : strerror(errno));
    CHECK(sweep_pages(&k, p, PAGES, written) >= 2);
    CHECK(written[10] && written[11]);
    touch(p, 300, 301);
    CHECK(sweep_pages(&k, p, PAGES, written) >= 1);
    CHECK(written[300]);
    return 0;
}
