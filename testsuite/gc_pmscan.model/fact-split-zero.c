/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: when advice on a part splits a huge page, what of it is all zeros
 *   may become the zero page; it stays armed if it was, and written if it was
 *   not [D-SPLIT-ZERO].
 * Limitations: whether it becomes one is the kernel's choice.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    unsigned char *p = huge_page(&k);
    uint64_t c, zero = 0;
    size_t i;

    register_pages(&k, p, 0, 512);
    arm_pages(&k, p, 0, 512);
    touch(p, 7, 8);
    CHECK_EQ(madvise(page_at(p, 100), gc_pmscan_page_size(),
                     8 /* MADV_FREE */), 0);
    for (i = 0; i < 512; i++) {
        c = categories(&k, p, i);
        zero += (c & PFNZERO) != 0;
        CHECK_EQ(c & ~(uint64_t)PFNZERO,
                 WPALLOWED | PRESENT | (i == 7 ? WRITTEN : 0));
    }
    printf("%ju pages became the zero page\n", (uintmax_t)zero);
    return 0;
}
