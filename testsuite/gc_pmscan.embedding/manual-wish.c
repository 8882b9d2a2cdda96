/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: a program that calls GC_set_manual_vdb_allowed, with 0 or 1, before
 *   or after us, does not lose pmscan by it, reads back what it set, and loses
 *   no object; in the soft-dirty way libgc is not in manual mode, whatever the
 *   program wished.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "WISH=0" "WISH=1" } */
/* { dg-matrix "WHEN=first" "WHEN=initialised" "WHEN=last" } */
#define _GNU_SOURCE
#include <running.h>

static int wish;

static void wish_when(const char *when)
{
    const char *text = getenv("WHEN");

    if (strcmp(text != NULL ? text : "first", when) != 0)
        return;
    GC_set_manual_vdb_allowed(wish);
    CHECK_EQ(GC_get_manual_vdb_allowed(), wish);
}

int main(void)
{
    const char *text = getenv("WISH");
    struct graph_thread t;

    wish = text != NULL && *text == '1';
    wish_when("first");
    GC_INIT();
    wish_when("initialised");
    running_start(&t);
    wish_when("last");
    CHECK_EQ(GC_get_manual_vdb_allowed(), wish);
    CHECK_EQ(GC_incremental_protection_needs(), GC_PROTECTS_NONE);
    running_well(&t, 200);
    GC_gcollect();
    running_well(&t, 50);
    CHECK_EQ(GC_get_manual_vdb_allowed(), wish);
    return 0;
}
