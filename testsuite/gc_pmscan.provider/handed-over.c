/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: a page that was written counts as dirty for libgc, page by page and
 *   by what libgc itself says: an old object gets a pointer to a new one, which
 *   nothing else points to, and after the next partial collection the new one
 *   is marked.  Only a libgc that knows that the old one's page is dirty marks
 *   it, so each lost page is seen at once and not by luck.
 * Limitations: heap pages only.  handed-over-drop.c and -mute.c show that it
 *   fails with a page in a hundred lost in the sweep, and on the way to libgc.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "GC_PMSCAN_FORECAST=on" "GC_PMSCAN_FORECAST=off" } */
#define _GNU_SOURCE
#include <partial.h>

enum { HOLDERS = 4000, HOLDER_BYTES = 2000, WORDS = 4, PER_ROUND = 300 };

/* Not scanned: addresses are kept inverted. */
static uintptr_t *holders, *fresh;

static void new_object(struct test_rng *rng, size_t i)
{
    uint64_t *volatile w = GC_MALLOC(WORDS * sizeof(*w));
    uint64_t **holder =
        graph_reveal(holders[test_random_below(rng, HOLDERS)]);

    CHECK(w != NULL);
    w[0] = GRAPH_MAGIC;
    /* Several words: an object that is overwritten becomes garbage, and is not
     * looked for. */
    holder[test_random_below(rng, HOLDER_BYTES / sizeof(*holder))] = w;
    fresh[i] = graph_hide(w);
    w = NULL;
}

/* Is it still held, or was its place in the holder taken by a later one? */
static bool is_held(uintptr_t hidden)
{
    size_t i, k;

    for (i = 0; i < HOLDERS; i++) {
        uint64_t **holder = graph_reveal(holders[i]);

        for (k = 0; k < HOLDER_BYTES / sizeof(*holder); k++)
            if (graph_hide(holder[k]) == hidden)
                return true;
    }
    return false;
}

static __attribute__((noinline)) void store(struct test_rng *rng)
{
    size_t i;

    for (i = 0; i < PER_ROUND; i++)
        new_object(rng, i);
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    unsigned long rounds = test_rounds(100), round;
    struct gc_pmscan_stats stats;
    void **spine;
    size_t i;

    partial_start();
    holders = calloc(HOLDERS, sizeof(*holders));
    fresh = calloc(PER_ROUND, sizeof(*fresh));
    spine = GC_MALLOC_UNCOLLECTABLE(HOLDERS * sizeof(*spine));
    CHECK(holders != NULL && fresh != NULL && spine != NULL);
    for (i = 0; i < HOLDERS; i++) {
        spine[i] = GC_MALLOC(HOLDER_BYTES);
        CHECK(spine[i] != NULL);
        holders[i] = graph_hide(spine[i]);
    }
    GC_gcollect();
    for (round = 0; round < rounds; round++) {
        store(&rng);
        partial_collect();
        for (i = 0; i < PER_ROUND; i++)
            if (!partial_found(fresh[i]) && is_held(fresh[i])) {
                printf("lost object: %p in round %lu\n",
                       graph_reveal(fresh[i]), round);
                return 1;
            }
    }
    stats = running_stats();
    printf("%" PRIu64 " sweeps, %" PRIu64 " dirty pages of %" PRIu64
           " bytes, %lu collections\n", stats.sweeps, stats.dirty_pages,
           stats.tracked_bytes, (unsigned long)GC_get_gc_no());
    /* Or it would prove nothing: most pages are clean in most sweeps. */
    CHECK(stats.sweeps >= rounds);
    CHECK(stats.dirty_pages / stats.sweeps < HOLDERS / 2 / 2);
    return 0;
}
