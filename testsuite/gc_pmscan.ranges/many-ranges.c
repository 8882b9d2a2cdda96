/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: thousands of separate ranges are kept and swept; the tracker's
 *   tables grow as they have to.
 * Limitations: 6000 ranges, within the kernel's limit of mappings.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { RANGES = 6000 };

int main(void)
{
    struct gc_pmscan_tracker t;
    struct test_rng rng = test_rng_start();
    static size_t order[RANGES];
    static bool dirty[2 * RANGES];
    unsigned char *p = map_pages(2 * RANGES);
    size_t i, expected = 0;

    dirty_open(&t);
    touch(p, 0, 2 * RANGES);
    for (i = 0; i < RANGES; i++) {
        size_t k = test_random_below(&rng, i + 1);

        order[i] = order[k];
        order[k] = i;
    }
    for (i = 0; i < RANGES; i++)
        dirty_add(&t, page_at(p, 2 * order[i]), 1);
    CHECK_EQ(t.ranges.count, RANGES);
    CHECK_EQ(t.errors, 0);
    gc_pmscan_tracker_sweep(&t);
    CHECK_EQ(t.dirty_bytes, RANGES * gc_pmscan_page_size());
    CHECK(t.all_dirty);
    for (i = 0; i < RANGES; i += 7, expected++)
        touch(p, 2 * i, 2 * i + 1);
    gc_pmscan_tracker_sweep(&t);
    CHECK_EQ(t.dirty_bytes, expected * gc_pmscan_page_size());
    CHECK_EQ(dirty_pages(&t, p, 2 * RANGES, dirty), RANGES + expected);
    for (i = 0; i < RANGES; i++) {
        CHECK_EQ(dirty[2 * i], i % 7 == 0);
        CHECK(dirty[2 * i + 1]); /* in no range */
    }
    CHECK_EQ(gc_pmscan_tracker_remove(&t, (uintptr_t)p,
                                      (uintptr_t)page_at(p, 2 * RANGES)), 0);
    CHECK_EQ(t.ranges.count, 0);
    gc_pmscan_tracker_close(&t);
    return 0;
}
