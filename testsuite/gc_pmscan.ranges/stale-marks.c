/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: pages that lost their registration but kept their marks, because
 *   the kernel joined a moved mapping to theirs, are dirty when they are
 *   written later: marks without protection are not believed [K-MARKS], also
 *   when a part of the range was mapped anew in the same moment, or the
 *   descriptors were lost.  The canary's own marks are no obstacle either.
 * Limitations: needs a kernel that joins the mappings; on others it passes
 *   without having tried much.
 */
/* { dg-link "unit" } */
/* { dg-matrix "ALSO=nothing" "ALSO=remapped" "ALSO=lost" "ALSO=canary" } */
#define _GNU_SOURCE
#include "dirty.h"
#include "kernel.h"

enum { PAGES = 8 };

static struct gc_pmscan_tracker t;

static bool page_dirty(void *p, size_t n)
{
    struct gc_pmscan_dirty_set set;

    gc_pmscan_tracker_dirty_set(&t, &set);
    dirty_check_form(&set);
    return dirty_is(&set, (uintptr_t)page_at(p, n));
}

static bool also(const char *what)
{
    const char *text = getenv("ALSO");

    return text != NULL && strcmp(text, what) == 0;
}

/* Moves a page, untouched and registered, to where the kernel joins it to what
 * is beside it. */
static void move_beside(void *page, void *to)
{
    CHECK(mremap(page, gc_pmscan_page_size(), gc_pmscan_page_size(),
                 MREMAP_MAYMOVE | MREMAP_FIXED, to) == to);
}

/* Keeps the place below the canary free for what is to be moved there. */
static void *below_canary(void)
{
    void *p = t.fds.canary - gc_pmscan_page_size();

    if (mmap(p, gc_pmscan_page_size(), PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != p)
        UNSUPPORTED("there is no room beside the canary");
    return p;
}

static void do_the_rest(void *p, void *below)
{
    size_t page = gc_pmscan_page_size();
    void *middle = page_at(p, 4);

    if (also("remapped")) {
        CHECK(mmap(middle, 2 * page, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == middle);
        gc_pmscan_tracker_remapped(&t, (uintptr_t)middle,
                                   (uintptr_t)page_at(middle, 2));
    } else if (also("lost")) {
        CHECK_EQ(close(t.fds.uffd) + close(t.fds.pagemap), 0);
    } else if (also("canary")) {
        move_beside(page_at(p, PAGES + 3), below);
    }
}

int main(void)
{
    void *p = map_pages(2 * PAGES);
    size_t page = gc_pmscan_page_size(), i;
    void *below;

    dirty_open(&t);
    below = below_canary();
    CHECK_EQ(munmap(page_at(p, PAGES), 2 * page), 0);
    touch(p, 0, PAGES);
    CHECK_EQ(gc_pmscan_tracker_add(&t, (uintptr_t)p,
                                   (uintptr_t)page_at(p, PAGES), 1), 0);
    CHECK_EQ(gc_pmscan_tracker_add(&t, (uintptr_t)page_at(p, PAGES + 2),
                                   (uintptr_t)page_at(p, PAGES + 4), 1), 0);
    gc_pmscan_tracker_sweep(&t);
    gc_pmscan_tracker_sweep(&t);
    CHECK(!page_dirty(p, 1));
    move_beside(page_at(p, PAGES + 2), page_at(p, PAGES));
    do_the_rest(p, below);
    touch(p, 1, 2);
    gc_pmscan_tracker_sweep(&t);
    CHECK(page_dirty(p, 1));
    CHECK(t.fds.canary_armed);
    for (i = 0; i < 4; i++) {
        touch(p, 1, 2);
        gc_pmscan_tracker_sweep(&t);
        if (!page_dirty(p, 1)) {
            printf("sweep %zu after the move lost page 1\n", i);
            CHECK(false);
        }
    }
    dirty_expect_exact(&t, p, PAGES, 2, 3);
    gc_pmscan_tracker_close(&t);
    return 0;
}
