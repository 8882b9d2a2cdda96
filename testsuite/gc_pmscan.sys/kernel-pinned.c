/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: writes into pages that were pinned before they were armed do not
 *   count as written: four pages of a registered buffer of io_uring, and the
 *   scan reports none of them.  A write by the program to the same page does
 *   count.  (The limit that gc_pmscan_mark_dirty is for.)
 * Limitations: the device is the page cache; what matters is that the kernel
 *   does not go through the page table.
 */
/* { dg-link "unit" } */
/* { dg-libs "-luring" } */
#define _GNU_SOURCE
#include <kernel.h>
#include <pinned.h>

int main(void)
{
    struct kernel k = kernel_open();
    size_t page = gc_pmscan_page_size();
    char *p = map_pages(8);
    struct pinned pin;
    char text[16];
    bool dirty[8];
    size_t i;

    memset(text, 'x', sizeof(text));
    touch(p, 0, 8);
    pinned_start(&pin, p, 8 * page);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p, 8 * page), 0);
    CHECK_EQ(sweep_pages(&k, p, 8, dirty), 8);
    CHECK_EQ(sweep_pages(&k, p, 8, dirty), 0);
    for (i = 0; i < 4; i++)
        pinned_write(&pin, i * page, text, sizeof(text));
    CHECK_EQ(memcmp(p + 3 * page, text, sizeof(text)), 0);
    CHECK_EQ(sweep_pages(&k, p, 8, dirty), 0);
    touch(p, 2, 3);
    CHECK_EQ(sweep_pages(&k, p, 8, dirty), 1);
    CHECK(dirty[2]);
    return 0;
}
