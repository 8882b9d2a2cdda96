/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: each system call of ours fails in turn while libgc collects, once or
 *   from then on: in a sweep, when the heap grows, when pages are disarmed, when
 *   a library is loaded and unloaded, when our descriptors were closed, in a
 *   forked child's first sweeps, and when sweeps fail anyhow.  No object is
 *   lost and no page; what lasts is said to be "degraded" with a reason; when
 *   nothing fails any more all is well within a few sweeps.
 * Limitations: one in four calls, with verify mode, which makes many, one in
 *   24, in one of the ways in which it can fail; both chosen at random.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_FORECAST=on" } */
/* { dg-libs "-ldl" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "STATE=active ALL=0" "STATE=active ALL=1" "STATE=lost ALL=1" "STATE=child ALL=0" "STATE=degraded ALL=0" "STATE=child ALL=0 GC_PMSCAN_VERIFY=1" } */
#define _GNU_SOURCE
#include "running.h"

#include <dlfcn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "failnth.h"

enum { SWEEPS = 2, SWEEPS_TO_RECOVER = 3, LARGE_HEAP = 64 << 20 };

static struct graph_thread t;
static struct gc_pmscan_stats at_first;
static bool all;

static bool state_is(const char *state)
{
    return strcmp(getenv("STATE"), state) == 0;
}

/* What must fail when nothing else does. */
static void prepare(struct rlimit *limit)
{
    struct rlimit none;

    CHECK_EQ(getrlimit(RLIMIT_NOFILE, limit), 0);
    none = *limit;
    if (state_is("lost") || state_is("degraded"))
        closefrom(3);
    if (state_is("degraded")) {
        none.rlim_cur = 3;
        CHECK_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
        running_sweeps(&t, 4);
        CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DEGRADED);
    }
}

static void collect_and_grow(void)
{
    void *library;

    if (GC_get_heap_size() < LARGE_HEAP)
        CHECK(GC_expand_hp(1) != 0);
    GC_gcollect();
    library = dlopen("libpthread.so.0", RTLD_NOW | RTLD_LOCAL);
    running_sweeps(&t, SWEEPS);
    /* libgc reads on from where it was in a mark in progress, also in data that
     * is gone. */
    GC_gcollect();
    if (library != NULL)
        CHECK_EQ(dlclose(library), 0);
    GC_gcollect();
}

static void recover(void)
{
    struct gc_pmscan_stats before, after;

    failnth_disarm();
    running_sweeps(&t, SWEEPS_TO_RECOVER);
    before = running_stats();
    running_sweeps(&t, 2);
    after = running_stats();
    graph_verify();
    if (gc_pmscan_state() != GC_PMSCAN_STATE_ACTIVE
        || after.sweep_errors != before.sweep_errors
        || after.all_dirty_sweeps != before.all_dirty_sweeps)
        printf("no recovery: %" PRIu64 " errors more, %" PRIu64
               " times all dirty: %s\n", after.sweep_errors - before.sweep_errors,
               after.all_dirty_sweeps - before.all_dirty_sweeps,
               gc_pmscan_reason());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(strlen(gc_pmscan_reason()), 0);
    CHECK_EQ(after.sweep_errors, before.sweep_errors);
    CHECK_EQ(after.all_dirty_sweeps, before.all_dirty_sweeps);
    CHECK(after.tracked_bytes >= at_first.tracked_bytes);
    CHECK_EQ(after.root_bytes, at_first.root_bytes);
}

static void fail_and_recover(const struct failnth_walk *w)
{
    struct rlimit limit;

    prepare(&limit);
    if (!state_is("child"))
        failnth_arm(w->nth, w->way, all);
    collect_and_grow();
    if (gc_pmscan_state() == GC_PMSCAN_STATE_DEGRADED)
        CHECK(strlen(gc_pmscan_reason()) > 10);
    else
        CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    failnth_disarm();
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    recover();
}

/* The same in a child, from the moment of its making. */
static void in_child(const struct failnth_walk *w)
{
    int status;
    pid_t pid;

    fflush(stdout);
    failnth_arm(w->nth, w->way, all);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        fail_and_recover(w);
        fflush(stdout);
        _exit(0);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    if (status != 0) {
        printf("the child ended with status 0x%x\n", (unsigned)status);
        failnth_print();
    }
    CHECK_EQ(status, 0);
}

static void say_what_failed(void)
{
    if (failnth != NULL)
        failnth_print();
    fflush(stdout);
}

int main(void)
{
    struct failnth_walk w;

    all = atoi(getenv("ALL")) != 0;
    running_start(&t);
    graph.stored_by_program_only = true; /* its pipe is closed, too */
    running_well(&t, 20);
    at_first = running_stats();
    w = failnth_walk_start(getenv("GC_PMSCAN_VERIFY") != NULL ? 24 : 4, 1);
    CHECK_EQ(atexit(say_what_failed), 0);
    do {
        if (state_is("child"))
            in_child(&w);
        else
            fail_and_recover(&w);
    } while (failnth_walk_next(&w));
    running_well(&t, 5);
    return 0;
}
