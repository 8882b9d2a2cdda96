/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: when the dirty set outgrows its room and the kernel has no memory
 *   for more, what does not fit counts as dirty and is counted as an error; no
 *   object is lost.
 * Limitations: the want of memory is a filter on mremap(2).
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <refuse.h>
#include <running.h>

enum { OBJECTS = 6000, WORDS = 1024, ROUNDS = 30 };

static void **objects[OBJECTS];

/* Every second page of the heap gets the only pointer to a new object. */
static void round_of_writes(uint64_t round)
{
    unsigned i;

    for (i = 0; i < OBJECTS; i++) {
        uint64_t *leaf = GC_MALLOC_ATOMIC(2 * sizeof(*leaf));

        leaf[0] = GRAPH_MAGIC ^ i;
        leaf[1] = round;
        objects[i][0] = leaf;
    }
    GC_start_incremental_collection();
    while (GC_collect_a_little())
        continue;
    for (i = 0; i < OBJECTS; i++) {
        uint64_t *leaf = objects[i][0];

        if (leaf[0] != (GRAPH_MAGIC ^ i) || leaf[1] != round)
            graph_lost("overwritten", objects[i], leaf, i, 0, 2);
    }
}

int main(void)
{
    struct gc_pmscan_stats before, after;
    struct graph_thread t;
    unsigned i;

    running_start(&t);
    for (i = 0; i < OBJECTS; i++)
        objects[i] = GC_MALLOC(WORDS * sizeof(void *));
    GC_gcollect();
    before = running_stats();
    refuse_call(SYS_mremap, REFUSE_ANY, ENOMEM);
    for (i = 0; i < ROUNDS; i++)
        round_of_writes(i);
    graph_verify();
    after = running_stats();
    printf("%" PRIu64 " errors\n", after.sweep_errors);
    CHECK(after.sweep_errors >= before.sweep_errors + ROUNDS);
    return 0;
}
