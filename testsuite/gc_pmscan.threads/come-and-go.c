/* SPDX-License-Identifier: MIT */
/*
 * Area: threads
 * Purpose: 1 to 64 threads that start, allocate, write to what they share and
 *   end, some of them made behind libgc's back and registered later, while
 *   collections of all sorts go on: no page is lost, and no object.
 * Limitations: an object that a stale word of a stack keeps alive by accident
 *   is not missed.  In the manual way the stacks stay mapped, for libgc by
 *   itself may read there after a thread's end (DESIGN.md, G-STACK).
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "THREADS=1" "THREADS=8" "THREADS=64" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <many.h>

/* What the C library calls pthread_create, which libgc does not see. */
typedef int create_fn(pthread_t *, const pthread_attr_t *, void *(*)(void *),
                      void *);
#undef pthread_create
#undef pthread_join
static create_fn *const create_unseen = pthread_create;

enum { STACK_BYTES = 1 << 20 };

struct worker {
    pthread_t thread;
    void *stack; /* NULL: one that goes when the thread does */
    uint64_t seed;
    bool unseen, running;
    atomic_bool done;
};

static void work(struct worker *w)
{
    struct graph_thread t;
    unsigned rounds;

    graph_thread_start(&t, w->seed);
    for (rounds = 1 + (unsigned)test_random_below(&t.rng, 8); rounds > 0;
         rounds--)
        graph_work(&t, 40);
    graph_thread_end(&t);
}

static void *seen(void *arg)
{
    struct worker *w = arg;

    work(w);
    atomic_store(&w->done, true);
    return NULL;
}

static void *unseen(void *arg)
{
    struct worker *w = arg;
    struct GC_stack_base base;

    CHECK_EQ(GC_get_stack_base(&base), GC_SUCCESS);
    CHECK_EQ(GC_register_my_thread(&base), GC_SUCCESS);
    work(w);
    CHECK_EQ(GC_unregister_my_thread(), GC_SUCCESS);
    atomic_store(&w->done, true);
    return NULL;
}

static void start(struct worker *w, struct test_rng *rng)
{
    pthread_attr_t attr;

    CHECK_EQ(pthread_attr_init(&attr), 0);
    if (w->stack != NULL)
        CHECK_EQ(pthread_attr_setstack(&attr, w->stack, STACK_BYTES), 0);
    w->seed = test_random(rng);
    w->unseen = test_random_below(rng, 3) == 0;
    w->running = true;
    atomic_store(&w->done, false);
    if (w->unseen)
        CHECK_EQ(create_unseen(&w->thread, &attr, unseen, w), 0);
    else
        CHECK_EQ(GC_pthread_create(&w->thread, &attr, seen, w), 0);
    CHECK_EQ(pthread_attr_destroy(&attr), 0);
}

static void join(struct worker *w)
{
    if (w->unseen)
        CHECK_EQ(pthread_join(w->thread, NULL), 0);
    else
        CHECK_EQ(GC_pthread_join(w->thread, NULL), 0);
    w->running = false;
}

int main(void)
{
    static struct worker workers[MANY_MAX];
    unsigned n = many_threads(), started = 0, i;
    struct graph_thread t;
    double began;

    running_start(&t);
    GC_allow_register_threads();
    for (i = 0; i < n && strcmp(getenv("GC_PMSCAN_ATTACH"), "manual") == 0;
         i++) {
        workers[i].stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        CHECK(workers[i].stack != MAP_FAILED);
    }
    began = many_now();
    while (!many_is_over(began, 250) || started <= n) {
        for (i = 0; i < n; i++) {
            if (workers[i].running && !atomic_load(&workers[i].done))
                continue;
            if (workers[i].running)
                join(workers + i);
            start(workers + i, &t.rng);
            started++;
        }
        graph_shake_settings(&t);
        graph_work(&t, 50);
    }
    for (i = 0; i < n; i++)
        join(workers + i);
    graph_verify();
    printf("%u threads started, %u at a time\n", started, n);
    CHECK(started > n);
    many_went_well();
    return 0;
}
