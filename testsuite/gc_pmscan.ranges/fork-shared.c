/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: threads, and children that share the memory (vfork, clone with
 *   CLONE_VM), are no new process: their writes are reported exactly, their
 *   sweeps are this process's, nothing is set up anew.
 * Limitations: one at a time.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "dirty.h"

enum { PAGES = 32 };

static struct gc_pmscan_tracker t;
static void *p;

static void *in_thread(void *argument)
{
    (void)argument;
    touch(p, 3, 5);
    gc_pmscan_tracker_sweep(&t);
    touch(p, 9, 12);
    return NULL;
}

static int in_child(void *argument)
{
    (void)in_thread(argument);
    return 0;
}

static void expect_both(void)
{
    bool dirty[PAGES];

    CHECK_EQ(dirty_sweep(&t, p, PAGES, dirty), 3);
    CHECK(dirty[9] && dirty[10] && dirty[11]);
    CHECK_EQ(t.generations, 0);
    CHECK_EQ(t.errors, 0);
}

int main(void)
{
    static char stack[262144] __attribute__((aligned(64)));
    pthread_t thread;
    pid_t child;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    CHECK_EQ(pthread_create(&thread, NULL, in_thread, NULL), 0);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    expect_both();
    child = clone(in_child, stack + sizeof(stack), CLONE_VM | SIGCHLD, NULL);
    dirty_wait(child);
    expect_both();
    child = vfork();
    if (child == 0) {
        touch(p, 9, 12);
        _exit(0);
    }
    dirty_wait(child);
    expect_both();
    return 0;
}
