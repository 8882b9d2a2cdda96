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

/* pmscan is active, and a small graph is built. */
static inline void running_start(struct graph_thread *t)
{
    struct test_rng rng = test_rng_start();

    GC_INIT();
    GC_enable_incremental();
    if (gc_pmscan_state() != GC_PMSCAN_STATE_ACTIVE)
        printf("not active: %s\n", gc_pmscan_reason());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    graph_thread_start(t, test_random(&rng));
    graph_build(t, 10);
}

/* Works for at least so many sweeps. */
static inline void running_sweeps(struct graph_thread *t, unsigned sweeps)
{
    uint64_t until = running_stats().sweeps + sweeps;

    while (running_stats().sweeps < until)
        graph_work(t, 200);
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
