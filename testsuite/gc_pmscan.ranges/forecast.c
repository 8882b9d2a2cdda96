/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: pages that are written in every collection are disarmed, most of
 *   the time; pages that are written now and then hardly ever, others never;
 *   one that becomes quiet is armed again for good within a few collections.
 *   Only whole pages of ranges of the right kind are disarmed, in order and
 *   each once, also where the ranges change in between.  When the time is over
 *   nothing more is disarmed, and longer runs are preferred from then on.
 * Limitations: a pretended heap: what is disarmed counts as written, as it
 *   does in the kernel.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "forecast.h"
#include "kernel.h"

#include <limits.h>

enum {
    PAGES = 4096,
    COLLECTIONS = 400,
    SECTION = 1,
    ROOT = 2,
    SOON = 16 /* collections until a quiet page is found to be so */
};

enum habit { NEVER, ALWAYS, SOMETIMES, QUIET_LATER, HABITS };

static struct gc_pmscan_forecast f;
static struct gc_pmscan_range ranges[8];
static size_t nranges;
static unsigned char habit[PAGES], armed[PAGES], dirty[PAGES];
static unsigned turns_disarmed[PAGES];
static unsigned quiet_from;
static uint64_t last_end, disarmed;
static unsigned calls, patience; /* calls of on_disarm in one collection */

/* Far apart and across chunks, the second range is roots. */
static uintptr_t address(size_t i)
{
    return ((uintptr_t)5 << 32) + 77 * gc_pmscan_page_size()
           + i * gc_pmscan_page_size();
}

static void make_ranges(struct test_rng *rng)
{
    size_t at = 0, len;

    for (nranges = 0; nranges < 8 && at < PAGES; nranges++) {
        at += test_random_below(rng, 10);
        len = 1 + test_random_below(rng, PAGES / 4);
        len = len < PAGES - at ? len : PAGES - at;
        ranges[nranges].start = address(at);
        ranges[nranges].end = address(at + len);
        ranges[nranges].kind =
            test_random_below(rng, 4) == 0 ? ROOT : SECTION;
        at += len;
    }
}

/* The range that a page lies in, or nranges. */
static size_t range_of(size_t i)
{
    size_t n;

    for (n = 0; n < nranges; n++)
        if (address(i) >= ranges[n].start && address(i) < ranges[n].end)
            break;
    return n;
}

static bool is_in(size_t i, unsigned kind)
{
    size_t n = range_of(i);

    return n < nranges && ranges[n].kind == kind;
}

static bool on_disarm(uintptr_t start, uintptr_t end, void *context)
{
    CHECK(context == &f);
    CHECK(calls < patience);
    CHECK(start < end && start >= last_end);
    CHECK(gc_pmscan_page_down(start) == start);
    CHECK(gc_pmscan_page_down(end) == end);
    for (last_end = end; start < end; start += gc_pmscan_page_size()) {
        size_t i = (start - address(0)) / gc_pmscan_page_size();

        CHECK(start >= address(0) && i < PAGES);
        CHECK(is_in(i, SECTION));
        CHECK(armed[i]);
        armed[i] = 0;
        turns_disarmed[i]++;
        disarmed++;
    }
    return ++calls < patience;
}

static bool writes(struct test_rng *rng, size_t i, unsigned collection)
{
    switch (habit[i]) {
    case ALWAYS:
        return true;
    case SOMETIMES:
        return (collection + i) % 3 != 0 && test_random_below(rng, 2) == 0;
    case QUIET_LATER:
        return collection < quiet_from;
    default:
        return false;
    }
}

static void note(void)
{
    static struct gc_pmscan_run runs[PAGES];
    struct gc_pmscan_dirty_set set = { .runs = runs, .ranges = ranges,
                                       .nranges = nranges };
    size_t i;

    for (i = 0; i < PAGES; i++) {
        if (!dirty[i] || !(is_in(i, SECTION) || is_in(i, ROOT)))
            continue;
        if (set.nruns > 0 && runs[set.nruns - 1].end == address(i)
            && is_in(i - 1, SECTION) == is_in(i, SECTION))
            runs[set.nruns - 1].end = address(i + 1);
        else
            runs[set.nruns++] = (struct gc_pmscan_run){
                .start = address(i), .end = address(i + 1) };
    }
    gc_pmscan_forecast_note(&f, &set, SECTION);
}

