/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: a sweep is believed only when of the two canary pages exactly the
 *   one that was just written is reported; when the second one shows up as
 *   well, or the canary is no longer registered, everything is dirty once and
 *   set up anew [INV-OURS].
 * Limitations: the test writes where no one else may, to have the same effect
 *   as a kernel or a descriptor that answers for other memory.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 32 };

static struct gc_pmscan_tracker t;
static void *p;

static void expect_alarm(void)
{
    uint64_t errors = t.errors;

    CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), PAGES);
    CHECK(t.all_dirty);
    CHECK(t.errors > errors);
    errors = t.errors;
    CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), 0);
    dirty_expect_exact(&t, p, PAGES, 4, 9);
    CHECK_EQ(t.errors, errors);
}

int main(void)
{
    uintptr_t page = gc_pmscan_page_size();
    struct gc_pmscan_file_id uffd;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    dirty_expect_exact(&t, p, PAGES, 4, 9);
    CHECK_EQ(t.errors, 0);

    uffd = t.fds.uffd_id;
    *(volatile unsigned char *)page_at(t.fds.canary, 1) += 1;
    expect_alarm();
    CHECK(t.fds.uffd_id.ino != uffd.ino); /* a new one */

    CHECK_EQ(gc_pmscan_sys_uffd_unregister(t.fds.uffd, (uintptr_t)t.fds.canary,
                                           2 * page), 0);
    expect_alarm();

    CHECK(mmap(t.fds.canary, page, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == t.fds.canary);
    expect_alarm();
    gc_pmscan_tracker_close(&t);
    return 0;
}
