/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: of a large live array exactly the pages that were written since
 *   the latest collection are counted as dirty, and those that were left
 *   unarmed on purpose, give or take the few pages that libgc and the program
 *   itself write.
 * Limitations: numbers of pages; which pages they are the truth test shows.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "GC_PMSCAN_FORECAST=on" "GC_PMSCAN_FORECAST=off" } */
#define _GNU_SOURCE
#include <running.h>

enum { PAGES = 16384, NOISE = 64 };

static size_t page;
static char *volatile object; /* keeps alive what array lies in */
static char *array;
static unsigned order[PAGES];

/* *unarmed: how many pages of what was then dirty were not armed. */
static uint64_t dirty_after(unsigned count, uint64_t *unarmed)
{
    static uint64_t all, latest;
    unsigned i;

    for (i = 0; i < count; i++)
        array[order[i] * page + i % page] += 1;
    GC_gcollect();
    *unarmed = latest;
    latest = running_stats().unarmed_pages - all;
    all += latest;
    return running_stats().last_dirty_pages;
}

int main(void)
{
    static const unsigned counts[] = { 0, 1, 2, 17, 160, 1600, 8192, PAGES };
    struct test_rng rng = test_rng_start();
    struct gc_pmscan_stats before;
    unsigned round, i;

    page = (size_t)sysconf(_SC_PAGESIZE);
    GC_INIT();
    GC_enable_incremental();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    object = GC_MALLOC_ATOMIC_IGNORE_OFF_PAGE((PAGES + 1) * page);
    array = object + page - (uintptr_t)object % page;
    memset(array, 1, PAGES * page);
    for (i = 0; i < PAGES; i++)
        order[i] = i;
    GC_gcollect();
    GC_gcollect();
    before = running_stats();
    CHECK_EQ(before.unarmed_pages, 0);
    for (round = 0; round < 10; round++) {
        for (i = PAGES - 1; i > 0; i--) {
            unsigned k = (unsigned)test_random_below(&rng, i + 1);
            unsigned swap = order[i];

            order[i] = order[k];
            order[k] = swap;
        }
        for (i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
            uint64_t unarmed, dirty = dirty_after(counts[i], &unarmed);

            if (dirty < counts[i] || dirty > counts[i] + unarmed + NOISE)
                printf("round %u: %u written, %" PRIu64 " unarmed, %" PRIu64
                       " dirty, %" PRIu64 " errors, %" PRIu64 " all dirty\n",
                       round, counts[i], unarmed, dirty,
                       running_stats().sweep_errors,
                       running_stats().all_dirty_sweeps);
            CHECK(dirty >= counts[i]);
            CHECK(dirty <= counts[i] + unarmed + NOISE);
        }
    }
    CHECK_EQ(running_stats().all_dirty_sweeps, before.all_dirty_sweeps);
    CHECK_EQ(running_stats().sweep_errors, before.sweep_errors);
    return 0;
}
