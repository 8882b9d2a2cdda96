/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: the heap that libgc makes at its start, and what was allocated
 *   before incremental mode was turned on, is tracked whole, whether its size
 *   is the default or a given one.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "GC_INITIAL_HEAP_SIZE=64M" "GC_INITIAL_HEAP_SIZE=1000001" "LATE=0" "LATE=1" } */
#define _GNU_SOURCE
#include <running.h>

int main(void)
{
    const char *late = getenv("LATE");
    void *volatile *live;
    struct graph_thread t;
    unsigned i;

    GC_INIT();
    live = GC_MALLOC(2000 * sizeof(*live));
    if (late != NULL && *late == '1')
        for (i = 0; i < 2000; i++)
            live[i] = GC_MALLOC(10000);
    running_start(&t);
    running_sweeps(&t, 1);
    running_check_tracked();
    running_well(&t, 20);
    running_check_tracked();
    GC_reachable_here(live);
    return 0;
}
