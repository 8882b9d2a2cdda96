/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: before the first sweep everything is dirty; a range is dirty as a
 *   whole in the first sweep after it was added, also when it was written
 *   before that; what is in no range is always dirty.
 * Limitations: populated pages.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 16 };

int main(void)
{
    struct gc_pmscan_tracker t;
    struct gc_pmscan_dirty_set set;
    void *p, *q, *outside = map_pages(1);

    dirty_open(&t);
    p = map_pages(PAGES);
    q = map_pages(PAGES);
    touch(p, 0, PAGES);
    touch(q, 0, PAGES);
    CHECK_EQ(dirty_pages(&t, p, PAGES, NULL), PAGES);
    dirty_add(&t, p, PAGES);
    gc_pmscan_tracker_dirty_set(&t, &set);
    CHECK(set.everything);
    CHECK_EQ(dirty_pages(&t, p, PAGES, NULL), PAGES);
    CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), PAGES);
    CHECK(t.all_dirty);
    CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), 0);
    CHECK(!t.all_dirty);
    dirty_add(&t, q, PAGES);
    CHECK_EQ(dirty_sweep(&t, q, PAGES, NULL), PAGES);
    CHECK_EQ(dirty_pages(&t, p, PAGES, NULL), 0);
    CHECK_EQ(dirty_sweep(&t, q, PAGES, NULL), 0);
    CHECK_EQ(t.dirty_bytes, 0);
    CHECK_EQ(dirty_pages(&t, outside, 1, NULL), 1);
    CHECK_EQ(t.errors, 0);
    gc_pmscan_tracker_close(&t);
    return 0;
}
