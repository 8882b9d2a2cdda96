/* SPDX-License-Identifier: MIT */
/*
 * A program in mid-run: pmscan active, a graph that knows its own truth, and
 * what the provider says of itself.
 *
 * What comes in: nothing.  What goes out: a failed test where pmscan cannot be
 * made active.
 */
#ifndef RUNNING_H
#define RUNNING_H

#include <dirent.h>

#include "graph.h"

#include <gc_pmscan.h>

static inline struct gc_pmscan_stats running_stats(void)
{
    struct gc_pmscan_stats stats = { .size = sizeof(stats) };

    CHECK_EQ(gc_pmscan_get_stats(&stats), 0);
    return stats;
}

/* Works for at least so many sweeps. */
static inline void running_sweeps(struct graph_thread *t, unsigned sweeps)
{
    uint64_t until = running_stats().sweeps + sweeps;

    while (running_stats().sweeps < until)
        graph_work(t, 200);
}

/* pmscan is active, a small graph is built, and the first sweep, for which all
 * is dirty, has been. */
static inline void running_start(struct graph_thread *t)
{
    /* So short that marks are abandoned and go on later; libgc's default is
     * no limit. */
    static const struct GC_timeval_s limit = { .tv_ms = 0, .tv_nsec = 100000 };
    struct test_rng rng = test_rng_start();

    GC_INIT();
    GC_set_time_limit_tv(limit);
    GC_enable_incremental();
    if (gc_pmscan_state() != GC_PMSCAN_STATE_ACTIVE)
        printf("not active: %s\n", gc_pmscan_reason());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    graph_thread_start(t, test_random(&rng));
    graph_build(t, 10);
    if (running_stats().sweeps == 0)
        running_sweeps(t, 1);
}

/* It works, nothing is wrong, and a sweep reports some pages but not all. */
static inline void running_well(struct graph_thread *t, unsigned sweeps)
{
    struct gc_pmscan_stats before = running_stats(), after;

    running_sweeps(t, sweeps);
    graph_verify();
    after = running_stats();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(strlen(gc_pmscan_reason()), 0);
    CHECK_EQ(after.sweep_errors, before.sweep_errors);
    CHECK_EQ(after.all_dirty_sweeps, before.all_dirty_sweeps);
    CHECK(after.dirty_pages > before.dirty_pages);
}

/* Tracked is, in the manual way, all memory that libgc ever mapped.  In the
 * soft-dirty way it is libgc's heap sections, all of them and little else: a
 * last part page of a section that was memory for something else before, and
 * tables of libgc, 64 KiB each, that lie next to memory which became heap
 * (DESIGN.md, INV-LEDGER). */
static inline void running_check_tracked(void)
{
    const char *way = getenv("GC_PMSCAN_ATTACH");
    struct gc_pmscan_stats stats;
    struct GC_prof_stats_s libgc;

    /* The heap may have grown since the latest sweep. */
    GC_gcollect();
    stats = running_stats();
    memset(&libgc, 0, sizeof(libgc));
    (void)GC_get_prof_stats(&libgc, sizeof(libgc));
    printf("libgc's heap %lu, all of it %zu, tracked %" PRIu64 " in %" PRIu64
           " sections\n",
           (unsigned long)libgc.heapsize_full, GC_get_obtained_from_os_bytes(),
           stats.tracked_bytes, stats.sections);
    CHECK(stats.sections > 0);
    CHECK(stats.tracked_bytes >= libgc.heapsize_full);
    if (way != NULL && strcmp(way, "manual") == 0) {
        CHECK_EQ(stats.tracked_bytes, GC_get_obtained_from_os_bytes());
    } else {
        CHECK(stats.tracked_bytes - libgc.heapsize_full <= 16 * 65536);
    }
}

/* A descriptor whose file /proc/self/fd names like this ("[userfaultfd]",
 * "/pagemap"), or -1. */
static inline int running_descriptor(const char *ends_with)
{
    DIR *dir = opendir("/proc/self/fd");
    struct dirent *e;
    int found = -1;

    CHECK(dir != NULL);
    while ((e = readdir(dir)) != NULL) {
        char path[320], text[256];
        ssize_t n;

        (void)snprintf(path, sizeof(path), "/proc/self/fd/%s", e->d_name);
        n = readlink(path, text, sizeof(text) - 1);
        if (n < 0 || (size_t)n < strlen(ends_with))
            continue;
        text[n] = '\0';
        if (strcmp(text + n - strlen(ends_with), ends_with) == 0)
            found = atoi(e->d_name);
    }
    closedir(dir);
    return found;
}

#endif /* RUNNING_H */
