/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: a child collects a thousand times while its parent collects, too:
 *   each is exact by its own writes, nothing is lost in either, the child is
 *   set up anew once, and neither disturbs the other.
 * Limitations: two processes.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-timeout 120 } */
#define _GNU_SOURCE
#include <running.h>

#include <sys/wait.h>

/* Makes so many sweeps quickly. */
static void collect(struct graph_thread *t, uint64_t sweeps)
{
    uint64_t until = running_stats().sweeps + sweeps;

    while (running_stats().sweeps < until) {
        graph_work(t, 10);
        if (test_random_below(&t->rng, 50) == 0)
            GC_gcollect();
        else
            GC_start_incremental_collection();
    }
    graph_verify();
}

static void child(struct graph_thread *t)
{
    struct gc_pmscan_stats before = running_stats(), after;

    t->rng.state += 1;
    collect(t, test_rounds(1000));
    after = running_stats();
    CHECK_EQ(after.forks, before.forks + 1);
    CHECK_EQ(after.sweep_errors, before.sweep_errors);
    CHECK(after.all_dirty_sweeps - before.all_dirty_sweeps <= 2);
    CHECK(after.verified_pages > before.verified_pages);
    running_well(t, 3);
    fflush(stdout);
    _exit(0);
}

int main(void)
{
    struct gc_pmscan_stats before, after;
    struct graph_thread t;
    unsigned rounds = 0;
    pid_t pid, ended;
    int status;

    running_start(&t);
    graph.stored_by_program_only = true; /* the pipe is shared */
    running_well(&t, 20);
    before = running_stats();
    fflush(stdout);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0)
        child(&t);
    do {
        collect(&t, 10);
        rounds++;
        ended = waitpid(pid, &status, WNOHANG);
    } while (ended == 0);
    CHECK_EQ(ended, pid);
    CHECK_EQ(status, 0);
    after = running_stats();
    printf("%" PRIu64 " sweeps in the parent, %" PRIu64 " pages verified\n",
           after.sweeps - before.sweeps,
           after.verified_pages - before.verified_pages);
    CHECK_EQ(after.forks, before.forks);
    CHECK_EQ(after.sweep_errors, before.sweep_errors);
    CHECK_EQ(after.all_dirty_sweeps, before.all_dirty_sweeps);
    running_well(&t, 3);
    return 0;
}
