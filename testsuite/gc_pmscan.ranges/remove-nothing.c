/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: to add or to remove no bytes changes nothing, wherever it is.
 * Limitations: one range.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 8 };

static struct gc_pmscan_tracker t;

static void expect_one(void *p)
{
    size_t count;
    const struct gc_pmscan_range *r = gc_pmscan_tracker_ranges(&t, &count);

    CHECK_EQ(count, 1);
    CHECK_EQ(r->start, (uintptr_t)p);
    CHECK_EQ(r->end, (uintptr_t)page_at(p, PAGES));
    CHECK_EQ(t.errors, 0);
}

int main(void)
{
    void *p;
    size_t i;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    for (i = 0; i <= PAGES; i++) {
        uintptr_t at = (uintptr_t)page_at(p, i);

        CHECK_EQ(gc_pmscan_tracker_add(&t, at, at, TEST_KIND + 1), 0);
        expect_one(p);
        CHECK_EQ(gc_pmscan_tracker_remove(&t, at, at), 0);
        expect_one(p);
    }
    dirty_expect_exact(&t, p, PAGES, 3, 5);
    return 0;
}
