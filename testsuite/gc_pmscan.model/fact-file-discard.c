/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: an armed page of a private file mapping stays armed when
 *   MADV_DONTNEED brings back what the file has: its contents change and it is
 *   not written; an anonymous page is written [D-FILE-DISCARD].
 * Limitations: none known.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    size_t page = gc_pmscan_page_size();
    int fd = nameless_file(2 * page);
    volatile unsigned char *p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE, fd, 0);
    void *at = (void *)(uintptr_t)p, *anonymous = armed_pages(&k, 1);

    CHECK(at != MAP_FAILED);
    p[0] = 7;
    register_pages(&k, at, 0, 2);
    CHECK_EQ(sweep_pages(&k, at, 2, NULL), 2);
    CHECK_EQ(categories(&k, at, 0), WPALLOWED | PRESENT);
    CHECK_EQ(madvise(at, page, MADV_DONTNEED), 0);
    CHECK_EQ(p[0], 1);
    CHECK_EQ(categories(&k, at, 0), WPALLOWED | PRESENT | ISFILE);
    CHECK_EQ(sweep_pages(&k, at, 2, NULL), 0);
    p[0] = 7; /* a write is seen, though */
    CHECK_EQ(sweep_pages(&k, at, 2, NULL), 1);
    CHECK_EQ(madvise(anonymous, page, MADV_DONTNEED), 0);
    CHECK_EQ(sweep_pages(&k, anonymous, 1, NULL), 1);
    return 0;
}
