/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: when new heap can no longer be registered, the new sections count
 *   as dirty in each sweep, the old ones are still swept, and no object is
 *   lost.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=softdirty GC_PMSCAN_VERIFY=1" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <refuse.h>
#include <running.h>

int main(void)
{
    const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    struct gc_pmscan_stats before, after;
    struct graph_thread t;
    void *volatile live;

    running_start(&t);
    running_well(&t, 20);
    before = running_stats();
    refuse_ioctl(KABI_UFFDIO_REGISTER, EPERM);
    CHECK(GC_expand_hp(16 << 20));
    live = GC_MALLOC(12 << 20);
    running_sweeps(&t, 50);
    graph_verify();
    after = running_stats();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DEGRADED);
    CHECK(strlen(gc_pmscan_reason()) > 20);
    CHECK_EQ(after.all_dirty_sweeps, before.all_dirty_sweeps);
    CHECK(after.last_dirty_pages * page >= 16 << 20);
    CHECK(after.last_dirty_pages * page
          < after.tracked_bytes + after.root_bytes);
    GC_reachable_here(live);
    return 0;
}
