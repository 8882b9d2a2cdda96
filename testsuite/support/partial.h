/* SPDX-License-Identifier: MIT */
/*
 * Partial collections one at a time, after which libgc itself says which new
 * objects it found: an old object that is clean is not looked at again, so a
 * new one to which only that points is marked if and only if libgc knew that
 * the old one's page is dirty.
 *
 * What comes in: pmscan, required.  What goes out: finished collections.
 */
#ifndef PARTIAL_H
#define PARTIAL_H

#include "running.h"

#include <gc/gc_mark.h>

/* A heap of some size: libgc makes a full collection when a small one has grown
 * by a part of its size. */
static inline void partial_start(void)
{
    static const struct GC_timeval_s no_limit = { .tv_ms = 999999 };
    static void *ballast;
    int i;

    GC_INIT();
    GC_set_time_limit_tv(no_limit);
    GC_set_full_freq(1000000);
    GC_enable_incremental();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    for (i = 0; i < 4000; i++) {
        void **p = GC_MALLOC(2000);

        CHECK(p != NULL);
        *p = ballast;
        ballast = p;
    }
    GC_gcollect();
}

/* So that no word of the stack still has an address of a new object. */
static __attribute__((noinline, unused)) void partial_wipe_stack(void)
{
    volatile char text[4096];

    memset((char *)(uintptr_t)text, 0, sizeof(text));
}

/* Did the latest collection find it?  The first hundred or so of new objects
 * may count as found in any case: what is on a thread's free list during a
 * collection is marked. */
static inline bool partial_found(uintptr_t hidden)
{
    void *p = graph_reveal(hidden);

    return GC_base(p) == p && GC_is_marked(p);
}

/* Finishes the collection in progress, or makes a partial one.  A full one,
 * which would clear the marks, is not made. */
static inline void partial_collect(void)
{
    GC_word before = GC_get_gc_no();

    partial_wipe_stack();
    while (GC_collect_a_little() != 0)
        continue;
    if (GC_get_gc_no() != before)
        return;
    GC_start_incremental_collection();
    while (GC_collect_a_little() != 0)
        continue;
}

#endif /* PARTIAL_H */
