/* SPDX-License-Identifier: MIT */
/*
 * Area: threads
 * Purpose: threads that GC_suspend_thread holds for the length of several
 *   collections, wherever they were, and that go on afterwards: no page of
 *   theirs is lost, and no object.
 * Limitations: a suspended thread holds no lock but those of libgc.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "THREADS=1" "THREADS=8" "THREADS=64" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <many.h>
#include <own.h>

#include <gc/javaxfc.h>

static atomic_bool stop;
static atomic_uint started;

static void *worker(void *arg)
{
    uint64_t seed = *(uint64_t *)arg;
    struct own o;

    own_start(&o, seed, seed >> 20 << 20);
    atomic_fetch_add(&started, 1);
    while (!atomic_load(&stop)) {
        own_step(&o);
        if (test_random_below(&o.rng, 20) == 0)
            many_pause(many_threads());
    }
    own_end(&o);
    return NULL;
}

int main(void)
{
    static pthread_t threads[MANY_MAX];
    static uint64_t seeds[MANY_MAX];
    unsigned n = many_threads(), i, suspended = 0;
    struct graph_thread t;
    double began;

    running_start(&t);
    for (i = 0; i < n; i++) {
        seeds[i] = test_random(&t.rng);
        CHECK_EQ(pthread_create(&threads[i], NULL, worker, &seeds[i]), 0);
    }
    /* A thread in its first malloc must not be suspended. */
    while (atomic_load(&started) < n)
        sched_yield();
    began = many_now();
    while (!many_is_over(began, 250)) {
        unsigned one = (unsigned)test_random_below(&t.rng, n);
        unsigned other = (unsigned)test_random_below(&t.rng, n);

        GC_suspend_thread(threads[one]);
        GC_suspend_thread(threads[other]);
        CHECK(GC_is_thread_suspended(threads[one]));
        for (i = 0; i < 3; i++)
            (void)GC_collect_a_little();
        if (test_random_below(&t.rng, 10) == 0)
            GC_gcollect();
        GC_resume_thread(threads[one]);
        if (other != one)
            GC_resume_thread(threads[other]);
        suspended++;
        graph_work(&t, 20);
    }
    atomic_store(&stop, true);
    for (i = 0; i < n; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    graph_verify();
    printf("suspended %u times\n", suspended);
    CHECK(suspended > 0);
    many_went_well();
    return 0;
}
