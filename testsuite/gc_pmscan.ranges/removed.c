/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: what was removed is dirty from then on, costs the kernel nothing
 *   more, and when it is added again starts as dirty; its neighbours stay
 *   exact.
 * Limitations: the middle of a range.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 24 };

int main(void)
{
    struct gc_pmscan_tracker t;
    struct kernel other = kernel_open();
    uintptr_t page = gc_pmscan_page_size();
    bool dirty[PAGES];
    unsigned char *p;
    size_t i;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    CHECK_EQ(gc_pmscan_tracker_remove(&t, (uintptr_t)page_at(p, 8),
                                      (uintptr_t)page_at(p, 16)), 0);
    CHECK_EQ(dirty_sweep(&t, p, PAGES, dirty), 8);
    for (i = 0; i < PAGES; i++)
        CHECK_EQ(dirty[i], i >= 8 && i < 16);
    CHECK_EQ(gc_pmscan_sys_uffd_register(
                 other.uffd, (uintptr_t)page_at(p, 8), 8 * page), 0);
    CHECK_EQ(gc_pmscan_sys_close(other.uffd), 0);
    touch(p, 7, 8);
    CHECK_EQ(dirty_sweep(&t, p, PAGES, dirty), 9);
    CHECK(dirty[7]);
    dirty_add(&t, page_at(p, 8), 8);
    CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), 8);
    dirty_expect_exact(&t, p, PAGES, 10, 12);
    CHECK_EQ(t.errors, 0);
    CHECK_EQ(t.ranges.count, 1);
    gc_pmscan_tracker_close(&t);
    return 0;
}
