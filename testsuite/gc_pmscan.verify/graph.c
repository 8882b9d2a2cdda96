/* SPDX-License-Identifier: MIT */
/*
 * Area: verify
 * Purpose: verify mode finds nothing where nothing is lost, in a program that
 *   stores pointers in all ways and in all kinds of objects, gives memory
 *   back, protects and forks; and it does compare, nearly all that is clean,
 *   and sees dirty pages arrive in libgc.
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

/* Pages of this process that are in memory, its heap's among them. */
static uint64_t resident_pages(void)
{
    unsigned long long size, resident;
    FILE *f = fopen("/proc/self/statm", "r");

    CHECK(f != NULL);
    CHECK_EQ(fscanf(f, "%llu %llu", &size, &resident), 2);
    CHECK_EQ(fclose(f), 0);
    return resident;
}

static void work(struct graph_thread *t, unsigned rounds)
{
    struct gc_pmscan_stats before = running_stats(), last = before, after;
    uint64_t pages = 0, clean;

    while (rounds-- > 0) {
        graph_shake_settings(t);
        running_sweeps(t, 20);
        after = running_stats();
        pages += resident_pages() * (after.sweeps - last.sweeps);
        last = after;
        if (test_random_below(&t->rng, 10) == 0)
            GC_gcollect_and_unmap();
    }
    graph_verify();
    after = running_stats();
    clean = after.verified_pages - before.verified_pages;
    printf("%" PRIu64 " page checks in %" PRIu64 " sweeps; %" PRIu64
           " resident pages came by\n", clean, after.sweeps - before.sweeps,
           pages);
    CHECK(clean > 0 && clean > pages / 10);
    CHECK(after.handed_over_pages > before.handed_over_pages);
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
