/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: what may be called at any time may be called at any time: state,
 *   reason, counters, version and gc_pmscan_mark_dirty by a thread that libgc
 *   does not know while collections run, under libgc's lock, and
 *   gc_pmscan_mark_dirty in a signal handler.
 * Limitations: a second or so of collections.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

#include <signal.h>

static atomic_bool stop;
static atomic_ullong asked;
static char *marked; /* in the heap */

static void ask(void)
{
    static _Thread_local uint64_t latest;
    struct gc_pmscan_stats stats = running_stats();

    CHECK(stats.sweeps >= latest);
    CHECK(stats.all_dirty_sweeps <= stats.sweeps);
    latest = stats.sweeps;
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(strlen(gc_pmscan_reason()), 0);
    CHECK(strlen(gc_pmscan_version()) > 0);
    CHECK_EQ(gc_pmscan_mark_dirty(marked, 10000), 0);
    atomic_fetch_add(&asked, 1);
}

/* No GC_THREADS: plain pthread_create. */
static void *foreign(void *unused)
{
    struct gc_pmscan_probe_result probe = { .size = sizeof(probe) };

    (void)unused;
    while (!atomic_load(&stop)) {
        ask();
        if (atomic_load(&asked) % 1000 == 0) {
            CHECK_EQ(gc_pmscan_probe(&probe), 0);
            CHECK_EQ(probe.usable, 1);
        }
    }
    return NULL;
}

static void *GC_CALLBACK locked(void *unused)
{
    ask();
    return unused;
}

static void on_signal(int number)
{
    (void)number;
    (void)gc_pmscan_mark_dirty(marked, 10000);
}

int main(void)
{
    struct graph_thread t;
    pthread_t thread;
    unsigned i;

    running_start(&t);
    marked = GC_MALLOC(10000);
    CHECK(signal(SIGUSR1, on_signal) != SIG_ERR);
    CHECK_EQ(pthread_create(&thread, NULL, foreign, NULL), 0);
    for (i = 0; i < 100; i++) {
        graph_work(&t, 200);
        (void)GC_call_with_alloc_lock(locked, NULL);
        CHECK_EQ(raise(SIGUSR1), 0);
    }
    atomic_store(&stop, true);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    printf("asked %llu times\n", atomic_load(&asked));
    CHECK(atomic_load(&asked) > 100);
    running_well(&t, 20);
    return 0;
}
