/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: a child that adds, removes and disarms ranges before its first sweep
 *   does nothing to its parent, whose descriptors it has [INV-FORK].
 * Limitations: none.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 64 };

int main(void)
{
    struct gc_pmscan_tracker t;
    uintptr_t page = gc_pmscan_page_size();
    uintptr_t start;
    void *p, *other;
    pid_t child;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    start = (uintptr_t)p;
    other = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(other != MAP_FAILED);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK_EQ(gc_pmscan_tracker_remove(&t, start, start + 8 * page), 0);
        CHECK_EQ(gc_pmscan_tracker_add(&t, (uintptr_t)other,
                                       (uintptr_t)other + 4 * page, TEST_KIND),
                 0);
        gc_pmscan_tracker_disarm(&t, start + 20 * page, start + 30 * page);
        gc_pmscan_tracker_look_for_holes(&t);
        CHECK_EQ(t.errors, 0);
        gc_pmscan_tracker_sweep(&t);
        CHECK(t.all_dirty);
        _exit(0);
    }
    dirty_wait(child);
    dirty_expect_exact(&t, p, PAGES, 0, 0);
    dirty_expect_exact(&t, p, PAGES, 3, 12);
    CHECK_EQ(t.errors, 0);
    /* Nobody else has it. */
    CHECK_EQ(gc_pmscan_sys_uffd_register(gc_pmscan_sys_uffd_open(),
                                         (uintptr_t)other, 4 * page), 0);
    return 0;
}
