/* SPDX-License-Identifier: MIT */
/*
 * The book of libgc's memory: which of the mappings that libgc made are heap
 * sections.
 *
 * In: each mapping as libgc makes it, and libgc's own sums.  Out: for each
 * mapping whether it may be heap, and whether the book is proved to agree with
 * libgc.  It makes no system call but for its own memory, and calls libgc only
 * through the question that it is handed.
 *
 * libgc maps memory for its heap and for itself (block headers, mark stack,
 * tables) by the same call, may turn the second kind into the first at any
 * time, and announces only some of that.  So the book checks itself by sums
 * (DESIGN.md, INV-LEDGER).  Which mapping is heap is a well-founded guess, on
 * which no write may depend; that all mappings are in the book is certain when
 * complete is set.
 */
#ifndef GC_PMSCAN_LEDGER_H
#define GC_PMSCAN_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

struct gc_pmscan_ledger_entry {
    uintptr_t start;
    size_t len;
    bool heap;
};

enum { GC_PMSCAN_LEDGER_WAITING = 16 };

struct gc_pmscan_ledger {
    struct gc_pmscan_buffer entries; /* in the order of their making */
    size_t nentries;
    /* Mappings for which there was no memory; they become entries when there
     * is. */
    struct gc_pmscan_ledger_entry waiting[GC_PMSCAN_LEDGER_WAITING];
    size_t nwaiting;
    size_t nheap;          /* entries that are heap */
    uint64_t mapped_bytes; /* sum of all entries */
    uint64_t heap_bytes;   /* of those that are heap */
    uint64_t explained_bytes; /* libgc's heap size at the latest settling */
    bool lost;             /* a mapping could not be written down at all */
    /* By the latest gc_pmscan_ledger_settle: */
    bool complete;         /* no mapping of libgc is missing */
    bool proved;           /* what is heap makes up libgc's heap size */
};

/* libgc's side of the proof. */
struct gc_pmscan_ledger_truth {
    uint64_t heap_bytes;     /* struct GC_prof_stats_s: heapsize_full */
    uint64_t obtained_bytes; /* GC_get_obtained_from_os_bytes() */
    int (*is_heap_ptr)(const void *); /* GC_is_heap_ptr: true for the first
                                         page of a section, unless that was
                                         joined to free memory before it */
};

/* Writes down a mapping.  One that lies inside an older entry (libgc giving
 * pages back and taking them again) is not a new one. */
void gc_pmscan_ledger_note(struct gc_pmscan_ledger *l, uintptr_t start,
                           size_t len);

/* Is [start, start+len) inside a mapping that was written down? */
bool gc_pmscan_ledger_knows(const struct gc_pmscan_ledger *l, uintptr_t start,
                            size_t len);

/* Finds out which entries became heap since the last call, and sets proved.
 * Returns true when an entry became heap. */
bool gc_pmscan_ledger_settle(struct gc_pmscan_ledger *l,
                             const struct gc_pmscan_ledger_truth *truth);

static inline const struct gc_pmscan_ledger_entry *
gc_pmscan_ledger_entries(const struct gc_pmscan_ledger *l, size_t *count)
{
    *count = l->nentries;
    return l->entries.data;
}

#endif
