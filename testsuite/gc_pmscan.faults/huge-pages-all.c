/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: with huge pages for all memory, for a part of it or for none, and
 *   with memory collapsed into huge pages and split again between collections
 *   and during a mark, no write is missed and no object lost, and dirty pages
 *   are still told from others.
 * Limitations: "always" is advice for each mapping, soon after it was made, and
 *   not the machine's setting, which would be other programs' too.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "HUGE=always" "HUGE=some" "HUGE=never" } */
#define _GNU_SOURCE
#include <mappings.h>
#include <running.h>

#include <sys/prctl.h>

enum { BYTES = 12 << 20, HUGE = 2 << 20, ROUNDS = 6 };

/* <sys/mman.h> of Debian 12 knows it, older ones do not. */
enum { COLLAPSE = 25 };

static bool huge_is(const char *what)
{
    return strcmp(getenv("HUGE"), what) == 0;
}

static unsigned long huge_kilobytes(void)
{
    FILE *f = fopen("/proc/self/smaps_rollup", "r");
    unsigned long kilobytes = 0;
    char line[256];

    CHECK(f != NULL);
    while (fgets(line, sizeof(line), f) != NULL)
        if (strncmp(line, "AnonHugePages:", 14) == 0)
            kilobytes = strtoul(line + 14, NULL, 10);
    CHECK_EQ(fclose(f), 0);
    return kilobytes;
}

static unsigned long most; /* kilobytes of huge pages */

static void take_note(void)
{
    unsigned long now = huge_kilobytes();

    most = now > most ? now : most;
}

/* Huge pages from the start: all of it, or the middle of the array. */
static void begin_huge(void *volatile *array)
{
    uintptr_t start = ((uintptr_t)array + HUGE - 1) / HUGE * HUGE + HUGE;

    if (huge_is("always")) {
        mappings_advise(MADV_HUGEPAGE, true);
        mappings_advise(COLLAPSE, true);
    } else {
        (void)madvise((void *)start, BYTES / 2, MADV_HUGEPAGE);
        (void)madvise((void *)start, BYTES / 2, COLLAPSE);
    }
    take_note();
}

static void advise(struct graph_thread *t)
{
    static const int advice[] = { MADV_HUGEPAGE, MADV_NOHUGEPAGE, COLLAPSE,
                                  COLLAPSE };
    unsigned i;

    if (huge_is("always"))
        mappings_advise(MADV_HUGEPAGE, true);
    for (i = 0; i < 8; i++)
        mappings_advise_piece(&t->rng,
                              huge_is("always") ? COLLAPSE
                              : advice[test_random_below(&t->rng, 4)], HUGE);
    take_note();
}

/* Pages here and there, so that others stay huge. */
static void write_some(struct graph_thread *t, void *volatile *array)
{
    size_t words = HUGE / sizeof(*array), i;

    for (i = 0; i < BYTES / HUGE; i++)
        if (test_random_below(&t->rng, 4) == 0)
            array[i * words + test_random_below(&t->rng, words)] =
                GC_MALLOC(16);
}

int main(void)
{
    unsigned long rounds = test_rounds(ROUNDS);
    void *volatile *array;
    struct graph_thread t;

    if (huge_is("never"))
        CHECK_EQ(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0), 0);
    running_start(&t);
    GC_disable();
    array = GC_MALLOC(BYTES);
    begin_huge(array);
    advise(&t);
    GC_enable();
    while (rounds-- > 0) {
        write_some(&t, array);
        advise(&t);
        /* A mark is begun, and goes on later. */
        GC_start_incremental_collection();
        advise(&t);
        running_sweeps(&t, 2);
        if (test_random_below(&t.rng, 4) == 0)
            GC_gcollect_and_unmap();
    }
    printf("%lu kB of huge pages at most\n", most);
    CHECK(!huge_is("never") || most == 0);
    if (!huge_is("never") && most == 0)
        UNSUPPORTED("the kernel gives no huge pages");
    graph_verify();
    running_well(&t, 5);
    GC_reachable_here(array);
    return 0;
}
