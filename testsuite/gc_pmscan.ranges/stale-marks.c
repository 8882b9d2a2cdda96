/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: pages that lost their registration but kept their marks, because
 *   the kernel joined a moved mapping to theirs, are dirty when they are
 *   written later: marks without protection are not believed [K-MARKS].
 * Limitations: needs a kernel that joins the mappings; on others it passes
 *   without having tried much.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"
#include "kernel.h"

enum { PAGES = 4 };

static struct gc_pmscan_tracker t;

static bool page_dirty(void *p, size_t n)
{
    struct gc_pmscan_dirty_set set;

    gc_pmscan_tracker_dirty_set(&t, &set);
    dirty_check_form(&set);
    return dirty_is(&set, (uintptr_t)page_at(p, n));
}

int main(void)
{
    void *p = map_pages(2 * PAGES);
    size_t page = gc_pmscan_page_size(), i;

    dirty_open(&t);
    CHECK_EQ(munmap(page_at(p, PAGES), 2 * page), 0);
    touch(p, 0, PAGES);
    CHECK_EQ(gc_pmscan_tracker_add(&t, (uintptr_t)p,
                                   (uintptr_t)page_at(p, PAGES), 1), 0);
    CHECK_EQ(gc_pmscan_tracker_add(&t, (uintptr_t)page_at(p, PAGES + 2),
                                   (uintptr_t)page_at(p, PAGES + 4), 1), 0);
    gc_pmscan_tracker_sweep(&t);
    gc_pmscan_tracker_sweep(&t);
    CHECK(!page_dirty(p, 1));
    CHECK(mremap(page_at(p, PAGES + 2), page, page,
                 MREMAP_MAYMOVE | MREMAP_FIXED, page_at(p, PAGES))
          == page_at(p, PAGES));
    touch(p, 1, 2);
    gc_pmscan_tracker_sweep(&t);
    CHECK(page_dirty(p, 1));
    for (i = 0; i < 3; i++) {
        touch(p, 1, 2);
        gc_pmscan_tracker_sweep(&t);
        if (!page_dirty(p, 1)) {
            printf("sweep %zu after the move lost page 1\n", i);
            CHECK(false);
        }
    }
    gc_pmscan_tracker_close(&t);
    return 0;
}
