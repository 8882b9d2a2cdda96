/* SPDX-License-Identifier: MIT */
/*
 * Verify mode: looks, at each sweep, whether a page changed that was not
 * reported.
 *
 * In: a dirty set, with the world stopped.  Out: the end of the process with
 * an account of the page, or a count of the pages that were compared.  It asks
 * the kernel for the contents of pages and for /proc/self/pagemap, never for a
 * PAGEMAP_SCAN: what it is to find is that this was wrong.
 *
 * Costs 16 bytes of memory for each tracked page that was ever touched, and a
 * copy and a hash (XXH3, 64 bits) of each such page in each sweep.
 */
#ifndef GC_PMSCAN_VERIFY_H
#define GC_PMSCAN_VERIFY_H

#include <stdint.h>

#include "buffer.h"
#include "page_table.h"
#include "pages.h"

struct gc_pmscan_verify {
    struct gc_pmscan_page_table pages;
    struct gc_pmscan_buffer contents; /* of a batch of pages */
    struct gc_pmscan_buffer entries;  /* of /proc/self/pagemap, for the same */
    uint32_t epoch;     /* what was looked at in an older one says nothing */
    uint64_t sweeps;
    uint64_t checks;    /* pages compared with what they held */
    uint64_t unchecked; /* sweeps in which nothing could be compared */
};

/* Compares, and keeps what each page holds now.  anonymous_kind: ranges of this
 * label are anonymous memory, whose untouched pages are zero.  Ends the process
 * by SIGABRT when a page that the set calls clean has changed [R-SOUND]. */
void gc_pmscan_verify_sweep(struct gc_pmscan_verify *v,
                            const struct gc_pmscan_dirty_set *set,
                            unsigned anonymous_kind);

#endif
