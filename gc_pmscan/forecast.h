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
 * A page's history is whether it was written in each of the last three
 * collections.  A page is disarmed when of the armed pages with the same
 * history two in three were written in the collection after.  libgc allocates
 * from the same partly filled pages over and over, which makes that right for
 * most of what a program writes; of the pages that are not written at least
 * two are looked after for each one that is marked from in vain.  An eighth of
 * the pages, another eighth each time, is armed all the same: by these the
 * forecast is judged, and pages that have become quiet are found.
 */
#ifndef GC_PMSCAN_FORECAST_H
#define GC_PMSCAN_FORECAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "page_table.h"
#include "pages.h"

struct gc_pmscan_forecast {
    struct gc_pmscan_page_table histories; /* a byte a page */
    unsigned collections;
    /* By history, of armed pages of late: how many, and how many of them were
     * written in the collection after. */
    struct {
        uint64_t armed;
        uint64_t written;
    } record[8];
    uint64_t shortest; /* pages that a run must have to be worth a call, now */
    uint64_t disarmed_pages;           /* all so far */
};

/* Disarms a run; returns false when there is no time for another. */
typedef bool (*gc_pmscan_disarm_fn)(uintptr_t start, uintptr_t end,
                                    void *context);

/* Takes note of a sweep's dirty set. */
void gc_pmscan_forecast_note(struct gc_pmscan_forecast *f,
                             const struct gc_pmscan_dirty_set *set,
                             unsigned kind);

/* A collection has ended: calls disarm for runs of pages in ranges of the kind
 * that are likely to be written.  Where the time was too short for all of them,
 * short runs are left out from then on. */
void gc_pmscan_forecast_end(struct gc_pmscan_forecast *f,
                            const struct gc_pmscan_range *ranges,
                            size_t nranges, unsigned kind,
                            gc_pmscan_disarm_fn disarm, void *context);

#endif
