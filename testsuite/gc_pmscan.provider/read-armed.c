/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: read(2) from a pipe into an object with pointers whose pages are
 *   write-protected after a collection succeeds, whole, and the object holds
 *   what was read (libgc's own incremental mode: EFAULT).
 * Limitations: that the pointers so stored keep their objects alive is
 *   kernel-writes.c.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

enum { BYTES = 50000 };

int main(void)
{
    static char sent[BYTES];
    struct graph_thread t;
    uint64_t dirty;
    unsigned i, round;
    char *object;

    running_start(&t);
    object = GC_MALLOC(BYTES);
    memset(object, 1, BYTES);
    for (round = 0; round < 50; round++) {
        for (i = 0; i < BYTES; i++)
            sent[i] = (char)(i * 7 + round);
        /* Armed: the collection finds the object's pages and a second one,
         * with nothing written, does not. */
        GC_gcollect();
        GC_gcollect();
        CHECK_EQ(write(t.pipe[1], sent, BYTES), BYTES);
        CHECK_EQ(read(t.pipe[0], object, BYTES), BYTES);
        CHECK_EQ(memcmp(object, sent, BYTES), 0);
        dirty = running_stats().dirty_pages;
        GC_gcollect();
        dirty = running_stats().dirty_pages - dirty;
        CHECK(dirty >= BYTES / (uint64_t)sysconf(_SC_PAGESIZE));
    }
    running_well(&t, 10);
    return 0;
}
