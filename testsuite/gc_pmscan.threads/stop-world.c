/* SPDX-License-Identifier: MIT */
/*
 * Area: threads
 * Purpose: the program stops the world by itself (GC_stop_world_external) and
 *   writes to the heap meanwhile: what it wrote is dirty at the next sweep, also
 *   in the middle of an incremental mark, and no object is lost.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "THREADS=1" "THREADS=8" "THREADS=64" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <many.h>
#include <own.h>

static atomic_bool stop;

static void *worker(void *arg)
{
    struct graph_thread t;

    graph_thread_start(&t, *(uint64_t *)arg);
    while (!atomic_load(&stop)) {
        graph_work(&t, 20);
        many_pause(many_threads());
    }
    graph_thread_end(&t);
    return NULL;
}

/* Moves objects about: what a marker that looks at each page once would miss.
 * Nothing here allocates, and no other thread runs. */
static void move_objects(struct own *o)
{
    unsigned i;

    for (i = 0; i < 200; i++) {
        size_t from = test_random_below(&o->rng, OWN_SLOTS);
        size_t to = test_random_below(&o->rng, OWN_SLOTS);
        void *object = o->table[from];
        uint64_t id = o->ids[from];

        o->table[from] = o->table[to];
        o->ids[from] = o->ids[to];
        o->table[to] = object;
        o->ids[to] = id;
    }
}

int main(void)
{
    static pthread_t threads[MANY_MAX];
    static uint64_t seeds[MANY_MAX];
    unsigned n = many_threads(), i, stopped = 0;
    struct graph_thread t;
    struct own o;
    double began;

    running_start(&t);
    own_start(&o, test_random(&t.rng), 0);
    for (i = 0; i < n; i++) {
        seeds[i] = test_random(&t.rng);
        CHECK_EQ(pthread_create(&threads[i], NULL, worker, &seeds[i]), 0);
    }
    began = many_now();
    while (!many_is_over(began, 250)) {
        for (i = 0; i < 100; i++)
            own_step(&o);
        (void)GC_collect_a_little();
        GC_stop_world_external();
        move_objects(&o);
        GC_start_world_external();
        (void)GC_collect_a_little();
        if (++stopped % 20 == 0)
            own_verify(&o);
    }
    atomic_store(&stop, true);
    for (i = 0; i < n; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    own_end(&o);
    graph_verify();
    printf("stopped %u times\n", stopped);
    CHECK(stopped > 0);
    many_went_well();
    return 0;
}
