/* SPDX-License-Identifier: MIT */
/*
 * What a collection asks of us, from its roots to its end: which memory is
 * tracked, the sweep, verify mode, the forecast, and the counts of all that.
 *
 * In: libgc's mappings and what it says of its heap; the moments of a
 * collection.  Out: the dirty set, and in what health it was made.  It joins
 * the mechanisms; whether and how to attach, and what to do about errors, is
 * its user's.  It does not call libgc.
 *
 * Under libgc's allocation lock, but for gc_pmscan_cycle_stats.
 */
#ifndef GC_PMSCAN_CYCLE_H
#define GC_PMSCAN_CYCLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <atomic_ops.h>

#include "forecast.h"
#include "gc_pmscan.h"
#include "ledger.h"
#include "pages.h"
#include "roots.h"
#include "tracker.h"
#include "verify.h"

/* Passed as forecast_above_ns: no fault is that expensive. */
#define GC_PMSCAN_NO_FORECAST UINT64_MAX

struct gc_pmscan_cycle_options {
    bool all_mappings; /* track all that libgc maps, not only its heap */
    bool roots;        /* track static roots */
    bool verify;
    uint64_t forecast_above_ns; /* leave pages unarmed that are likely to be
                                   written where a fault costs more than that */
};

/* How a sweep went. */
struct gc_pmscan_health {
    bool refused;   /* a system call was; everything it was about is dirty */
    int last_error; /* -errno of the latest refusal, ever */
    bool unproved;  /* libgc may have heap that is not tracked */
};

/* Zeroed before use. */
struct gc_pmscan_cycle {
    struct gc_pmscan_cycle_options options;
    bool is_open;
    struct gc_pmscan_tracker tracker;
    struct gc_pmscan_ledger ledger;
    size_t entries_tracked; /* so many of the book were looked at last */
    struct gc_pmscan_roots roots;
    struct gc_pmscan_forecast forecast;
    struct gc_pmscan_verify verify;
    struct gc_pmscan_dirty_set set;
    /* Single words, for whoever asks. */
    volatile AO_t sweeps, all_dirty_sweeps, dirty_pages, last_dirty_pages;
    volatile AO_t sections, section_bytes, root_bytes;
    volatile AO_t sweep_errors, forks, unarmed_pages, verified_pages;
};

/* Opens what a sweep needs.  Returns 0 or -errno. */
int gc_pmscan_cycle_open(struct gc_pmscan_cycle *c,
                         const struct gc_pmscan_cycle_options *options);
void gc_pmscan_cycle_close(struct gc_pmscan_cycle *c);

/* libgc mapped memory; also while it is not open, for the book has to be
 * complete.  replaced: over a mapping that may have been tracked. */
void gc_pmscan_cycle_mapped(struct gc_pmscan_cycle *c, uintptr_t start,
                            size_t len, bool replaced);

/* Before the world is stopped: may take the loader's lock. */
void gc_pmscan_cycle_begin(struct gc_pmscan_cycle *c);

/* With the world stopped.  doubtful: libgc might overlook a dirty page, so
 * that all are to be dirty.  The set is good until the next call. */
const struct gc_pmscan_dirty_set *
gc_pmscan_cycle_sweep(struct gc_pmscan_cycle *c,
                      const struct gc_pmscan_ledger_truth *truth,
                      bool doubtful, struct gc_pmscan_health *health);

/* After a mark that came to its end, with the world running: prepares the next
 * collection for about so long.  Not after a mark that was abandoned: the next
 * sweep of the same collection should find little. */
void gc_pmscan_cycle_end(struct gc_pmscan_cycle *c, uint64_t spare_ns);

/* From any thread. */
void gc_pmscan_cycle_stats(const struct gc_pmscan_cycle *c,
                           struct gc_pmscan_stats *out);

#endif
