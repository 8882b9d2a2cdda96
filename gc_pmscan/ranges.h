/* SPDX-License-Identifier: MIT */
/*
 * The table of tracked ranges: sorted, disjoint, whole pages.
 *
 * In, out: numbers.  No system call but for its own memory; it does not know
 * what is done with a range.
 */
#ifndef GC_PMSCAN_RANGES_H
#define GC_PMSCAN_RANGES_H

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "pages.h"

struct gc_pmscan_ranges {
    struct gc_pmscan_buffer buffer; /* struct gc_pmscan_range */
    size_t count;
};

/* The array; good until a range is inserted. */
static inline struct gc_pmscan_range *
gc_pmscan_ranges_at(const struct gc_pmscan_ranges *r, size_t index)
{
    return (struct gc_pmscan_range *)r->buffer.data + index;
}

/* Index of the first range that ends after addr. */
static inline size_t gc_pmscan_ranges_after(const struct gc_pmscan_ranges *r,
                                            uint64_t addr)
{
    return gc_pmscan_first_range(r->buffer.data, r->count, addr);
}

/* Puts a range at an index, where its address has to belong.  Returns 0 or
 * -errno with nothing changed. */
int gc_pmscan_ranges_insert(struct gc_pmscan_ranges *r, size_t index,
                            struct gc_pmscan_range range);
void gc_pmscan_ranges_delete(struct gc_pmscan_ranges *r, size_t index);

/*
 * The next part of [start, end) that no range covers, as a range that is to be
 * inserted at *index.  Returns false when there is none.
 */
bool gc_pmscan_ranges_gap(const struct gc_pmscan_ranges *r, uint64_t start,
                          uint64_t end, struct gc_pmscan_range *gap,
                          size_t *index);

/*
 * Takes the part of [start, end) that lies in the range at *index out of the
 * table, and says in *cut what that part was.  *index then is that of the next
 * range to look at.  Returns 0, or -errno when there is no memory to split the
 * range, and nothing changed.
 */
int gc_pmscan_ranges_cut(struct gc_pmscan_ranges *r, size_t *index,
                         uint64_t start, uint64_t end,
                         struct gc_pmscan_range *cut);

/* Makes addr, of a whole page, the border of two ranges where it lies within
 * one.  Returns 0, or -errno with nothing changed. */
int gc_pmscan_ranges_split(struct gc_pmscan_ranges *r, uint64_t addr);

/* Joins the range at an index to its neighbours where they touch and are of
 * one kind and state. */
void gc_pmscan_ranges_merge(struct gc_pmscan_ranges *r, size_t index);

/* Bytes of a kind. */
uint64_t gc_pmscan_ranges_bytes(const struct gc_pmscan_ranges *r,
                                unsigned kind);

#endif
