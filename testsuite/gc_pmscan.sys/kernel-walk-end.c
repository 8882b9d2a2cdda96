/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: a sweep with more regions than the kernel gathers at a time, or
 *   than there is room for, is complete when it is called again from walk_end
 *   until the end of the range, and each call gets on.  With room for no more
 *   than it gathers at a time, 512, it reports nothing behind walk_end.
 * Limitations: every second page of 4000, or random ones.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 4000 };

static unsigned calls;

/* Sweeps everything with room for so many regions at a time, and checks that
 * exactly the pages with an odd number were reported, in order. */
static void sweep_all(struct kernel *k, void *p, size_t room)
{
    static struct kabi_page_region out[PAGES];
    uintptr_t page = gc_pmscan_page_size(), at = (uintptr_t)p, walk_end;
    uintptr_t end = (uintptr_t)page_at(p, PAGES);
    size_t expected = 1;
    long n, i;

    calls = 0;
    while (at < end) {
        n = scan(k, (void *)at, (end - at) / page, SWEEP_FLAGS, out, room,
                 &walk_end);
        CHECK(n >= 0 && (size_t)n <= room);
        CHECK(walk_end > at && walk_end <= end);
        for (i = 0; i < n; i++, expected += 2) {
            CHECK_EQ(out[i].start, (uintptr_t)page_at(p, expected));
            CHECK_EQ(out[i].end, out[i].start + page);
            CHECK_EQ(out[i].categories, KABI_PAGE_IS_WRITTEN);
        }
        at = walk_end;
        calls++;
    }
    CHECK_EQ(expected, PAGES + 1);
}

/* Random pages, room for 512. */
static void sweep_random(struct kernel *k, void *p, struct test_rng *rng)
{
    static struct kabi_page_region out[512];
    static bool written[PAGES];
    uintptr_t page = gc_pmscan_page_size(), at = (uintptr_t)p, walk_end;
    uintptr_t end = (uintptr_t)page_at(p, PAGES);
    size_t one_in = 1 + test_random_below(rng, 6), next = 0;
    long n, i;

    for (i = 0; i < PAGES; i++) {
        written[i] = test_random_below(rng, one_in) == 0;
        if (written[i])
            touch(p, (size_t)i, (size_t)i + 1);
    }
    for (; at < end; at = walk_end) {
        n = scan(k, (void *)at, (end - at) / page, SWEEP_FLAGS, out, 512,
                 &walk_end);
        CHECK(n >= 0 && walk_end > at && walk_end <= end);
        for (i = 0; i < n; i++) {
            for (; out[i].start > (uintptr_t)page_at(p, next); next++)
                CHECK(!written[next]);
            for (; out[i].end > (uintptr_t)page_at(p, next); next++)
                CHECK(written[next]);
            CHECK(out[i].end <= walk_end);
        }
    }
    for (; next < PAGES; next++)
        CHECK(!written[next]);
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    static const size_t rooms[] = { 1, 7, 511, 512, 513, 2000, PAGES };
    struct kernel k = kernel_open();
    void *p = map_pages(PAGES);
    size_t i, n;

    touch(p, 0, PAGES);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p,
                                         PAGES * gc_pmscan_page_size()), 0);
    for (i = 0; i < PAGES; i += 500)
        CHECK_EQ(sweep_pages(&k, page_at(p, i), 500, NULL), 500);
    for (i = 0; i < sizeof(rooms) / sizeof(*rooms); i++) {
        for (n = 1; n < PAGES; n += 2)
            touch(p, n, n + 1);
        sweep_all(&k, p, rooms[i]);
        printf("room for %zu regions: %u calls\n", rooms[i], calls);
    }
    for (i = test_rounds(1000); i > 0; i--)
        sweep_random(&k, p, &rng);
    return 0;
}
