/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: when mremap moves untouched registered memory beside a registered
 *   mapping, the kernel may join the two, and the neighbour is no longer
 *   registered either, with its marks still on; what is written now is never
 *   reported, not even when it is registered again, until the marks are taken
 *   off: UFFDIO_WRITEPROTECT does [D-MOVE-MERGE].
 * Limitations: on a kernel that does not join them there is nothing to see.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    size_t page = gc_pmscan_page_size();
    unsigned char *p = map_pages(8);
    bool written[4];

    CHECK_EQ(munmap(page_at(p, 4), 2 * page), 0);
    touch(p, 0, 4);
    register_pages(&k, p, 0, 4);
    register_pages(&k, p, 6, 8);
    CHECK_EQ(sweep_pages(&k, p, 4, NULL), 4);
    CHECK(mremap(page_at(p, 6), page, page, MREMAP_MAYMOVE | MREMAP_FIXED,
                 page_at(p, 4)) == page_at(p, 4));
    if (categories(&k, p, 0) & WPALLOWED)
        UNSUPPORTED("this kernel keeps the neighbour's registration");
    /* The safe side: whoever asks for it is told. */
    CHECK_EQ(sweep_pages(&k, p, 4, NULL), -EPERM);
    CHECK_EQ(categories(&k, p, 1), PRESENT);
    touch(p, 1, 2);
    CHECK_EQ(categories(&k, p, 1), PRESENT);
    register_pages(&k, p, 0, 4);
    CHECK_EQ(sweep_pages(&k, p, 4, NULL), 0);
    touch(p, 0, 2);
    CHECK_EQ(sweep_pages(&k, p, 4, written), 1);
    CHECK(written[0] && !written[1]); /* a lie */
    CHECK_EQ(gc_pmscan_sys_uffd_disarm(k.uffd, (uintptr_t)p, 4 * page), 0);
    CHECK_EQ(sweep_pages(&k, p, 4, NULL), 4);
    touch(p, 1, 2);
    CHECK_EQ(sweep_pages(&k, p, 4, written), 1);
    CHECK(written[1]);
    return 0;
}
