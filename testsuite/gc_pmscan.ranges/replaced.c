/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: when a part of a range was mapped anew, all of the range is dirty
 *   once, one error is counted, and the next sweep is exact; a range apart
 *   from it is exact all the while.  When the tracker was told
 *   (gc_pmscan_tracker_remapped), it is put right before, without an error,
 *   and only what is new or written is dirty.
 * Limitations: anonymous memory.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 64, LARGE = 4000 };

static void replace(void *p, size_t from, size_t to)
{
    void *at = page_at(p, from);

    CHECK(mmap(at, (to - from) * gc_pmscan_page_size(), PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at);
    touch(p, from, to);
}

/* So many separate runs that one call of the kernel does not report them. */
static void replace_in_large(struct gc_pmscan_tracker *t)
{
    unsigned char *p = dirty_clean_pages(t, LARGE);
    uint64_t errors = t->errors;
    size_t i;

    for (i = 1; i < LARGE; i += 2)
        touch(p, i, i + 1);
    replace(p, LARGE - 20, LARGE - 10);
    CHECK_EQ(dirty_sweep(t, p, LARGE, NULL), LARGE);
    touch(p, 11, 14);
    CHECK_EQ(dirty_sweep(t, p, LARGE, NULL), 3);
    for (i = 0; i < LARGE; i += 2)
        touch(p, i, i + 1);
    replace(p, 0, 10);
    CHECK_EQ(dirty_sweep(t, p, LARGE, NULL), LARGE);
    CHECK_EQ(dirty_sweep(t, p, LARGE, NULL), 0);
    CHECK_EQ(t->errors, errors + 2);
}

int main(void)
{
    struct gc_pmscan_tracker t;
    bool dirty[PAGES];
    void *p, *beside;
    size_t i;
    unsigned round;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    beside = dirty_clean_pages(&t, PAGES);
    for (round = 0; round < 10; round++) {
        uint64_t errors = t.errors;

        touch(beside, 5, 6);
        touch(p, 50, 51);
        touch(p, 2, 3);
        replace(p, 20, 30);
        CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), PAGES);
        CHECK_EQ(t.errors, errors + 1);
        CHECK_EQ(t.last_error, -EPERM);
        CHECK_EQ(dirty_pages(&t, beside, PAGES, NULL), 1);
        touch(p, 25, 26);
        CHECK_EQ(dirty_sweep(&t, p, PAGES, dirty), 1);
        CHECK(dirty[25]);
        CHECK_EQ(t.errors, errors + 1);

        touch(p, 2, 3);
        replace(p, 20, 30);
        gc_pmscan_tracker_remapped(&t, (uintptr_t)page_at(p, 20),
                                   (uintptr_t)page_at(p, 30));
        CHECK_EQ(dirty_sweep(&t, p, PAGES, dirty), 11);
        CHECK(dirty[2]);
        for (i = 20; i < 30; i++)
            CHECK(dirty[i]);
        CHECK_EQ(t.errors, errors + 1);
        dirty_expect_exact(&t, p, PAGES, 0, PAGES);
        /* What was split is one range again. */
        gc_pmscan_tracker_look_for_holes(&t);
        CHECK_EQ(t.ranges.count, 2);
    }
    replace_in_large(&t);
    gc_pmscan_tracker_close(&t);
    return 0;
}
