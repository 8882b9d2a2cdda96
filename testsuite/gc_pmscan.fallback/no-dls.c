/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: a program that keeps libgc from looking at the loaded objects makes
 *   it register its static data in a way that libgc before 8.2.8 reads
 *   incompletely: then everything counts as written, and the reason is said.
 * Limitations: keeps its objects on the stack: without the loaded objects libgc
 *   does not find all static data of a program, with us or without.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
#include <check.h>

#include <gc/gc.h>
#include <gc_pmscan.h>
#include <string.h>

int main(void)
{
    struct gc_pmscan_stats stats = { .size = sizeof(stats) };
    long *volatile places[1000] = { NULL };
    long i;

    GC_set_no_dls(1);
    GC_INIT();
    GC_enable_incremental();
    for (i = 0; i < 2000000; i++) {
        long *p = GC_MALLOC(32);

        *p = i;
        if (i % 100 == 0)
            places[i / 100 % 1000] = p;
    }
    for (i = 0; i < 1000; i++)
        CHECK(*places[i] % 100 == 0);
    CHECK_EQ(gc_pmscan_get_stats(&stats), 0);
    CHECK(stats.sweeps >= 5);
    if (GC_get_version() >= 0x080208) {
        CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
        return 0;
    }
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DEGRADED);
    printf("%s\n", gc_pmscan_reason());
    CHECK(strstr(gc_pmscan_reason(), "GC_set_no_dls") != NULL);
    CHECK_EQ(stats.all_dirty_sweeps, stats.sweeps);
    return 0;
}
