/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: the tracker's ranges after random additions and removals, of parts
 *   and over others, are what a table with an entry for each page says:
 *   sorted, disjoint, of the right kind, and merged where they may be;
 *   covers() and bytes() agree, and the kernel tracks just these pages.
 * Limitations: 256 pages of one mapping; what is dirty is looked at in truth,
 *   removals of nothing in remove-nothing.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 256, ROUNDS = 20000 };

static struct gc_pmscan_tracker t;
static unsigned char model[PAGES]; /* the kind, 0 when not tracked */
static unsigned char *memory;
static uintptr_t page;

static void compare_ranges(void)
{
    size_t count, i, n;
    const struct gc_pmscan_range *r = gc_pmscan_tracker_ranges(&t, &count);
    uint64_t bytes[3] = { 0, 0, 0 };

    for (i = n = 0; i < PAGES; i++) {
        uintptr_t at = (uintptr_t)page_at(memory, i);

        CHECK_EQ(tracker_covers(&t, at, at + page), model[i] != 0);
        bytes[model[i]] += page;
        if (model[i] == 0 || (i > 0 && model[i] == model[i - 1]))
            continue;
        /* A range starts here, and ends where the model's does. */
        CHECK(n < count);
        CHECK_EQ(r[n].start, at);
        CHECK_EQ(r[n].kind, model[i]);
        CHECK(r[n].registered);
        while (at < (uintptr_t)page_at(memory, PAGES)
               && model[(at - (uintptr_t)memory) / page] == model[i])
            at += page;
        CHECK_EQ(r[n].end, at);
        n++;
    }
    CHECK_EQ(n, count);
    CHECK_EQ(gc_pmscan_tracker_bytes(&t, 1), bytes[1]);
    CHECK_EQ(gc_pmscan_tracker_bytes(&t, 2), bytes[2]);
}

static void compare_covers(struct test_rng *rng)
{
    size_t from = test_random_below(rng, PAGES);
    size_t to = from + test_random_below(rng, PAGES - from + 1), i;
    uintptr_t start = (uintptr_t)page_at(memory, from);
    uintptr_t end = (uintptr_t)page_at(memory, to);
    bool all = true;

    for (i = from; i < to; i++)
        all = all && model[i] != 0;
    CHECK_EQ(tracker_covers(&t, start, end), all);
    if (from < to) { /* addresses within pages as well */
        start += test_random_below(rng, page);
        end -= test_random_below(rng, page);
        if (start < end && (end - 1) / page - start / page == to - from - 1)
            CHECK_EQ(tracker_covers(&t, start, end), all);
    }
}

/* Asks the kernel: with a second userfaultfd exactly the untracked pages can
 * be registered. */
static void compare_kernel(void)
{
    struct kernel other = kernel_open();
    size_t i;

    for (i = 0; i < PAGES; i++)
        CHECK_EQ(gc_pmscan_sys_uffd_register(
                     other.uffd, (uintptr_t)page_at(memory, i), page),
                 model[i] != 0 ? -EBUSY : 0);
    CHECK_EQ(gc_pmscan_sys_close(other.uffd), 0);
    CHECK_EQ(gc_pmscan_sys_close(other.pagemap), 0);
}

static void change(struct test_rng *rng)
{
    size_t from = test_random_below(rng, PAGES), to, i;
    size_t longest = test_random_below(rng, 8) == 0 ? PAGES : 24;
    uintptr_t start, end;
    unsigned kind = 1 + (unsigned)test_random_below(rng, 2);
    bool add = test_random_below(rng, 2) == 0;

    to = from + 1 + test_random_below(rng, longest);
    to = to < PAGES ? to : PAGES;
    start = (uintptr_t)page_at(memory, from);
    end = (uintptr_t)page_at(memory, to);
    if (test_random_below(rng, 3) == 0) {
        /* Rounded outwards. */
        start += test_random_below(rng, page);
        end -= test_random_below(rng, page);
        if (start >= end)
            end = start + 1;
        from = (start - (uintptr_t)memory) / page;
        to = (end - (uintptr_t)memory + page - 1) / page;
    }
    for (i = from; i < to; i++)
        if (!add)
            model[i] = 0;
        else if (model[i] == 0)
            model[i] = (unsigned char)kind;
    CHECK_EQ(add ? gc_pmscan_tracker_add(&t, start, end, kind)
                 : gc_pmscan_tracker_remove(&t, start, end), 0);
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    unsigned long round, rounds = test_rounds(ROUNDS);

    dirty_open(&t);
    page = gc_pmscan_page_size();
    memory = map_pages(PAGES);
    touch(memory, 0, PAGES);
    for (round = 0; round < rounds; round++) {
        change(&rng);
        compare_ranges();
        compare_covers(&rng);
        if (round % 100 == 0)
            compare_kernel();
        if (test_random_below(&rng, 20) == 0)
            gc_pmscan_tracker_sweep(&t);
    }
    CHECK_EQ(t.errors, 0);
    gc_pmscan_tracker_close(&t);
    return 0;
}
