/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: a range that another userfaultfd of the program holds is dirty in
 *   every sweep, with an error counted, and is exact as soon as the program
 *   lets go of it; other ranges are exact all the while.
 * Limitations: a range held as a whole or in its middle.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 32 };

static void hold(size_t from, size_t to)
{
    struct gc_pmscan_tracker t;
    struct kernel other = kernel_open();
    void *p = map_pages(PAGES), *beside;
    size_t gap = gc_pmscan_page_size();
    uint64_t errors;
    int i;

    dirty_open(&t);
    beside = dirty_clean_pages(&t, PAGES);
    touch(p, 0, PAGES);
    CHECK_EQ(gc_pmscan_sys_uffd_register(other.uffd,
                                         (uintptr_t)page_at(p, from),
                                         (to - from) * gap), 0);
    dirty_add(&t, p, PAGES);
    CHECK(tracker_covers(&t, (uintptr_t)p,
                                   (uintptr_t)page_at(p, PAGES)));
    for (i = 0; i < 3; i++) {
        errors = t.errors;
        CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), PAGES);
        CHECK(t.errors > errors);
        CHECK_EQ(t.last_error, -EBUSY);
        CHECK_EQ(dirty_pages(&t, beside, PAGES, NULL), 0);
        touch(beside, 3, 4);
        CHECK_EQ(dirty_sweep(&t, beside, PAGES, NULL), 1);
    }
    CHECK_EQ(gc_pmscan_sys_close(other.uffd), 0);
    CHECK_EQ(gc_pmscan_sys_close(other.pagemap), 0);
    errors = t.errors;
    dirty_expect_recovery(&t, p, PAGES);
    CHECK_EQ(t.errors, errors);
    gc_pmscan_tracker_close(&t);
}

int main(void)
{
    hold(0, PAGES);
    hold(10, 20);
    return 0;
}
