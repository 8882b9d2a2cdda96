/* SPDX-License-Identifier: MIT */
/*
 * What the tests of many threads have in common: how many, for how long, and
 * what must hold at the end.
 *
 * What comes in: THREADS from the environment.  What goes out: a failed test
 * where pmscan did not work, or worked on nothing.
 */
#ifndef MANY_H
#define MANY_H

#include "running.h"

enum { MANY_MAX = 64 };

static inline unsigned many_threads(void)
{
    const char *text = getenv("THREADS");
    unsigned n = text != NULL ? (unsigned)atoi(text) : 8;

    CHECK(n > 0 && n <= MANY_MAX);
    return n;
}

static inline double many_now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* libgc's lock goes to whoever is quickest: without pauses a thread that stops
 * or suspends others hardly gets it from 64 of them.  A signal may end one. */
static inline void many_pause(unsigned threads)
{
    struct timespec length = { 0, 250000 * (long)threads };

    (void)nanosleep(&length, NULL);
}

/* When a test that takes so many hundredths of a second is over; there are
 * collections enough in it, however slow the machine is. */
static inline bool many_is_over(double began, unsigned long hundredths)
{
    struct gc_pmscan_stats stats = running_stats();
    double seconds = (double)test_rounds(hundredths) / 100;

    return many_now() > began + seconds && stats.sweeps >= 20;
}

/* Nothing went wrong, pages were reported and others were not, and where verify
 * mode is on it had something to compare. */
static inline void many_went_well(void)
{
    struct gc_pmscan_stats stats = running_stats();

    printf("%lu collections, %" PRIu64 " sweeps, %" PRIu64 " all dirty, %"
           PRIu64 " errors, %" PRIu64 " dirty pages, %" PRIu64
           " page checks, %zu bytes of heap\n",
           (unsigned long)GC_get_gc_no(), stats.sweeps, stats.all_dirty_sweeps,
           stats.sweep_errors, stats.dirty_pages, stats.verified_pages,
           GC_get_heap_size());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(stats.sweep_errors, 0);
    CHECK(stats.all_dirty_sweeps * 5 <= stats.sweeps);
    CHECK(stats.dirty_pages > 0);
    if (getenv("GC_PMSCAN_VERIFY") != NULL)
        CHECK(stats.verified_pages > 0);
}

#endif /* MANY_H */
