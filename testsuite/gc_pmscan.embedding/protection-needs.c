/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: GC_incremental_protection_needs() is GC_PROTECTS_NONE when pmscan
 *   is active, for then system calls may write to the heap; and libgc's own
 *   answer when it is not.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <child.h>
#include <running.h>

static void body(void *arg)
{
    CHECK_EQ(setenv("GC_PMSCAN", arg, 1), 0);
    GC_INIT();
    GC_enable_incremental();
    CHECK(GC_is_incremental_mode());
    CHECK_EQ(gc_pmscan_state(), strcmp(arg, "off") == 0
                                    ? GC_PMSCAN_STATE_OFF
                                    : GC_PMSCAN_STATE_ACTIVE);
    printf("%d\n", GC_incremental_protection_needs());
}

int main(void)
{
    static char off[] = "off", require[] = "require";
    struct child c;

    child_run(body, require, &c);
    child_expect(&c, 0);
    CHECK_EQ(atoi(c.out), GC_PROTECTS_NONE);
    child_run(body, off, &c);
    child_expect(&c, 0);
    if (atoi(c.out) == GC_PROTECTS_NONE)
        UNSUPPORTED("this libgc has soft-dirty bits of its own here");
    CHECK(atoi(c.out) & GC_PROTECTS_POINTER_HEAP);
    return 0;
}