static void collect(struct test_rng *rng, unsigned collection)
{
    unsigned sweeps = 1 + (unsigned)test_random_below(rng, 3);
    size_t i;

    for (i = 0; i < PAGES; i++)
        dirty[i] = !armed[i] || writes(rng, i, collection);
    while (sweeps-- > 0) {
        note();
        memset(armed, 1, sizeof(armed)); /* each sweep arms everything */
        for (i = 0; i < PAGES; i++)
            dirty[i] = habit[i] == ALWAYS && test_random_below(rng, 2) == 0;
    }
    last_end = 0;
    calls = 0;
    gc_pmscan_forecast_end(&f, ranges, nranges, SECTION, on_disarm, &f);
}

/* Runs of pages with one habit. */
static void make_habits(struct test_rng *rng)
{
    size_t at = 0, len;

    while (at < PAGES) {
        unsigned char h = (unsigned char)test_random_below(rng, HABITS);

        for (len = 2 + test_random_below(rng, 60); len > 0 && at < PAGES;
             len--)
            habit[at++] = h;
    }
}

static void expect_habits(unsigned collections)
{
    uint64_t always = 0, always_disarmed = 0;
    size_t i;

    for (i = 0; i < PAGES; i++) {
        if (habit[i] == NEVER) {
            CHECK_EQ(turns_disarmed[i], 0);
        } else if (habit[i] == SOMETIMES) {
            CHECK(turns_disarmed[i] < collections / 8);
        } else if (habit[i] == ALWAYS && is_in(i, SECTION)) {
            always += collections;
            always_disarmed += turns_disarmed[i];
            /* One page alone is not worth a system call. */
            if (i > 0 && habit[i - 1] == ALWAYS
                && range_of(i - 1) == range_of(i))
                CHECK(turns_disarmed[i] > collections / 2);
        }
    }
    printf("pages always written were disarmed in %d %% of the collections\n",
           always > 0 ? (int)(always_disarmed * 100 / always) : 0);
    CHECK(always == 0 || always_disarmed * 4 > always * 3);
}

static void live(struct test_rng *rng)
{
    unsigned n;
    size_t i;

    memset(&f, 0, sizeof(f));
    memset(armed, 1, sizeof(armed));
    memset(turns_disarmed, 0, sizeof(turns_disarmed));
    disarmed = 0;
    patience = UINT_MAX;
    make_ranges(rng);
    make_habits(rng);
    quiet_from = COLLECTIONS / 2;
    for (n = 0; n < COLLECTIONS; n++) {
        collect(rng, n);
        if (n == quiet_from + SOON)
            for (i = 0; i < PAGES; i++)
                if (habit[i] == QUIET_LATER)
                    turns_disarmed[i] = 0;
    }
    for (i = 0; i < PAGES; i++)
        if (habit[i] == QUIET_LATER)
            CHECK_EQ(turns_disarmed[i], 0);
    expect_habits(COLLECTIONS);
    CHECK_EQ(f.disarmed_pages, disarmed);
    /* With other ranges nothing outside of them is disarmed. */
    make_ranges(rng);
    for (n = 0; n < 10; n++)
        collect(rng, n);
    CHECK_EQ(f.shortest, 2);
    patience = 1;
    for (n = 0; n < 10; n++)
        collect(rng, n);
    CHECK(f.shortest > 2);
    gc_pmscan_buffer_free(&f.histories.places);
    gc_pmscan_buffer_free(&f.histories.blocks);
    memset(&f, 0, sizeof(f));
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    unsigned n;

    for (n = 0; n < 3; n++)
        live(&rng);
    return 0;
}
