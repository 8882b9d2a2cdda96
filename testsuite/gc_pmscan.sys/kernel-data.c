/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: the static data of a program (.data, .bss: private mappings of a
 *   file and what follows them) can be registered, and its writes are
 *   reported page by page.
 * Limitations: the data of this program.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { SIZE = 64 * 65536 };

static unsigned char initialised[SIZE] = { 1 };
static unsigned char empty[SIZE];

static void try_data(struct kernel *k, unsigned char *data)
{
    uintptr_t page = gc_pmscan_page_size(), pages = 30;
    void *p = (void *)gc_pmscan_page_up((uintptr_t)data);
    bool written[30];

    CHECK_EQ(gc_pmscan_sys_uffd_register(k->uffd, (uintptr_t)p, pages * page),
             0);
    touch(p, 0, pages);
    CHECK_EQ(sweep_pages(k, p, pages, NULL), (long)pages);
    CHECK_EQ(sweep_pages(k, p, pages, NULL), 0);
    touch(p, 11, 12);
    CHECK_EQ(sweep_pages(k, p, pages, written), 1);
    CHECK(written[11]);
}

/* Pages of a file that were never touched, armed while they are holes. */
static void try_untouched(struct kernel *k, unsigned char *data)
{
    uintptr_t page = gc_pmscan_page_size(), pages = 30;
    void *p = (void *)gc_pmscan_page_up((uintptr_t)data + SIZE / 2);
    bool written[30];

    CHECK_EQ(gc_pmscan_sys_uffd_register(k->uffd, (uintptr_t)p, pages * page),
             0);
    CHECK(sweep_pages(k, p, pages, NULL) >= 0);
    CHECK(sweep_pages(k, p, pages, NULL) >= 0);
    touch(p, 7, 8);
    CHECK(sweep_pages(k, p, pages, written) >= 1);
    CHECK(written[7]);
}

int main(void)
{
    struct kernel k = kernel_open();

    try_data(&k, initialised);
    try_data(&k, empty);
    try_untouched(&k, initialised);
    try_untouched(&k, empty);
    return 0;
}
