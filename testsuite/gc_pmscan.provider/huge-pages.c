/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: a heap on transparent huge pages, which the first write to an armed
 *   one splits: no pointer that is stored in it is lost, and writing few pages
 *   does not make the rest dirty.
 * Limitations: whether the kernel gives huge pages is its own affair; the test
 *   asks for them and says how many it got.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

enum { BYTES = 64 << 20, HUGE = 2 << 20, ROUNDS = 40, NOISE = 1024 };

static unsigned long huge_kilobytes(void)
{
    FILE *f = fopen("/proc/self/smaps_rollup", "r");
    unsigned long kilobytes = 0;
    char line[256];

    if (f == NULL)
        return 0;
    while (fgets(line, sizeof(line), f) != NULL)
        if (strncmp(line, "AnonHugePages:", 14) == 0)
            kilobytes = strtoul(line + 14, NULL, 10);
    fclose(f);
    return kilobytes;
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    size_t words = BYTES / sizeof(void *), stride = HUGE / sizeof(void *), i;
    void *volatile *array;
    struct graph_thread t;
    unsigned round;
    uintptr_t start;

    running_start(&t);
    /* Memory that is not armed yet: the kernel then makes huge pages of it at
     * once, or by and by where it cannot. */
    GC_disable();
    array = GC_MALLOC(BYTES);
    start = ((uintptr_t)array + HUGE - 1) / HUGE * HUGE;
    CHECK_EQ(madvise((void *)start, BYTES - HUGE, MADV_HUGEPAGE), 0);
    (void)madvise((void *)start, BYTES - HUGE, 25 /* MADV_COLLAPSE */);
    printf("%lu kB of huge pages at first\n", huge_kilobytes());
    GC_enable();
    for (round = 0; round < ROUNDS; round++) {
        size_t at = test_random_below(&rng, stride);
        uint64_t written = 0, dirty;

        GC_gcollect();
        GC_gcollect();
        /* One page in each huge one. */
        GC_disable();
        for (i = at; i < words; i += stride) {
            uint64_t *leaf = GC_MALLOC_ATOMIC(3 * sizeof(*leaf));

            leaf[0] = GRAPH_MAGIC ^ i;
            leaf[1] = round;
            array[i] = leaf;
            written++;
        }
        GC_enable();
        if (round % 2 == 0) {
            GC_gcollect();
            dirty = running_stats().last_dirty_pages;
            if (dirty < written || dirty > written + NOISE)
                printf("round %u: %" PRIu64 " written, %" PRIu64 " dirty\n",
                       round, written, dirty);
            CHECK(dirty >= written);
            CHECK(dirty <= written + NOISE);
        }
        running_sweeps(&t, 3);
        for (i = at; i < words; i += stride) {
            uint64_t *leaf = array[i];

            if (leaf[0] != (GRAPH_MAGIC ^ i) || leaf[1] != round)
                graph_lost("overwritten", (void *)(uintptr_t)&array[i], leaf,
                           i, 0, 3);
        }
    }
    printf("%lu kB of huge pages at last\n", huge_kilobytes());
    running_well(&t, 10);
    return 0;
}
