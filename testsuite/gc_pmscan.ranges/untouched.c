/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: pages that were never touched are not armed and not dirty, as long
 *   as the range has any [K-UNTOUCHED]; the first touch of one is dirty in the
 *   next sweep; a range that has no such page any more is swept the quicker
 *   way, with the same answers, also for pages that are given back.
 * Limitations: says nothing of what it costs; bench/sweep does.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"
#include "kernel.h"
#include "tracker.h"

enum { PAGES = 1024, ROUNDS = 400 };

static struct gc_pmscan_tracker t;
static unsigned char touched[PAGES], dirty[PAGES];
static char *memory;

static void write_page(size_t i)
{
    *(volatile char *)(memory + i * gc_pmscan_page_size()) += 1;
    touched[i] = dirty[i] = 1;
}

static void give_back(size_t i)
{
    CHECK_EQ(madvise(memory + i * gc_pmscan_page_size(), gc_pmscan_page_size(),
                     MADV_DONTNEED),
             0);
    touched[i] = dirty[i] = 0;
}

/* What is touched and dirty has to be found, what is touched and clean not to
 * be; a page without contents may be either. */
static void sweep_and_compare(void)
{
    struct gc_pmscan_dirty_set set;
    size_t i;

    gc_pmscan_tracker_sweep(&t);
    gc_pmscan_tracker_dirty_set(&t, &set);
    for (i = 0; i < PAGES; i++) {
        uintptr_t page = (uintptr_t)memory + i * gc_pmscan_page_size();

        if (touched[i])
            CHECK_EQ(dirty_is(&set, page), dirty[i]);
        dirty[i] = 0;
    }
    CHECK_EQ(t.errors, 0);
}

static bool is_sparse(void)
{
    size_t n;
    const struct gc_pmscan_range *r = gc_pmscan_tracker_ranges(&t, &n);

    CHECK_EQ(n, 1);
    return r->sparse;
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    size_t page = gc_pmscan_page_size(), i;
    unsigned long round, rounds = test_rounds(ROUNDS);

    CHECK_EQ(gc_pmscan_tracker_open(&t), 0);
    memory = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(memory != MAP_FAILED);
    /* A huge page would touch them all at once. */
    (void)madvise(memory, PAGES * page, MADV_NOHUGEPAGE);
    CHECK_EQ(gc_pmscan_tracker_add(&t, (uintptr_t)memory,
                                   (uintptr_t)memory + PAGES * page, 1),
             0);
    write_page(0);
    write_page(700);
    sweep_and_compare();
    CHECK_EQ(t.dirty_bytes, 2 * page);
    gc_pmscan_tracker_look_for_holes(&t);
    CHECK(is_sparse());

    for (round = 0; round < rounds; round++) {
        unsigned n = (unsigned)test_random_below(&rng, 30);

        while (n-- > 0)
            write_page(test_random_below(&rng, PAGES));
        sweep_and_compare();
        gc_pmscan_tracker_look_for_holes(&t);
    }
    for (i = 0; i < PAGES; i++)
        if (!touched[i])
            write_page(i);
    sweep_and_compare();
    gc_pmscan_tracker_look_for_holes(&t);
    CHECK(!is_sparse());

    for (round = 0; round < rounds; round++) {
        unsigned n = (unsigned)test_random_below(&rng, 30);

        while (n-- > 0)
            write_page(test_random_below(&rng, PAGES));
        for (n = (unsigned)test_random_below(&rng, 3); n > 0; n--)
            give_back(test_random_below(&rng, PAGES));
        sweep_and_compare();
    }
    gc_pmscan_tracker_close(&t);
    return 0;
}
