/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: what mremap moves is neither registered nor armed [D-MOVE].
 * Limitations: kernels before 6.12.11 are not like that.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    size_t page = gc_pmscan_page_size();
    void *p = armed_pages(&k, 2), *to = map_pages(2), *now;

    now = mremap(p, 2 * page, 2 * page, MREMAP_MAYMOVE | MREMAP_FIXED, to);
    CHECK(now == to);
    CHECK_EQ(categories(&k, to, 0), WRITTEN | PRESENT);
    CHECK_EQ(sweep_pages(&k, to, 2, NULL), -EPERM);
    register_pages(&k, to, 0, 2);
    CHECK_EQ(sweep_pages(&k, to, 2, NULL), 2);
    return 0;
}
