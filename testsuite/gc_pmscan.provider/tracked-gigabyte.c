/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: a heap larger than a gibibyte, beyond which libgc's table of dirty
 *   pages has several pages to a bit: tracked whole, and nothing is lost.
 * Limitations: most of the heap is never touched, to be quick.
 */
/* { dg-link "shared" } */
/* { dg-timeout 240 } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

enum { BLOCKS = 1400, BYTES = 1 << 20 };

int main(void)
{
    struct graph_thread t;
    void ***blocks;
    unsigned i, round;

    running_start(&t);
    blocks = GC_MALLOC(BLOCKS * sizeof(*blocks));
    for (i = 0; i < BLOCKS; i++)
        blocks[i] = GC_MALLOC_IGNORE_OFF_PAGE(BYTES);
    GC_gcollect();
    CHECK(GC_get_heap_size() > (size_t)1 << 30);
    running_check_tracked();
    for (round = 0; round < 5; round++) {
        for (i = 0; i < BLOCKS; i++) {
            uint64_t *leaf = GC_MALLOC_ATOMIC(2 * sizeof(*leaf));

            leaf[0] = GRAPH_MAGIC ^ i;
            leaf[1] = round;
            blocks[i][1000 + round * 4096] = leaf;
        }
        running_sweeps(&t, 3);
        for (i = 0; i < BLOCKS; i++) {
            uint64_t *leaf = blocks[i][1000 + round * 4096];

            if (leaf[0] != (GRAPH_MAGIC ^ i) || leaf[1] != round)
                graph_lost("overwritten", blocks[i], leaf, i, 0, 2);
        }
    }
    graph_verify();
    running_check_tracked();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(running_stats().sweep_errors, 0);
    return 0;
}
