/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: the limit that the manual page names, and its cure.  io_uring writes
 *   pointers into a registered buffer in the heap; libgc does not learn of it,
 *   and would free what they point to.  After gc_pmscan_mark_dirty it does.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-libs "-luring" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_FORECAST=off" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "CURE=no" "CURE=yes" } */
#define _GNU_SOURCE
#include <partial.h>
#include <pinned.h>

enum { PAGES = 8, ROUNDS = 30, PER_ROUND = 400, WORDS = 4 };

static void *volatile holder; /* keeps the buffer */
static uintptr_t hidden[PER_ROUND];

/* The device writes pointers to new objects, one after the other. */
static __attribute__((noinline)) size_t receive(struct pinned *pin,
                                                struct test_rng *rng)
{
    void **text = malloc(PER_ROUND * sizeof(*text));
    size_t page = (size_t)sysconf(_SC_PAGESIZE), i;
    size_t at = test_random_below(rng, PAGES) * page;

    CHECK(text != NULL);
    for (i = 0; i < PER_ROUND; i++) {
        hidden[i] = graph_hide(GC_MALLOC(WORDS * sizeof(uint64_t)));
        text[i] = graph_reveal(hidden[i]);
    }
    pinned_write(pin, at, text, PER_ROUND * sizeof(*text));
    memset(text, 0, PER_ROUND * sizeof(*text));
    free(text);
    return at;
}

int main(void)
{
    bool cure = strcmp(getenv("CURE"), "yes") == 0;
    size_t page = (size_t)sysconf(_SC_PAGESIZE), i, lost = 0;
    struct test_rng rng = test_rng_start();
    struct pinned pin;
    char *buffer;
    int round;

    partial_start();
    holder = GC_MALLOC((PAGES + 1) * page);
    buffer = (char *)holder + page - (uintptr_t)holder % page;
    pinned_start(&pin, buffer, PAGES * page);
    GC_gcollect();
    for (round = 0; round < ROUNDS; round++) {
        size_t at;

        /* So that what was pinned is armed. */
        partial_collect();
        at = receive(&pin, &rng);
        if (cure)
            CHECK_EQ(gc_pmscan_mark_dirty(buffer + at,
                                          PER_ROUND * sizeof(void *)), 0);
        partial_collect();
        for (i = 0; i < PER_ROUND; i++)
            lost += !partial_found(hidden[i]);
    }
    printf("%zu of %d objects would be freed\n", lost, ROUNDS * PER_ROUND);
    if (cure)
        CHECK_EQ(lost, 0);
    else
        CHECK(lost > ROUNDS * PER_ROUND / 4);
    return 0;
}
