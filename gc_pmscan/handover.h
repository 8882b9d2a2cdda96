/* SPDX-License-Identifier: MIT */
/*
 * Verify mode, second part: does libgc learn of every page that the dirty set
 * calls dirty?
 *
 * In: an attachment's notes of what it told libgc, after libgc was told, and
 * the dirty set.  Out: the end of the process with an account of the page, or a
 * count of the pages that arrived.  It looks at each page by itself, and shares
 * no code with the attachments.
 *
 * Costs four bytes of memory for each page that libgc was ever told of.  With
 * the world stopped, under libgc's lock.
 */
#ifndef GC_PMSCAN_HANDOVER_H
#define GC_PMSCAN_HANDOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <atomic_ops.h>

#include "page_table.h"
#include "pages.h"

/* Zeroed before use. */
struct gc_pmscan_handover {
    struct gc_pmscan_page_table pages; /* in which hand-over it was last named */
    uint32_t number;                   /* of this one */
    bool any;                          /* libgc was told something in this one */
    bool incomplete;                   /* something could not be noted */
    volatile AO_t checks;              /* dirty pages that arrived; for anyone */
};

/* A dirty set is there, and libgc has not been told yet. */
void gc_pmscan_handover_begin(struct gc_pmscan_handover *h);

/* libgc asked about pages from base on and has these answers, in which one bit
 * says "dirty". */
void gc_pmscan_handover_answered(struct gc_pmscan_handover *h,
                                 const struct gc_pmscan_dirty_set *set,
                                 uintptr_t base, const uint64_t *answers,
                                 size_t count, uint64_t dirty);

/* libgc was told that this page is dirty. */
void gc_pmscan_handover_named(struct gc_pmscan_handover *h, uintptr_t address);

/* libgc was told so many times that some page is dirty, where so many times are
 * needed for all there are. */
void gc_pmscan_handover_all(uint64_t told, uint64_t needed);

/* libgc knows what it will know.  Pages for which libgc has no block header
 * are no concern of it [V-OTHER]. */
void gc_pmscan_handover_end(struct gc_pmscan_handover *h,
                            const struct gc_pmscan_dirty_set *set,
                            int (*is_heap_ptr)(const void *));

#endif
