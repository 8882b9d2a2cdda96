/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: addresses with no mapping are skipped by a sweep without an error,
 *   so they may not be taken for memory that was looked at.
 * Limitations: one gap, in the middle or at an end.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 12 };

static void try_gap(struct kernel *k, size_t from, size_t to)
{
    void *p = armed_pages(k, PAGES);
    bool written[PAGES];
    size_t i, expected = 0;

    CHECK_EQ(munmap(page_at(p, from), (to - from) * gc_pmscan_page_size()), 0);
    for (i = 0; i < PAGES; i += 3) {
        if (i < from || i >= to) {
            touch(p, i, i + 1);
            expected++;
        }
    }
    CHECK_EQ(sweep_pages(k, p, PAGES, written), (long)expected);
    for (i = 0; i < PAGES; i++)
        CHECK_EQ(written[i], i % 3 == 0 && (i < from || i >= to));
}

int main(void)
{
    struct kernel k = kernel_open();

    try_gap(&k, 4, 7);
    try_gap(&k, 0, 5);
    try_gap(&k, 9, PAGES);
    return 0;
}
