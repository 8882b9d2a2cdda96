/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: with GC_PMSCAN=off the program gets libgc as it is: its own
 *   incremental mode, and none of our descriptors.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=off" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=auto" "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <errno.h>
#include <fallback.h>
#include <running.h>

int main(void)
{
    struct gc_pmscan_stats stats = { .size = sizeof(stats) };

    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_IDLE);
    GC_INIT();
    GC_enable_incremental();
    CHECK(GC_is_incremental_mode());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_OFF);
    CHECK(strstr(gc_pmscan_reason(), "GC_PMSCAN=off") != NULL);
    CHECK_EQ(gc_pmscan_enable(NULL), -ECANCELED);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_OFF);
    fallback_work(20000);
    CHECK_EQ(gc_pmscan_get_stats(&stats), 0);
    CHECK_EQ(stats.sweeps, 0);
    CHECK_EQ(stats.tracked_bytes, 0);
    CHECK_EQ(running_descriptor("[userfaultfd]"), -1);
    /* libgc itself opens it where the kernel has soft-dirty bits. */
    if (GC_incremental_protection_needs() != GC_PROTECTS_NONE)
        CHECK_EQ(running_descriptor("/pagemap"), -1);
    return 0;
}
