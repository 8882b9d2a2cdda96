/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: a page that was disarmed is dirty in the next sweep, written or
 *   not, and is armed again by it; no other page is; and to disarm what the
 *   kernel refuses changes nothing and is no error.
 * Limitations: small pages; truth has huge ones.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 64 };

int main(void)
{
    struct gc_pmscan_tracker t;
    bool dirty[PAGES];
    unsigned char *p, *outside = map_pages(1);
    size_t i;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    gc_pmscan_tracker_disarm(&t, (uintptr_t)page_at(p, 10),
                             (uintptr_t)page_at(p, 20));
    touch(p, 12, 14);
    touch(p, 30, 31);
    CHECK_EQ(dirty_sweep(&t, p, PAGES, dirty), 11);
    for (i = 0; i < PAGES; i++)
        CHECK_EQ(dirty[i], (i >= 10 && i < 20) || i == 30);
    CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), 0);
    dirty_expect_exact(&t, p, PAGES, 8, 15);

    /* Not registered, not mapped, nothing at all. */
    gc_pmscan_tracker_disarm(&t, (uintptr_t)outside,
                             (uintptr_t)page_at(outside, 1));
    gc_pmscan_tracker_disarm(&t, (uintptr_t)page_at(p, PAGES),
                             (uintptr_t)page_at(p, PAGES + 1));
    gc_pmscan_tracker_disarm(&t, (uintptr_t)p, (uintptr_t)p);
    touch(p, 1, 2);
    CHECK_EQ(dirty_sweep(&t, p, PAGES, dirty), 1);
    CHECK(dirty[1]);

    /* With the descriptor gone. */
    CHECK_EQ(close(t.fds.uffd), 0);
    gc_pmscan_tracker_disarm(&t, (uintptr_t)p, (uintptr_t)page_at(p, PAGES));
    CHECK_EQ(t.errors, 0);
    dirty_expect_recovery(&t, p, PAGES);
    return 0;
}
