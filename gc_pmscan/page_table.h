/* SPDX-License-Identifier: MIT */
/*
 * Something kept for each page, found by the page's number: blocks for chunks
 * of pages, and a hash table of the chunks.
 *
 * In: page numbers (address / page size).  Out: entries, zeroed when new, that
 * stay where they are until a chunk is added.  No system call but for its own
 * memory; knows nothing of what is kept.
 */
#ifndef GC_PMSCAN_PAGE_TABLE_H
#define GC_PMSCAN_PAGE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

enum { GC_PMSCAN_CHUNK_PAGES = 512 };

struct gc_pmscan_page_table {
    struct gc_pmscan_buffer places; /* of chunks, by a hash of their number */
    size_t nplaces;                 /* a power of two, or 0 */
    struct gc_pmscan_buffer blocks;
    size_t nblocks;
};

/* The entries of chunk number first_page / GC_PMSCAN_CHUNK_PAGES, each of the
 * given bytes, the same in all calls for one table.  NULL for want of memory. */
void *gc_pmscan_page_table_chunk(struct gc_pmscan_page_table *t,
                                 uint64_t number, size_t entry);

#endif
