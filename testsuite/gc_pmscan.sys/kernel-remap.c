/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: where a mapping is replaced (MAP_FIXED), moved away and mapped
 *   again (mremap), or its userfaultfd is closed, the sweep fails with EPERM:
 *   lost tracking never looks like clean memory.  Registering again cures it.
 * Limitations: one mapping, its middle replaced.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "kernel.h"

enum { PAGES = 12 };

static void map_over(void *at, size_t pages)
{
    CHECK(mmap(at, pages * gc_pmscan_page_size(), PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at);
}

static void cure(struct kernel *k, void *p)
{
    bool written[PAGES];

    CHECK_EQ(gc_pmscan_sys_uffd_register(k->uffd, (uintptr_t)p,
                                         PAGES * gc_pmscan_page_size()), 0);
    CHECK(sweep_pages(k, p, PAGES, NULL) >= 0);
    touch(p, 5, 6);
    CHECK(sweep_pages(k, p, PAGES, written) >= 1);
    CHECK(written[5]);
}

int main(void)
{
    struct kernel k = kernel_open(), other = kernel_open();
    uintptr_t page = gc_pmscan_page_size();
    void *p = armed_pages(&k, PAGES), *elsewhere, *moved;

    map_over(page_at(p, 4), 4);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), -EPERM);
    cure(&k, p);

    /* The moved mapping loses its registration, and so does a new one that
     * takes its place. */
    p = armed_pages(&k, PAGES);
    elsewhere = map_pages(PAGES);
    moved = mremap(p, PAGES * page, PAGES * page,
                   MREMAP_MAYMOVE | MREMAP_FIXED, elsewhere);
    CHECK(moved == elsewhere);
    CHECK_EQ(sweep_pages(&k, moved, PAGES, NULL), -EPERM);
    map_over(p, PAGES);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), -EPERM);
    cure(&k, moved);

    p = armed_pages(&other, PAGES);
    CHECK_EQ(gc_pmscan_sys_close(other.uffd), 0);
    CHECK_EQ(sweep_pages(&k, p, PAGES, NULL), -EPERM);
    cure(&k, p);
    return 0;
}
