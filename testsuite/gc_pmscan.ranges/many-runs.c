/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: a sweep with more separate runs than the kernel gathers at a time,
 *   just as many, and more than 100 000 of them, reports each of them.
 * Limitations: every second page, so all runs are single pages.
 */
/* { dg-link "unit" } */
/* { dg-timeout 120 } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 210000 };

static struct gc_pmscan_tracker t;
static unsigned char *memory;

static void try_runs(size_t count)
{
    struct gc_pmscan_dirty_set set;
    uintptr_t page = gc_pmscan_page_size();
    size_t i;

    CHECK(2 * count <= PAGES);
    for (i = 0; i < count; i++)
        touch(memory, 2 * i + 1, 2 * i + 2);
    gc_pmscan_tracker_sweep(&t);
    gc_pmscan_tracker_dirty_set(&t, &set);
    dirty_check_form(&set);
    CHECK(!set.everything);
    CHECK_EQ(set.nruns, count);
    CHECK_EQ(t.dirty_bytes, count * page);
    for (i = 0; i < count; i++) {
        CHECK_EQ(set.runs[i].start, (uintptr_t)page_at(memory, 2 * i + 1));
        CHECK_EQ(set.runs[i].end, set.runs[i].start + page);
    }
    gc_pmscan_tracker_sweep(&t);
    CHECK_EQ(t.dirty_bytes, 0);
}

int main(void)
{
    static const size_t counts[] = { 1,    511,  512,  513,   682,
                                     1023, 1024, 1025, 10000, 105000 };
    size_t i;

    dirty_open(&t);
    memory = mmap(NULL, PAGES * gc_pmscan_page_size(), PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        UNSUPPORTED("no room for %d pages", PAGES);
    CHECK_EQ(madvise(memory, PAGES * gc_pmscan_page_size(), MADV_NOHUGEPAGE),
             0);
    /* One page of each page table is enough to have the table; the others
     * are armed as holes. */
    for (i = 0; i < PAGES; i += 64)
        touch(memory, i, i + 1);
    dirty_add(&t, memory, PAGES);
    gc_pmscan_tracker_sweep(&t);
    gc_pmscan_tracker_sweep(&t);
    CHECK_EQ(t.dirty_bytes, 0);
    for (i = 0; i < sizeof(counts) / sizeof(*counts); i++)
        try_runs(counts[i]);
    CHECK_EQ(t.errors, 0);
    gc_pmscan_tracker_close(&t);
    return 0;
}
