/* SPDX-License-Identifier: MIT */
/*
 * Which pages are certain to be written before the next collection, so that to
 * arm them would cost a fault each and tell nothing.
 *
 * In: the dirty sets of a collection's sweeps.  Out: at the end of a
 * collection, the runs of tracked memory to disarm until the next sweep.  No
 * system call but for its own memory.  A disarmed page reads as written, so a
 * wrong forecast costs time and never a write [R-SOUND].
 *
 * The forecast is the last three collections: a page that was written in each
 * of them will be written in the next.  libgc allocates from the same partly
 * filled pages over and over, which makes that nearly always right.  An eighth
 * of the pages, another eighth each time, is armed all the same, to find out
 * which of them have become quiet.
 */
#ifndef GC_PMSCAN_FORECAST_H
#define GC_PMSCAN_FORECAST_H

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "pages.h"

struct gc_pmscan_forecast {
    struct gc_pmscan_buffer table;     /* struct chunk, by address */
    struct gc_pmscan_buffer histories; /* a byte a page, a block a chunk */
    size_t nblocks;
    unsigned collections;
    uint64_t disarmed_pages;           /* all so far */
};

typedef void (*gc_pmscan_disarm_fn)(uintptr_t start, uintptr_t end,
                                    void *context);

/* Takes note of a sweep's dirty set. */
void gc_pmscan_forecast_note(struct gc_pmscan_forecast *f,
                             const struct gc_pmscan_dirty_set *set,
                             unsigned kind);

/* A collection has ended: calls disarm for each run of pages in ranges of the
 * kind that are sure to be written. */
void gc_pmscan_forecast_end(struct gc_pmscan_forecast *f,
                            const struct gc_pmscan_range *ranges,
                            size_t nranges, unsigned kind,
                            gc_pmscan_disarm_fn disarm, void *context);

void gc_pmscan_forecast_free(struct gc_pmscan_forecast *f);

#endif
