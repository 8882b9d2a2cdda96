/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: a thread that is not the first forks while others work, with libgc's
 *   own handling of fork and with GC_atfork_prepare() and its like called by
 *   the program: the child goes on with the same heap, has a child of its own,
 *   and one that becomes another program; nothing is lost, pmscan is on in each.
 * Limitations: without either, libgc cannot collect in the child of a program
 *   with threads; provider/fork-kinds.c has that with one thread.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "HANDLE=1" "HANDLE=-1" "HANDLE=1 GC_PMSCAN_VERIFY=1" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <running.h>

#include <sys/wait.h>

enum { THREADS = 3, FORKS = 3, SWEEPS = 20 };

static atomic_bool time_is_up;
static bool by_hand;

static void *work(void *seed)
{
    struct graph_thread t;

    graph_thread_start(&t, *(uint64_t *)seed);
    while (!atomic_load(&time_is_up))
        graph_work(&t, 100);
    graph_thread_end(&t);
    return NULL;
}

/* With the graph locked, so that it is whole in the child. */
static pid_t fork_locked(void)
{
    pid_t pid;

    graph_lock_all();
    if (by_hand)
        GC_atfork_prepare();
    pid = fork();
    if (by_hand && pid == 0)
        GC_atfork_child();
    else if (by_hand)
        GC_atfork_parent();
    graph_unlock_all();
    CHECK(pid >= 0);
    return pid;
}

static void wait_for(pid_t pid)
{
    int status;

    CHECK_EQ(waitpid(pid, &status, 0), pid);
    if (status != 0)
        printf("the child ended with status 0x%x\n", (unsigned)status);
    CHECK_EQ(status, 0);
}

/* Becomes another program at once, or after it collected. */
static void replaced_child(struct graph_thread *t, bool collect)
{
    pid_t pid = fork_locked();

    if (pid == 0) {
        if (collect)
            running_sweeps(t, 3);
        execlp("true", "true", (char *)NULL);
        _exit(1);
    }
    wait_for(pid);
}

/* A child, and its own. */
static void go_on(struct graph_thread *t, unsigned depth)
{
    struct gc_pmscan_stats before = running_stats(), after;
    pid_t pid;

    t->rng.state += depth + 1;
    graph_verify();
    running_sweeps(t, SWEEPS);
    if (depth > 0) {
        pid = fork_locked();
        if (pid == 0) {
            go_on(t, depth - 1);
            _exit(0);
        }
        running_sweeps(t, SWEEPS);
        wait_for(pid);
        replaced_child(t, true);
    }
    graph_verify();
    after = running_stats();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(after.forks, before.forks + 1);
    CHECK(after.all_dirty_sweeps - before.all_dirty_sweeps <= 2);
}

static void *fork_on(void *seed)
{
    unsigned long rounds = test_rounds(FORKS), i;
    struct graph_thread t;
    pid_t pid;

    graph_thread_start(&t, *(uint64_t *)seed);
    for (i = 0; i < rounds; i++) {
        running_sweeps(&t, 5);
        pid = fork_locked();
        if (pid == 0) {
            go_on(&t, 1);
            _exit(0);
        }
        running_sweeps(&t, 5);
        wait_for(pid);
        replaced_child(&t, i % 2 == 0);
    }
    atomic_store(&time_is_up, true);
    graph_thread_end(&t);
    return NULL;
}

int main(void)
{
    struct graph_thread t;
    pthread_t threads[THREADS];
    uint64_t seeds[THREADS];
    unsigned i;

    GC_set_handle_fork(atoi(getenv("HANDLE")));
    by_hand = atoi(getenv("HANDLE")) < 0;
    running_start(&t);
    graph_catch_crashes();
    graph.stored_by_program_only = true; /* pipes are shared with children */
    for (i = 0; i < THREADS; i++) {
        seeds[i] = test_random(&t.rng);
        CHECK_EQ(pthread_create(&threads[i], NULL, i == 0 ? fork_on : work,
                                &seeds[i]), 0);
    }
    for (i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    CHECK_EQ(running_stats().forks, 0);
    running_well(&t, 5);
    return 0;
}
