/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: when the program has closed our descriptors and no new ones are to
 *   be had, the state says "degraded" and why, and everything is dirty; when
 *   the limit is raised, everything is as before.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=softdirty GC_PMSCAN_VERIFY=1" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>
#include <sys/resource.h>

int main(void)
{
    struct gc_pmscan_stats before, after;
    struct rlimit limit, none;
    struct graph_thread t;

    running_start(&t);
    graph.stored_by_program_only = true;
    running_well(&t, 20);
    closefrom(3);
    CHECK_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = limit;
    none.rlim_cur = 3;
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    before = running_stats();
    running_sweeps(&t, 50);
    graph_verify();
    after = running_stats();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DEGRADED);
    printf("%s\n", gc_pmscan_reason());
    CHECK(strstr(gc_pmscan_reason(), "descriptor") != NULL);
    CHECK_EQ(after.all_dirty_sweeps - before.all_dirty_sweeps,
             after.sweeps - before.sweeps);
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    running_sweeps(&t, 2);
    running_well(&t, 20);
    return 0;
}
