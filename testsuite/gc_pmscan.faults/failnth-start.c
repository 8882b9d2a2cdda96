/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: each system call of ours fails in turn while pmscan is switched on
 *   and makes its first sweeps, once or from then on: either pmscan is active all the same, or libgc is
 *   incremental by itself and the reason is a sentence.  No object is lost, and
 *   where pmscan is active nothing is wrong once nothing fails any more.
 * Limitations: one call in two, in one of the ways in which it can fail, at random.
 */
/* { dg-link "shared" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "ALL=0" "ALL=1" } */
#define _GNU_SOURCE
#include "child.h"
#include "running.h"

#include "failnth.h"

static void start(void *arg)
{
    const struct failnth_walk *w = arg;
    struct graph_thread t;

    graph_thread_start(&t, test_random(&(struct test_rng){ w->nth }));
    graph.stored_by_program_only = true; /* libgc may be on its own */
    failnth_arm(w->nth, w->way, atoi(getenv("ALL")) != 0);
    GC_INIT();
    GC_enable_incremental();
    CHECK(GC_is_incremental_mode());
    graph_build(&t, 1);
    if (gc_pmscan_state() == GC_PMSCAN_STATE_DECLINED) {
        printf("declined: %s\n", gc_pmscan_reason());
        CHECK(strlen(gc_pmscan_reason()) > 10);
        graph_work(&t, 300);
    } else {
        printf("state %d: %s\n", (int)gc_pmscan_state(), gc_pmscan_reason());
        running_sweeps(&t, 2);
        failnth_disarm();
        running_sweeps(&t, 4);
        running_well(&t, 3);
        CHECK(running_stats().tracked_bytes > 0);
        CHECK(strcmp(getenv("GC_PMSCAN_ATTACH"), "softdirty") != 0
              || running_stats().root_bytes > 0);
    }
    graph_verify();
}

int main(void)
{
    struct failnth_walk w = failnth_walk_start(2, 1);
    struct child c;

    do {
        child_run(start, &w, &c);
        if (c.status != 0)
            failnth_print();
        child_expect(&c, 0);
    } while (failnth_walk_next(&w));
    CHECK(w.nth > 30);
    return 0;
}
