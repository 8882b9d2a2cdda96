/* SPDX-License-Identifier: MIT */
/*
 * Area: verify
 * Purpose: verify mode finds nothing where nothing is lost, in a program that
 *   stores pointers in all ways and in all kinds of objects, gives memory
 *   back, protects and forks; and it does compare, nearly all that is clean.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-timeout 120 } */
/* { dg-matrix "GC_PMSCAN_FORECAST=on" "GC_PMSCAN_FORECAST=off" } */
#define _GNU_SOURCE
#include <running.h>
#include <sys/wait.h>

static void work(struct graph_thread *t, unsigned rounds)
{
    struct gc_pmscan_stats before = running_stats(), after;
    uint64_t pages, clean;

    while (rounds-- > 0) {
        graph_shake_settings(t);
        running_sweeps(t, 20);
        if (test_random_below(&t->rng, 10) == 0)
            GC_gcollect_and_unmap();
    }
    graph_verify();
    after = running_stats();
    pages = after.tracked_bytes / (uint64_t)sysconf(_SC_PAGESIZE)
            * (after.sweeps - before.sweeps);
    clean = after.verified_pages - before.verified_pages;
    printf("%" PRIu64 " page checks in %" PRIu64 " sweeps of %" PRIu64
           " bytes\n", clean, after.sweeps - before.sweeps,
           after.tracked_bytes);
    CHECK(clean > 0 && clean > pages / 10);
    CHECK_EQ(after.sweep_errors, before.sweep_errors);
}

int main(void)
{
    struct graph_thread t;
    pid_t pid;
    int status;

    running_start(&t);
    work(&t, (unsigned)test_rounds(20));
    fflush(stdout);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        work(&t, (unsigned)test_rounds(7));
        fflush(stdout);
        _exit(0);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    work(&t, (unsigned)test_rounds(7));
    return 0;
}
