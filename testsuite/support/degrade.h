/* SPDX-License-Identifier: MIT */
/*
 * Something keeps new descriptors from being opened in mid-run, and goes away
 * again.
 *
 * What comes in: functions that take away and give back, and words that the
 * reason must have.  What goes out: a failed test, or nothing.  While our
 * descriptors are good nothing is wrong; a forked child, and a process whose
 * descriptors were closed, calls everything dirty and says why, and both are
 * as before when the cause is gone.
 */
#ifndef DEGRADE_H
#define DEGRADE_H

#include <sys/wait.h>

#include "running.h"

struct degrade {
    void (*take_away)(void);
    void (*give_back)(void);
    const char *words; /* what a user can act on */
};

static inline void degrade_expect(struct graph_thread *t,
                                  const struct degrade *d)
{
    struct gc_pmscan_stats before, after;

    running_sweeps(t, 4);
    before = running_stats();
    running_sweeps(t, 4);
    graph_verify();
    after = running_stats();
    printf("%s\n", gc_pmscan_reason());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DEGRADED);
    CHECK(strstr(gc_pmscan_reason(), d->words) != NULL);
    CHECK_EQ(after.all_dirty_sweeps - before.all_dirty_sweeps,
             after.sweeps - before.sweeps);
    d->give_back();
    running_sweeps(t, 2);
    running_well(t, 10);
}

static inline void degrade_check(const struct degrade *d)
{
    struct graph_thread t;
    int uffd, pagemap, status;
    pid_t pid;

    running_start(&t);
    graph.stored_by_program_only = true; /* its pipe is shared with the child */
    running_well(&t, 20);
    uffd = running_descriptor("[userfaultfd]");
    pagemap = running_descriptor("/pagemap");
    CHECK(uffd >= 0 && pagemap >= 0);
    d->take_away();
    running_well(&t, 10);
    fflush(stdout);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        degrade_expect(&t, d);
        fflush(stdout);
        _exit(0);
    }
    running_well(&t, 10);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    CHECK_EQ(close(uffd) + close(pagemap), 0);
    degrade_expect(&t, d);
    graph_verify();
}

#endif /* DEGRADE_H */
