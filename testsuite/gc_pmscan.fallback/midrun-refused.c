/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: a seccomp filter that is installed in mid-run and refuses calls of
 *   the sweep: everything that cannot be known counts as dirty, the state says
 *   "degraded" with a reason, and no object is lost.
 * Limitations: a filter cannot be taken away again; midrun-recovers.c shows
 *   the way back.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "REFUSE=scan" "REFUSE=ioctl" "REFUSE=fstat" "REFUSE=scan GC_PMSCAN_VERIFY=1" } */
#define _GNU_SOURCE
#include <refuse.h>
#include <running.h>

static void refuse(void)
{
    const char *text = getenv("REFUSE");

    if (text == NULL || strcmp(text, "scan") == 0)
        refuse_ioctl(KABI_PAGEMAP_SCAN, EPERM);
    else if (strcmp(text, "ioctl") == 0)
        refuse_call(SYS_ioctl, REFUSE_ANY, EPERM);
    else
        refuse_call(SYS_fstat, REFUSE_ANY, EPERM);
}

int main(void)
{
    struct gc_pmscan_stats before, after;
    struct graph_thread t;

    running_start(&t);
    running_well(&t, 20);
    before = running_stats();
    refuse();
    running_sweeps(&t, 100);
    graph_verify();
    GC_gcollect();
    graph_verify();
    after = running_stats();
    printf("%s: %" PRIu64 " errors in %" PRIu64 " sweeps, %" PRIu64
           " all dirty\n",
           gc_pmscan_reason(), after.sweep_errors,
           after.sweeps - before.sweeps, after.all_dirty_sweeps);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DEGRADED);
    CHECK(strlen(gc_pmscan_reason()) > 20);
    CHECK(after.sweep_errors - before.sweep_errors >= 100);
    CHECK_EQ(after.all_dirty_sweeps - before.all_dirty_sweeps,
             after.sweeps - before.sweeps);
    return 0;
}
