/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: no object that is alive is ever freed.  Several threads change an
 *   object graph that knows its own truth (support/graph.h), with thousands of
 *   collections of all sorts, changing settings, and forks whose children go
 *   on for a while.  The answers are dirty pages by and large, not "everything
 *   is dirty", or the test would prove nothing.
 * Limitations: an object that a stale word of a stack keeps alive by accident
 *   is not missed.  truth-drop.c shows that one dirty page in a hundred lost
 *   is found.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "TRUTH_THREADS=2 GC_PMSCAN_FORECAST=on" "TRUTH_THREADS=8 GC_PMSCAN_FORECAST=on" "TRUTH_THREADS=2 GC_PMSCAN_FORECAST=off" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <graph.h>

#include <gc_pmscan.h>
#include <sys/wait.h>
#include <time.h>

static atomic_bool time_is_up;
static atomic_ullong total_stores, total_by_read, total_verified;

static void count(const struct graph_thread *t)
{
    atomic_fetch_add(&total_stores, t->stores);
    atomic_fetch_add(&total_by_read, t->by_read);
    atomic_fetch_add(&total_verified, t->verified);
}

/* A thread that lives for a moment, so that threads come and go. */
static void *short_life(void *arg)
{
    struct graph_thread t;

    graph_thread_start(&t, *(uint64_t *)arg);
    graph_work(&t, 300);
    graph_thread_end(&t);
    count(&t);
    return NULL;
}

static void *worker(void *arg)
{
    struct graph_thread t;

    graph_thread_start(&t, *(uint64_t *)arg);
    while (!atomic_load(&time_is_up)) {
        graph_work(&t, 200);
        if (test_random_below(&t.rng, 200) == 0) {
            uint64_t seed = test_random(&t.rng);
            pthread_t thread;

            CHECK_EQ(pthread_create(&thread, NULL, short_life, &seed), 0);
            CHECK_EQ(pthread_join(thread, NULL), 0);
        }
    }
    graph_thread_end(&t);
    count(&t);
    return NULL;
}

/* The child goes on with the same heap, alone, and looks at all of it. */
static void child(struct graph_thread *t)
{
    struct gc_pmscan_stats before = { .size = sizeof(before) };
    struct gc_pmscan_stats stats = { .size = sizeof(stats) };

    CHECK_EQ(gc_pmscan_get_stats(&before), 0);
    graph_unlock_all();
    graph_verify();
    atomic_store(&graph.collect_every, 80);
    do {
        graph_work(t, 500);
        CHECK_EQ(gc_pmscan_get_stats(&stats), 0);
    } while (stats.sweeps < before.sweeps + 30);
    graph_verify();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(stats.forks, before.forks + 1);
    _exit(0);
}

static void fork_once(struct graph_thread *t)
{
    int status;
    pid_t pid;

    graph_lock_all();
    fflush(stdout);
    pid = fork();
    if (pid == 0)
        child(t);
    graph_unlock_all();
    CHECK(pid > 0);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    if (status != 0)
        printf("the child ended with status 0x%x\n", (unsigned)status);
    CHECK_EQ(status, 0);
}

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    const char *text = getenv("TRUTH_THREADS");
    unsigned nthreads = text != NULL ? (unsigned)atoi(text) : 2, forks = 0, i;
    const char *given = getenv("TRUTH_SECONDS");
    unsigned long hundredths = given != NULL ? 100 * strtoul(given, NULL, 10)
                                             : 800;
    double seconds = (double)test_rounds(hundredths) / 100, began;
    struct gc_pmscan_stats stats = { .size = sizeof(stats) };
    struct graph_thread t;
    pthread_t threads[64];
    uint64_t seeds[64];

    CHECK(nthreads > 0 && nthreads <= 64);
    GC_INIT();
    GC_enable_incremental();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    graph_catch_crashes();
    graph_thread_start(&t, test_random(&rng));
    graph_build(&t, 60);
    graph_verify();

    began = now();
    for (i = 0; i < nthreads; i++) {
        seeds[i] = test_random(&rng);
        CHECK_EQ(pthread_create(&threads[i], NULL, worker, &seeds[i]), 0);
    }
    while (now() < began + seconds) {
        graph_shake_settings(&t);
        graph_work(&t, 300);
        /* A short run might end before chance has it. */
        if (test_random_below(&t.rng, 50) == 0
            || (forks == 0 && now() > began + seconds / 2)) {
            fork_once(&t);
            forks++;
        }
    }
    atomic_store(&time_is_up, true);
    for (i = 0; i < nthreads; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    graph_verify();
    GC_gcollect();
    graph_verify();
    graph_thread_end(&t);
    count(&t);

    CHECK_EQ(gc_pmscan_get_stats(&stats), 0);
    printf("%u threads: %llu stores, %llu by read(2), %llu slots looked at, "
           "%llu finalized, %u forks\n", nthreads, atomic_load(&total_stores),
           atomic_load(&total_by_read), atomic_load(&total_verified),
           atomic_load(&graph.finalized), forks);
    printf("%lu collections, %" PRIu64 " sweeps, %" PRIu64 " all dirty, %"
           PRIu64 " errors, %" PRIu64 " dirty pages, %zu bytes of heap\n",
           (unsigned long)GC_get_gc_no(), stats.sweeps, stats.all_dirty_sweeps,
           stats.sweep_errors, stats.dirty_pages, GC_get_heap_size());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(stats.sweep_errors, 0);
    CHECK(stats.sweeps >= test_rounds(hundredths) / 10);
    CHECK(stats.all_dirty_sweeps * 20 <= stats.sweeps);
    CHECK(stats.dirty_pages / stats.sweeps
          < stats.tracked_bytes / (uint64_t)sysconf(_SC_PAGESIZE) * 3 / 4);
    CHECK(atomic_load(&graph.finalized) > 0);
    CHECK(forks > 0);
    return 0;
}
