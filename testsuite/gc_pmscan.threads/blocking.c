/* SPDX-License-Identifier: MIT */
/*
 * Area: threads
 * Purpose: threads that libgc does not stop (GC_do_blocking), into whose heap
 *   memory the kernel writes pointers (read(2) from a pipe) while collections go
 *   on, and that use libgc in between (GC_call_with_gc_active): the write is
 *   reported, verify mode does not take it for a lost one, and the object, to
 *   which nothing else points any more, is kept.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "THREADS=2" "THREADS=16" "THREADS=64" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <many.h>

enum { OBJECT_WORDS = 6, SLOTS = 3000 };

/* A giver makes objects and sends their addresses; a taker has them written
 * into its table. */
struct pair {
    pthread_t giver, taker;
    int to_taker[2], to_giver[2];
    uint64_t seed;
    void **table;   /* in libgc's heap */
    size_t slot;    /* where the next pointer goes */
    uint64_t *ids;  /* what they point to, in memory that is not scanned */
    uint64_t given;
    ssize_t got;
    struct graph_thread graph;
};

#define WORD(id, i) (UINT64_C(3) << 62 | ((id) * 97 + (i)))

static atomic_bool stop;

static void check(const struct pair *p, size_t slot)
{
    const uint64_t *w = p->table[slot];
    size_t i;

    if (p->ids[slot] == 0)
        return;
    for (i = 0; i < OBJECT_WORDS; i++)
        if (w[i] != WORD(p->ids[slot], i)) {
            printf("lost object: number %" PRIu64 " at %p, its pointer at "
                   "%p\n", p->ids[slot], (const void *)w,
                   (void *)(p->table + slot));
            fflush(stdout);
            _exit(1);
        }
}

static void *give(void *arg)
{
    struct pair *p = arg;
    uint64_t id;
    size_t i;

    for (id = 1; !atomic_load(&stop); id++) {
        uint64_t *volatile w = GC_MALLOC(OBJECT_WORDS * sizeof(*w));
        uint64_t *sent = w;
        char answer;

        CHECK(sent != NULL);
        for (i = 0; i < OBJECT_WORDS; i++)
            sent[i] = WORD(id, i);
        CHECK_EQ(write(p->to_taker[1], &sent, sizeof(sent)), sizeof(sent));
        CHECK_EQ(read(p->to_giver[0], &answer, 1), 1);
        w = sent = NULL;
        p->given = id;
    }
    CHECK_EQ(close(p->to_taker[1]), 0);
    return NULL;
}

static void *GC_CALLBACK use_libgc(void *arg)
{
    struct pair *p = arg;

    graph_work(&p->graph, 3);
    return NULL;
}

/* Not stopped by libgc; the table is an uncollectable object. */
static void *GC_CALLBACK take_one(void *arg)
{
    struct pair *p = arg;

    (void)GC_call_with_gc_active(use_libgc, p);
    p->got = read(p->to_taker[0], p->table + p->slot, sizeof(void *));
    return NULL;
}

static void *take(void *arg)
{
    struct pair *p = arg;
    uint64_t id = 1;
    size_t i;

    graph_thread_start(&p->graph, p->seed);
    for (;; id++) {
        p->slot = test_random_below(&p->graph.rng, SLOTS);
        check(p, p->slot);
        p->ids[p->slot] = 0;
        (void)GC_do_blocking(take_one, p);
        if (p->got == 0)
            break;
        CHECK_EQ(p->got, sizeof(void *));
        p->ids[p->slot] = id;
        CHECK_EQ(write(p->to_giver[1], "", 1), 1);
        check(p, test_random_below(&p->graph.rng, SLOTS));
    }
    for (i = 0; i < SLOTS; i++)
        check(p, i);
    graph_thread_end(&p->graph);
    return NULL;
}

int main(void)
{
    static struct pair pairs[MANY_MAX / 2];
    unsigned n = many_threads() / 2, i;
    struct graph_thread t;
    uint64_t given = 0;
    double began;

    running_start(&t);
    for (i = 0; i < n; i++) {
        struct pair *p = pairs + i;

        p->seed = test_random(&t.rng);
        p->table = GC_MALLOC_UNCOLLECTABLE(SLOTS * sizeof(*p->table));
        p->ids = calloc(SLOTS, sizeof(*p->ids));
        CHECK(p->table != NULL && p->ids != NULL);
        CHECK_EQ(pipe(p->to_taker) + pipe(p->to_giver), 0);
        CHECK_EQ(pthread_create(&p->taker, NULL, take, p), 0);
        CHECK_EQ(pthread_create(&p->giver, NULL, give, p), 0);
    }
    began = many_now();
    while (!many_is_over(began, 250)) {
        graph_shake_settings(&t);
        graph_work(&t, 100);
    }
    atomic_store(&stop, true);
    for (i = 0; i < n; i++) {
        CHECK_EQ(pthread_join(pairs[i].giver, NULL), 0);
        CHECK_EQ(pthread_join(pairs[i].taker, NULL), 0);
        CHECK(pairs[i].given > 0);
        given += pairs[i].given;
        free(pairs[i].ids);
        GC_FREE(pairs[i].table);
    }
    graph_verify();
    printf("%" PRIu64 " pointers passed between %u pairs\n", given, n);
    many_went_well();
    return 0;
}
