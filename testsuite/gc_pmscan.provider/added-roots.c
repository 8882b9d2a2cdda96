/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: an object whose only pointer is in memory added with GC_add_roots
 *   stays alive, wherever that memory starts and ends within a page: in
 *   memory of malloc, in static data, across pages, next to other roots; also
 *   when it is added late, and after it was taken away and added again.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

enum { AREAS = 40, PAGES = 6, ROUNDS = 60 };

/* Words [from, to) of an area are roots. */
static struct area {
    void **words;
    size_t from, to;
    bool added;
} areas[AREAS];

static void __attribute__((noinline)) store(struct test_rng *rng)
{
    unsigned a;
    size_t i;

    for (a = 0; a < AREAS; a++) {
        for (i = areas[a].from; areas[a].added && i < areas[a].to; i++) {
            uint64_t *leaf;

            /* The ends always, the rest now and then. */
            if (i != areas[a].from && i + 1 != areas[a].to
                && test_random_below(rng, 64) != 0
                && areas[a].words[i] != NULL)
                continue;
            leaf = GC_MALLOC_ATOMIC(4 * sizeof(*leaf));

            leaf[0] = GRAPH_MAGIC ^ i;
            leaf[1] = a;
            ((void *volatile *)areas[a].words)[i] = leaf;
        }
    }
}

static void check(void)
{
    unsigned a;
    size_t i;

    for (a = 0; a < AREAS; a++) {
        for (i = areas[a].from; areas[a].added && i < areas[a].to; i++) {
            uint64_t *leaf = areas[a].words[i];

            if (leaf == NULL || leaf[0] != (GRAPH_MAGIC ^ i) || leaf[1] != a)
                graph_lost("overwritten", areas[a].words + i, leaf, i, (int)a,
                           4);
        }
    }
}

static void add(struct area *area)
{
    area->added = true;
    GC_add_roots(area->words + area->from, area->words + area->to);
}

int main(void)
{
    size_t words = PAGES * (size_t)sysconf(_SC_PAGESIZE) / sizeof(void *);
    struct test_rng rng = test_rng_start();
    struct graph_thread t;
    unsigned a, round;

    running_start(&t);
    for (a = 0; a < AREAS; a++) {
        /* Few with a page of their own, most begin and end anywhere. */
        areas[a].words = a % 2 == 0
                             ? calloc(words, sizeof(void *))
                             : mmap(NULL, words * sizeof(void *),
                                    PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        CHECK(areas[a].words != NULL && areas[a].words != MAP_FAILED);
        areas[a].from = a < 4 ? 0 : test_random_below(&rng, words / 2);
        areas[a].to = areas[a].from + 1
                      + test_random_below(&rng, words - areas[a].from - 1);
        if (a % 10 != 9)
            add(&areas[a]);
    }
    for (round = 1; round < ROUNDS; round++) {
        store(&rng);
        running_sweeps(&t, 3);
        check();
        if (round == 20)
            for (a = 9; a < AREAS; a += 10)
                add(&areas[a]);
        if (round % 10 == 0) {
            a = (unsigned)test_random_below(&rng, AREAS / 10) * 10;
            GC_disable();
            GC_remove_roots(areas[a].words + areas[a].from,
                            areas[a].words + areas[a].to);
            add(&areas[a]);
            GC_enable();
        }
    }
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    return 0;
}
