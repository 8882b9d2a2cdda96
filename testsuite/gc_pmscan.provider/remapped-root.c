/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: a program maps fresh memory over a part of its static data in
 *   mid-run, which is no longer registered then: no object is lost, and after
 *   a sweep or two everything is as before.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=softdirty GC_PMSCAN_VERIFY=1" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

enum { PAGE = 65536 / 8, PLACES = 4 * PAGE, ROUNDS = 20 };

/* The middle of it is mapped anew; aligned to the largest of page sizes. */
static void *volatile places[PLACES] __attribute__((aligned(65536)));

static void __attribute__((noinline)) store(unsigned round, unsigned from,
                                            unsigned to)
{
    for (; from < to; from += 16) {
        uint64_t *leaf = GC_MALLOC_ATOMIC(4 * sizeof(*leaf));

        leaf[0] = GRAPH_MAGIC ^ from;
        leaf[1] = round;
        places[from] = leaf;
    }
}

static void check(unsigned from, unsigned to)
{
    for (; from < to; from += 16) {
        uint64_t *leaf = places[from];

        if (leaf == NULL || leaf[0] != (GRAPH_MAGIC ^ from))
            graph_lost("overwritten", (void *)(uintptr_t)&places[from], leaf,
                       from, 0, 4);
    }
}

int main(void)
{
    struct gc_pmscan_stats before;
    struct graph_thread t;
    unsigned round;

    running_start(&t);
    store(0, 0, PLACES);
    for (round = 1; round < ROUNDS; round++) {
        running_well(&t, 5);
        before = running_stats();
        CHECK(mmap((void *)(uintptr_t)&places[PAGE], 2 * PAGE * sizeof(void *),
                   PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
              == (void *)(uintptr_t)&places[PAGE]);
        store(round, PAGE, 3 * PAGE);
        running_sweeps(&t, 2);
        check(0, PLACES);
        /* Now that it is tracked again. */
        store(round, PAGE, 3 * PAGE);
        running_sweeps(&t, 3);
        check(0, PLACES);
        CHECK(running_stats().sweep_errors <= before.sweep_errors + 2);
        CHECK_EQ(running_stats().all_dirty_sweeps, before.all_dirty_sweeps);
    }
    return 0;
}
