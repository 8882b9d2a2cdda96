/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: a page that was discarded with MADV_DONTNEED and touched again
 *   reads as written, and so does a hole that was made that way and written;
 *   its neighbours stay clean [K-LOST].
 * Limitations: whether a discarded page that nobody touched counts as written
 *   is left open.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 16 };

int main(void)
{
    struct kernel k = kernel_open();
    void *p = armed_pages(&k, PAGES);
    bool written[PAGES];
    size_t i;

    CHECK_EQ(madvise(page_at(p, 4), 4 * gc_pmscan_page_size(), MADV_DONTNEED),
             0);
    touch(p, 4, 6);
    CHECK(sweep_pages(&k, p, PAGES, written) >= 2);
    for (i = 0; i < PAGES; i++) {
        if (i == 4 || i == 5)
            CHECK(written[i]);
        else if (i < 4 || i > 7)
            CHECK(!written[i]);
    }
    /* Discarded, swept while it is empty, then written. */
    touch(p, 6, 7);
    CHECK(sweep_pages(&k, p, PAGES, written) >= 1);
    CHECK(written[6]);
    CHECK_EQ(sweep_pages(&k, p, PAGES, written), 0);
    return 0;
}
