/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: libgc gives memory back to the system (GC_gcollect_and_unmap) and
 *   takes it again: it stays tracked, and no object in it is lost.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

int main(void)
{
    struct graph_thread t;
    unsigned round, i;
    size_t unmapped = 0;

    running_start(&t);
    for (round = 0; round < 20; round++) {
        void **live = GC_MALLOC(64 * sizeof(*live));

        for (i = 0; i < 64; i++)
            live[i] = GC_MALLOC(200000);
        running_sweeps(&t, 5);
        memset(live, 0, 64 * sizeof(*live));
        live = NULL;
        GC_gcollect_and_unmap();
        unmapped += GC_get_unmapped_bytes();
        running_sweeps(&t, 5);
        running_check_tracked();
        graph_verify();
    }
    if (unmapped == 0)
        UNSUPPORTED("this libgc does not give memory back");
    running_well(&t, 20);
    return 0;
}
