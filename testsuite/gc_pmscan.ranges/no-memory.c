/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: when there is no memory for a longer list of runs, what did not fit
 *   is dirty, no write is lost, and when there is memory again sweeps are
 *   exact; a range that can't be written down is not covered.
 * Limitations: lack of memory is RLIMIT_AS.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <sys/resource.h>

#include "dirty.h"

enum { PAGES = 4000, RANGES = 2000 };

static struct rlimit before;

static void starve(bool yes)
{
    struct rlimit r = before;

    if (yes)
        r.rlim_cur = 1;
    CHECK_EQ(setrlimit(RLIMIT_AS, &r), 0);
}

static void too_many_runs(struct gc_pmscan_tracker *t)
{
    static bool dirty[PAGES];
    unsigned char *p = dirty_clean_pages(t, PAGES);
    uint64_t errors = t->errors;
    size_t i, count;

    for (i = 1; i < PAGES; i += 2)
        touch(p, i, i + 1);
    starve(true);
    count = dirty_sweep(t, p, PAGES, dirty);
    starve(false);
    printf("%zu of %d pages dirty for want of memory\n", count, PAGES);
    for (i = 1; i < PAGES; i += 2)
        CHECK(dirty[i]);
    CHECK(t->errors > errors);
    /* The failed sweep may have armed what it did not report, so from now on
     * only new writes count; what it left unarmed may be dirty once more. */
    for (i = 1; i < PAGES; i += 4)
        touch(p, i, i + 1);
    (void)dirty_sweep(t, p, PAGES, dirty);
    for (i = 1; i < PAGES; i += 4)
        CHECK(dirty[i]);
    CHECK_EQ(dirty_sweep(t, p, PAGES, NULL), 0);
    dirty_expect_exact(t, p, PAGES, 100, 900);
}

/* More ranges than there is room for runs: not even "all of it is dirty" can be
 * written down for each of them. */
static void no_room_at_all(void)
{
    struct gc_pmscan_tracker t;
    struct gc_pmscan_dirty_set set;
    unsigned char *p = map_pages(2 * RANGES);
    size_t i;

    dirty_open(&t);
    touch(p, 0, 2 * RANGES);
    for (i = 0; i < RANGES; i++)
        dirty_add(&t, page_at(p, 2 * i), 1);
    starve(true);
    gc_pmscan_tracker_sweep(&t);
    starve(false);
    for (i = 0; i < RANGES; i++)
        CHECK_EQ(dirty_pages(&t, page_at(p, 2 * i), 1, NULL), 1);
    gc_pmscan_tracker_dirty_set(&t, &set);
    CHECK(set.everything);
    CHECK(t.all_dirty);
    CHECK_EQ(t.dirty_bytes, RANGES * gc_pmscan_page_size());
    gc_pmscan_tracker_sweep(&t); /* what was left unarmed may be dirty */
    gc_pmscan_tracker_sweep(&t);
    CHECK_EQ(t.dirty_bytes, 0);
    touch(p, 40, 41);
    gc_pmscan_tracker_sweep(&t);
    CHECK_EQ(t.dirty_bytes, gc_pmscan_page_size());
    CHECK_EQ(dirty_pages(&t, page_at(p, 40), 1, NULL), 1);
    gc_pmscan_tracker_close(&t);
}

static void too_many_ranges(struct gc_pmscan_tracker *t)
{
    unsigned char *p = map_pages(2 * RANGES);
    size_t i, added = 0;

    touch(p, 0, 2 * RANGES);
    starve(true);
    for (i = 0; i < RANGES; i++) {
        uintptr_t at = (uintptr_t)page_at(p, 2 * i);
        uintptr_t end = at + gc_pmscan_page_size();
        int ret = gc_pmscan_tracker_add(t, at, end, TEST_KIND);

        CHECK(ret == 0 || ret == -ENOMEM);
        CHECK_EQ(tracker_covers(t, at, end), ret == 0);
        added += ret == 0;
    }
    starve(false);
    printf("%zu of %d ranges added for want of memory\n", added, RANGES);
    CHECK(added < RANGES);
    gc_pmscan_tracker_sweep(t);
    for (i = 0; i < RANGES; i++)
        CHECK_EQ(dirty_pages(t, page_at(p, 2 * i), 1, NULL), 1);
    for (i = 0; i < RANGES; i++)
        dirty_add(t, page_at(p, 2 * i), 1);
    gc_pmscan_tracker_sweep(t);
    gc_pmscan_tracker_sweep(t);
    for (i = 0; i < RANGES; i++)
        CHECK_EQ(dirty_pages(t, page_at(p, 2 * i), 1, NULL), 0);
}

/* A range can't be split for want of room: it stays tracked as a whole. */
static void no_split(struct gc_pmscan_tracker *t)
{
    unsigned char *p = dirty_clean_pages(t, 3), *q = map_pages(2 * RANGES);
    uintptr_t middle = (uintptr_t)page_at(p, 1);
    size_t i = 0;

    while ((t->ranges.count + 1) * sizeof(struct gc_pmscan_range)
           <= t->ranges.buffer.bytes) {
        CHECK(i < RANGES);
        dirty_add(t, page_at(q, 2 * i++), 1);
    }
    gc_pmscan_tracker_sweep(t);
    starve(true);
    CHECK_EQ(gc_pmscan_tracker_remove(t, middle,
                                      middle + gc_pmscan_page_size()),
             -ENOMEM);
    starve(false);
    CHECK(tracker_covers(t, (uintptr_t)p,
                                   (uintptr_t)page_at(p, 3)));
    dirty_expect_exact(t, p, 3, 1, 2);
    CHECK_EQ(gc_pmscan_tracker_remove(t, middle,
                                      middle + gc_pmscan_page_size()), 0);
    CHECK(!tracker_covers(t, middle, middle + 1));
}

int main(void)
{
    struct gc_pmscan_tracker t;

    CHECK_EQ(getrlimit(RLIMIT_AS, &before), 0);
    dirty_open(&t);
    too_many_runs(&t);
    too_many_ranges(&t);
    no_split(&t);
    no_room_at_all();
    gc_pmscan_tracker_close(&t);
    return 0;
}
