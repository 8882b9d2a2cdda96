/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: mprotect(2) to PROT_NONE or PROT_READ and back neither writes a
 *   page nor ends its tracking: what was clean stays clean, what was written
 *   stays written, and later writes are seen.
 * Limitations: whole pages of one mapping.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 12 };

static void try_protection(struct kernel *k, int protection)
{
    void *p = armed_pages(k, PAGES);
    uintptr_t page = gc_pmscan_page_size();
    bool written[PAGES];

    touch(p, 5, 6); /* before */
    CHECK_EQ(mprotect(page_at(p, 4), 4 * page, protection), 0);
    CHECK_EQ(mprotect(page_at(p, 4), 4 * page, PROT_READ | PROT_WRITE), 0);
    CHECK_EQ(sweep_pages(k, p, PAGES, written), 1);
    CHECK(written[5]);
    CHECK_EQ(mprotect(page_at(p, 4), 4 * page, protection), 0);
    CHECK_EQ(sweep_pages(k, p, PAGES, NULL), 0); /* while it is protected */
    CHECK_EQ(mprotect(page_at(p, 4), 4 * page, PROT_READ | PROT_WRITE), 0);
    touch(p, 6, 8); /* after */
    CHECK_EQ(sweep_pages(k, p, PAGES, written), 2);
    CHECK(written[6] && written[7]);
}

int main(void)
{
    struct kernel k = kernel_open();

    try_protection(&k, PROT_NONE);
    try_protection(&k, PROT_READ);
    return 0;
}
