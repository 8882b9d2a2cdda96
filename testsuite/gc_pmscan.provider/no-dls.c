/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: a program that keeps libgc from looking at the loaded objects makes
 *   it register the program's data in a way that libgc before 8.2.8 reads
 *   incompletely: no write to a place in it is missed, and not by calling
 *   everything dirty.
 * Limitations: the static data of the program alone.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
#include <check.h>

#include <gc/gc.h>
#include <gc_pmscan.h>
#include <string.h>

enum { PLACES = 20000 };

/* Pages of pointers, off a page boundary most likely. */
static long *volatile places[PLACES];

int main(void)
{
    struct gc_pmscan_stats stats = { .size = sizeof(stats) };
    struct test_rng rng = test_rng_start();
    long expected[PLACES] = { 0 }, i;

    GC_set_no_dls(1);
    GC_INIT();
    /* What libgc finds of a program's data by itself depends on the linker. */
    GC_add_roots((void *)(uintptr_t)places,
                 (void *)(uintptr_t)(places + PLACES));
    GC_enable_incremental();
    for (i = 1; i <= 3000000; i++) {
        long *p = GC_MALLOC(32);

        *p = i;
        if (i % 50 == 0) {
            size_t at = test_random_below(&rng, PLACES);

            if (places[at] != NULL)
                CHECK_EQ(*places[at], expected[at]);
            places[at] = p;
            expected[at] = i;
        }
    }
    for (i = 0; i < PLACES; i++)
        if (places[i] != NULL)
            CHECK_EQ(*places[i], expected[i]);
    CHECK_EQ(gc_pmscan_get_stats(&stats), 0);
    printf("%s\n", gc_pmscan_reason());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK(stats.sweeps >= 5);
    CHECK(stats.all_dirty_sweeps < stats.sweeps / 2);
    return 0;
}
