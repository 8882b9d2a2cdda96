/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: memory that is not registered is written where it has contents
 *   [D-UNREGISTERED-WRITTEN], and where it has none if another page has the
 *   same page table [D-HOLE-TABLE].
 * Limitations: page tables of 512 pages.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    unsigned char *p = map_pages(3 * 512);

    if (gc_pmscan_page_size() != 4096)
        UNSUPPORTED("pages of %zu bytes", (size_t)gc_pmscan_page_size());
    (void)madvise(p, 3 * 512 * 4096, MADV_NOHUGEPAGE);
    p += (512 * 4096 - (uintptr_t)p % (512 * 4096)) % (512 * 4096);
    CHECK_EQ(categories(&k, p, 7), 0);
    touch(p, 3, 4);
    CHECK_EQ(categories(&k, p, 3), WRITTEN | PRESENT);
    CHECK_EQ(categories(&k, p, 7), WRITTEN);
    CHECK_EQ(categories(&k, p, 512 + 7), 0);
    return 0;
}
