/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: a child process, made by fork, whatever GC_set_handle_fork says, by
 *   _Fork or by the bare system call, which run no atfork handlers, goes on with the same heap: pmscan
 *   is set up anew in it, it collects and loses nothing, a grandchild too,
 *   while the parent goes on and loses nothing either.
 * Limitations: one thread; forks with threads are in the truth test.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "KIND=fork" "KIND=_Fork" "KIND=syscall" "KIND=clone GC_PMSCAN_VERIFY=1" "KIND=fork HANDLE=0" "KIND=fork HANDLE=1" } */
#define _GNU_SOURCE
#include <running.h>

#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static pid_t fork_some_way(void)
{
    const char *kind = getenv("KIND");

    if (kind == NULL || strcmp(kind, "fork") == 0)
        return fork();
    if (strcmp(kind, "_Fork") == 0)
        return _Fork();
    if (strcmp(kind, "syscall") == 0)
#ifdef SYS_fork
        return (pid_t)syscall(SYS_fork);
#else
        return (pid_t)syscall(SYS_clone, SIGCHLD, 0L, 0L, 0L, 0L);
#endif
    return (pid_t)syscall(SYS_clone, SIGCHLD, 0L, 0L, 0L, 0L);
}

static void generation(struct graph_thread *t, unsigned depth)
{
    struct gc_pmscan_stats before = running_stats(), after;
    int status;
    pid_t pid;

    pid = fork_some_way();
    CHECK(pid >= 0);
    if (pid == 0) {
        t->rng.state += 1;
        running_sweeps(t, 1);
        after = running_stats();
        CHECK_EQ(after.forks, before.forks + 1);
        CHECK(after.all_dirty_sweeps > before.all_dirty_sweeps);
        running_well(t, 30);
        if (depth > 0)
            generation(t, depth - 1);
        running_well(t, 10);
        _exit(0);
    }
    running_well(t, 30);
    CHECK_EQ(running_stats().forks, before.forks);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    running_well(t, 5);
}

int main(void)
{
    const char *handle = getenv("HANDLE");
    struct graph_thread t;
    unsigned i;

    if (handle != NULL)
        GC_set_handle_fork(atoi(handle));
    running_start(&t);
    /* The pipe would be shared with the child. */
    graph.stored_by_program_only = true;
    running_well(&t, 20);
    for (i = 0; i < 4; i++)
        generation(&t, 1);
    return 0;
}
