/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: gc_pmscan_mark_dirty() makes exactly the pages that overlap its
 *   bytes dirty and changes none of them, also from a signal handler and
 *   while other threads write; nothing and nonsense are answered as
 *   gc_pmscan.h says, and errno is left alone.
 * Limitations: memory that may be written, as the header asks for.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>

#include "dirty.h"
#include "gc_pmscan.h"

enum { PAGES = 64, ROUNDS = 500, COUNTS = 2000000 };

static struct gc_pmscan_tracker t;
static unsigned char *p;
static unsigned long counter_page[512] __attribute__((aligned(4096)));
static volatile bool counting;

static void expect_marked(uintptr_t from, uintptr_t len)
{
    bool dirty[PAGES];
    uintptr_t page = gc_pmscan_page_size(), at;
    size_t i;

    (void)dirty_sweep(&t, p, PAGES, dirty);
    for (i = 0; i < PAGES; i++) {
        at = (uintptr_t)page_at(p, i);
        CHECK_EQ(dirty[i], len > 0 && at < from + len && from < at + page);
    }
}

static void random_ranges(struct test_rng *rng)
{
    size_t bytes = PAGES * gc_pmscan_page_size(), from, len, i;
    static unsigned char before[PAGES * 65536];
    unsigned n;

    CHECK(bytes <= sizeof(before));
    for (i = 0; i < bytes; i++)
        p[i] = (unsigned char)test_random(rng);
    memcpy(before, p, bytes);
    gc_pmscan_tracker_sweep(&t);
    for (n = 0; n < ROUNDS; n++) {
        from = test_random_below(rng, bytes);
        len = test_random_below(rng, 4) == 0
                  ? test_random_below(rng, 3)
                  : test_random_below(rng, bytes - from + 1);
        len = len <= bytes - from ? len : bytes - from;
        errno = 4242;
        CHECK_EQ(gc_pmscan_mark_dirty(p + from, len), 0);
        CHECK_EQ(errno, 4242);
        CHECK(memcmp(before, p, bytes) == 0);
        expect_marked((uintptr_t)p + from, len);
    }
}

static void on_signal(int signal)
{
    (void)signal;
    CHECK_EQ(gc_pmscan_mark_dirty(page_at(p, 7), 1), 0);
}

static void *count(void *argument)
{
    unsigned long i;

    (void)argument;
    for (i = 0; i < COUNTS; i++)
        __atomic_fetch_add(&counter_page[0], 1, __ATOMIC_RELAXED);
    counting = false;
    return NULL;
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    pthread_t thread;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    random_ranges(&rng);

    CHECK(signal(SIGUSR1, on_signal) != SIG_ERR);
    CHECK_EQ(raise(SIGUSR1), 0);
    expect_marked((uintptr_t)page_at(p, 7), 1);

    /* A count kept by another thread in the first word of the page. */
    counting = true;
    CHECK_EQ(pthread_create(&thread, NULL, count, NULL), 0);
    while (counting)
        CHECK_EQ(gc_pmscan_mark_dirty(counter_page, sizeof(counter_page)), 0);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK_EQ(counter_page[0], COUNTS);

    CHECK_EQ(gc_pmscan_mark_dirty(NULL, 1), -EINVAL);
    CHECK_EQ(gc_pmscan_mark_dirty(p, SIZE_MAX), -EINVAL);
    CHECK_EQ(gc_pmscan_mark_dirty(p, 0), 0);
    expect_marked(0, 0);
    return 0;
}
