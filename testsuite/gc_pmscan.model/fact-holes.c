/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: what was never touched is written if it is registered
 *   [D-HOLE-WRITTEN]; armed it is swapped, although nothing is in swap
 *   [D-HOLE-SWAPPED].
 * Limitations: kernels before 6.16 may differ.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    void *p = map_pages(4);
    bool written[4];

    register_pages(&k, p, 0, 4);
    CHECK_EQ(categories(&k, p, 0), WPALLOWED | WRITTEN);
    arm_pages(&k, p, 0, 1);
    CHECK_EQ(categories(&k, p, 0), WPALLOWED | SWAPPED);
    CHECK_EQ(categories(&k, p, 1), WPALLOWED | WRITTEN);
    /* The kernel's path for "written" alone says the same, and arms. */
    CHECK_EQ(sweep_pages(&k, p, 4, written), 3);
    CHECK(!written[0] && written[1]);
    CHECK_EQ(sweep_pages(&k, p, 4, written), 0);
    CHECK_EQ(categories(&k, p, 1), WPALLOWED | SWAPPED);
    touch(p, 1, 2);
    CHECK_EQ(categories(&k, p, 1), WPALLOWED | WRITTEN | PRESENT);
    return 0;
}
