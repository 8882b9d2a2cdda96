/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: gc_pmscan_mark_dirty makes exactly the pages that overlap the range
 *   count as written at the next sweep, changes no byte of them, also while
 *   others write there, and refuses what is no range.
 * Limitations: no device writes here; that a page so marked is looked at by
 *   libgc is the truth test's business, for it is a page like any other.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_FORECAST=off" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <running.h>

#include <errno.h>

enum { PAGES = 2048, NOISE = 64, INCREMENTS = 200000 };

static size_t page;
static char *volatile object; /* keeps alive what array lies in */
static char *array;
static atomic_bool stop;

static uint64_t dirty(const char *from, size_t len)
{
    CHECK_EQ(gc_pmscan_mark_dirty(from, len), 0);
    GC_gcollect();
    return running_stats().last_dirty_pages;
}

static void expect(const char *from, size_t len, uint64_t pages)
{
    uint64_t none = dirty(array, 0), got = dirty(from, len);

    if (got < pages || got > pages + NOISE)
        printf("offset %zu, %zu bytes: %" PRIu64 " dirty, %" PRIu64
               " without\n", (size_t)(from - array), len, got, none);
    CHECK(none < NOISE);
    CHECK(got >= pages && got <= pages + NOISE);
}

static void *mark_on(void *unused)
{
    (void)unused;
    while (!atomic_load(&stop))
        CHECK_EQ(gc_pmscan_mark_dirty(array, 2 * page), 0);
    return NULL;
}

int main(void)
{
    volatile uint64_t *counter;
    /* A word of the page is touched: the page is all the program's. */
    static char copy[65536] __attribute__((aligned(65536)));
    pthread_t thread;
    unsigned i;

    page = (size_t)sysconf(_SC_PAGESIZE);
    CHECK_EQ(gc_pmscan_mark_dirty(NULL, 0), -EINVAL);
    CHECK_EQ(gc_pmscan_mark_dirty(NULL, 1), -EINVAL);
    CHECK_EQ(gc_pmscan_mark_dirty(copy + 64, SIZE_MAX), -EINVAL);
    /* When not active it is good for nothing and does no harm. */
    copy[1] = 'x';
    errno = 12345;
    CHECK_EQ(gc_pmscan_mark_dirty(copy + 1, 10), 0);
    CHECK_EQ(errno, 12345);
    CHECK_EQ(copy[1], 'x');

    GC_INIT();
    GC_enable_incremental();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    object = GC_MALLOC_ATOMIC_IGNORE_OFF_PAGE((PAGES + 1) * page);
    array = object + page - (uintptr_t)object % page;
    memset(array, 0x5a, PAGES * page);
    GC_gcollect();
    GC_gcollect();
    expect(array, PAGES * page, PAGES);
    expect(array + 300 * page, 1000 * page, 1000);
    /* Parts of pages count whole: 602 pages, the first by its last byte. */
    expect(array + 301 * page - 1, 600 * page + 2, 602);
    for (i = 0; i < PAGES * page; i++)
        CHECK(array[i] == 0x5a);

    /* The word that is incremented by zero is the one that others count in. */
    counter = (volatile uint64_t *)array;
    *counter = 0;
    CHECK_EQ(pthread_create(&thread, NULL, mark_on, NULL), 0);
    for (i = 0; i < INCREMENTS; i++)
        (void)__atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
    atomic_store(&stop, true);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK_EQ(*counter, INCREMENTS);
    return 0;
}
