/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: while the heap grows, by small and large objects and by hand, the
 *   bytes tracked are the bytes that libgc calls its heap, at each collection.
 * Limitations: sums, not addresses; the truth test is for those.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

int main(void)
{
    struct graph_thread t;
    void **live;
    unsigned i;

    running_start(&t);
    live = GC_MALLOC(4000 * sizeof(*live));
    for (i = 0; i < 4000; i++) {
        size_t bytes = test_random_below(&t.rng, 100) == 0
                           ? test_random_below(&t.rng, 3000000)
                           : test_random_below(&t.rng, 2000);

        live[i] = GC_MALLOC(bytes);
        CHECK(live[i] != NULL);
        if (i % 1000 == 999)
            CHECK(GC_expand_hp(1 << 20));
        if (i % 100 == 99) {
            running_sweeps(&t, 1);
            running_check_tracked();
        }
    }
    running_well(&t, 20);
    running_check_tracked();
    return 0;
}
