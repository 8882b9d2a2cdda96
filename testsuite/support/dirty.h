/* SPDX-License-Identifier: MIT */
/*
 * A tracker and its dirty set as tests look at them.
 *
 * What comes in: tracker.c, linked.  What goes out: for each page whether the
 * latest sweep calls it dirty, after a check that the dirty set has the form
 * that pages.h promises.
 */
#ifndef DIRTY_H
#define DIRTY_H

#include <sys/wait.h>

#include "kernel.h"
#include "tracker.h"

/** The label of the ranges that tests add. */
enum { TEST_KIND = 1 };

/** Opens a tracker, or ends the test where the machine can't have one. */
static inline void dirty_open(struct gc_pmscan_tracker *t)
{
    struct kernel k = kernel_open();

    CHECK_EQ(gc_pmscan_sys_close(k.uffd), 0);
    CHECK_EQ(gc_pmscan_sys_close(k.pagemap), 0);
    CHECK_EQ(gc_pmscan_tracker_open(t), 0);
}

/** Is each byte of [start, end) tracked? */
static inline bool tracker_covers(const struct gc_pmscan_tracker *t,
                                  uintptr_t start, uintptr_t end)
{
    struct gc_pmscan_range gap;
    size_t at;

    return !gc_pmscan_ranges_gap(&t->ranges, start, end, &gap, &at);
}

/** Sorted, disjoint, not empty, whole pages; runs lie in ranges. */
static inline void dirty_check_form(const struct gc_pmscan_dirty_set *set)
{
    uint64_t mask = gc_pmscan_page_size() - 1, before = 0;
    size_t i, at = 0;

    for (i = 0; i < set->nranges; i++) {
        CHECK(set->ranges[i].start < set->ranges[i].end);
        CHECK(((set->ranges[i].start | set->ranges[i].end) & mask) == 0);
        CHECK(set->ranges[i].start >= before);
        before = set->ranges[i].end;
    }
    before = 0;
    for (i = 0; i < set->nruns; i++) {
        CHECK(set->runs[i].start < set->runs[i].end);
        CHECK(((set->runs[i].start | set->runs[i].end) & mask) == 0);
        CHECK(set->runs[i].start >= before);
        before = set->runs[i].end;
        while (at < set->nranges && set->ranges[at].end <= set->runs[i].start)
            at++;
        CHECK(at < set->nranges);
        CHECK(set->ranges[at].start <= set->runs[i].start);
        CHECK(set->runs[i].end <= set->ranges[at].end);
    }
}

/** Is an address clean, and if not, why not?  Binary search, as users do. */
static inline bool dirty_is(const struct gc_pmscan_dirty_set *set,
                            uintptr_t addr)
{
    size_t lo = 0, hi = set->nranges;

    if (set->everything)
        return true;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (set->ranges[mid].end <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == set->nranges || set->ranges[lo].start > addr)
        return true;
    lo = 0;
    hi = set->nruns;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (set->runs[mid].end <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < set->nruns && set->runs[lo].start <= addr;
}

/** Which of some pages the latest sweep calls dirty; returns how many. */
static inline size_t dirty_pages(const struct gc_pmscan_tracker *t,
                                 void *start, size_t pages, bool *dirty)
{
    struct gc_pmscan_dirty_set set;
    size_t i, count = 0;

    memset(&set, 0, sizeof(set));
    gc_pmscan_tracker_dirty_set(t, &set);
    dirty_check_form(&set);
    for (i = 0; i < pages; i++) {
        bool is = dirty_is(&set, (uintptr_t)page_at(start, i));

        if (dirty != NULL)
            dirty[i] = is;
        count += is;
    }
    return count;
}

/** Sweeps, and then as dirty_pages(). */
static inline size_t dirty_sweep(struct gc_pmscan_tracker *t, void *start,
                                 size_t pages, bool *dirty)
{
    gc_pmscan_tracker_sweep(t);
    return dirty_pages(t, start, pages, dirty);
}

/** Tracks some pages. */
static inline void dirty_add(struct gc_pmscan_tracker *t, void *start,
                             size_t pages)
{
    CHECK_EQ(gc_pmscan_tracker_add(t, (uintptr_t)start,
                                   (uintptr_t)page_at(start, pages),
                                   TEST_KIND), 0);
}

/** New pages, tracked and swept: all of them populated and clean. */
static inline void *dirty_clean_pages(struct gc_pmscan_tracker *t,
                                      size_t pages)
{
    void *p = map_pages(pages);

    touch(p, 0, pages);
    dirty_add(t, p, pages);
    CHECK_EQ(dirty_sweep(t, p, pages, NULL), pages);
    CHECK_EQ(dirty_sweep(t, p, pages, NULL), 0);
    return p;
}

/** A sweep after writes to pages [from, to): these and no others. */
static inline void dirty_expect_exact(struct gc_pmscan_tracker *t, void *start,
                                      size_t pages, size_t from, size_t to)
{
    static bool dirty[4096];
    size_t i;

    CHECK(pages <= 4096);
    touch(start, from, to);
    CHECK_EQ(dirty_sweep(t, start, pages, dirty), to - from);
    for (i = from; i < to; i++)
        CHECK(dirty[i]);
}

/** Waits for a child, which must have ended well. */
static inline void dirty_wait(pid_t child)
{
    int status;

    CHECK(child > 0);
    CHECK_EQ(waitpid(child, &status, __WALL), child);
    CHECK_EQ(status, 0);
}

/**
 * What must follow when the tracking of clean pages was lost by any means: the
 * next sweep calls all of them dirty, and those after it are exact again.
 * Between the two, some are written.  The last page is left alone.
 */
static inline void dirty_expect_recovery(struct gc_pmscan_tracker *t,
                                         void *start, size_t pages)
{
    CHECK_EQ(dirty_sweep(t, start, pages, NULL), pages);
    CHECK_EQ(dirty_sweep(t, start, pages, NULL), 0);
    dirty_expect_exact(t, start, pages, 1, pages - 1);
    dirty_expect_exact(t, start, pages, 2, 3);
}

#endif /* DIRTY_H */
