/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: libgc's switch GC_USE_GETWRITEWATCH is about the kernel's soft-dirty
 *   bits and does not keep pmscan from its soft-dirty way.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_ATTACH=softdirty" } */
/* { dg-matrix "GC_USE_GETWRITEWATCH=0" "GC_USE_GETWRITEWATCH=1" "GC_USE_GETWRITEWATCH=" } */
#define _GNU_SOURCE
#include <running.h>

int main(void)
{
    const char *text = getenv("GC_USE_GETWRITEWATCH");
    struct graph_thread t;

    running_start(&t);
    running_well(&t, 50);
    /* The program's environment is its own. */
    CHECK(text != NULL && getenv("GC_USE_GETWRITEWATCH") != NULL);
    CHECK_EQ(strcmp(getenv("GC_USE_GETWRITEWATCH"), text), 0);
    return 0;
}
