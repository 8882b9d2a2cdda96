/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: with threads that go on writing during the sweeps, a write made
 *   between the beginnings of two sweeps is in the dirty set of the one or of
 *   the other: the kernel's report and its arming are one step [K-ATOMIC].
 *   Dirty sets of thousands of runs are sorted all the same.
 * Limitations: libgc stops the world, so this is more than it needs; a write
 *   that overlaps the beginning of a sweep is not judged.
 */
/* { dg-link "unit" } */
/* { dg-timeout 120 } */
#define _GNU_SOURCE
#include <pthread.h>

#include "dirty.h"

enum { PAGES = 4096, THREADS = 3, SWEEPS = 500 };

static struct gc_pmscan_tracker t;
static void *memory;
static volatile unsigned long begun; /* sweeps */
static volatile bool over;
/* The number of the latest sweep that had begun before, and none since, when a
 * page was last written. */
static unsigned long logged[PAGES];

static void *writer(void *argument)
{
    struct test_rng *rng = argument;

    while (!over) {
        size_t i = test_random_below(rng, PAGES);
        unsigned long before = __atomic_load_n(&begun, __ATOMIC_SEQ_CST);
        unsigned long after;

        __atomic_fetch_add((unsigned *)page_at(memory, i), 1,
                           __ATOMIC_SEQ_CST);
        after = __atomic_load_n(&begun, __ATOMIC_SEQ_CST);
        if (before == after)
            __atomic_store_n(&logged[i], after, __ATOMIC_SEQ_CST);
        if (test_random_below(rng, 64) == 0)
            usleep(20);
    }
    return NULL;
}

int main(void)
{
    struct test_rng rng = test_rng_start(), seeds[THREADS];
    unsigned long n, sweeps = test_rounds(SWEEPS), judged = 0;
    static unsigned long seen[PAGES];
    static bool dirty[2][PAGES];
    pthread_t threads[THREADS];
    size_t i;

    dirty_open(&t);
    memory = dirty_clean_pages(&t, PAGES);
    begun = 1;
    for (i = 0; i < THREADS; i++) {
        seeds[i].state = test_random(&rng);
        CHECK_EQ(pthread_create(&threads[i], NULL, writer, &seeds[i]), 0);
    }
    for (n = 2; n < sweeps + 2; n++) {
        /* Sweep n begins.  What was logged with n-1 is in the dirty set of
         * sweep n-1 or of this one. */
        for (i = 1; i < PAGES; i += 2)
            touch(memory, i, i + 1);
        __atomic_store_n(&begun, n, __ATOMIC_SEQ_CST);
        for (i = 0; i < PAGES; i++)
            seen[i] = __atomic_load_n(&logged[i], __ATOMIC_SEQ_CST);
        (void)dirty_sweep(&t, memory, PAGES, dirty[n & 1]);
        for (i = 0; i < PAGES; i++) {
            if (seen[i] != n - 1)
                continue;
            judged++;
            if (!dirty[0][i] && !dirty[1][i]) {
                printf("lost page: sweep %lu, page %zu\n", n, i);
                fflush(stdout);
                _exit(1);
            }
        }
    }
    over = true;
    for (i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    printf("%lu sweeps, %lu writes judged\n", sweeps, judged);
    CHECK(judged > sweeps);
    CHECK_EQ(t.errors, 0);
    return 0;
}
