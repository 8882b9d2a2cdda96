/* SPDX-License-Identifier: MIT */
/*
 * How to sweep: a set of address ranges registered with a userfaultfd, and the
 * sweep that reports what was written to them since the last one.
 *
 * In: ranges of this process's memory.  Out: the dirty set, as sorted,
 * disjoint runs of whole pages.  It knows neither libgc nor when to sweep, and
 * takes no lock: its user calls it from one thread at a time.
 *
 * Promise (DESIGN.md, INV-SWEEP): a page that lies in a tracked range and was
 * written after the last sweep began is in the dirty set of the next sweep.
 * Whatever the kernel refuses or leaves open is answered with "dirty".
 */
#ifndef GC_PMSCAN_TRACKER_H
#define GC_PMSCAN_TRACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"
#include "descriptors.h"
#include "pages.h"
#include "ranges.h"

struct gc_pmscan_tracker {
    struct gc_pmscan_descriptors fds;
    struct gc_pmscan_ranges ranges;
    struct gc_pmscan_buffer runs; /* struct gc_pmscan_run, sorted */
    size_t nruns;
    bool nothing_known;   /* no room even for the runs: treat every address as
                             dirty */
    bool have_swept;
    /* counters */
    uint64_t errors;      /* calls refused */
    int last_error;       /* -errno of the latest of these, or 0 */
    uint64_t generations; /* times set up anew in a forked child */
    /* facts of the latest sweep */
    uint64_t dirty_bytes;
    bool all_dirty;       /* nothing tracked was known to be clean */
};

/* Opens the descriptors.  Returns 0 or -errno with nothing left open. */
int gc_pmscan_tracker_open(struct gc_pmscan_tracker *t);

/* Unregisters everything and closes.  The structure may be opened again. */
void gc_pmscan_tracker_close(struct gc_pmscan_tracker *t);

/*
 * Tracks [start, end), rounded outwards to whole pages; parts that are tracked
 * already stay as they are.  A refusal by the kernel is not an error here: the
 * range is then reported as dirty by each sweep, which also tries again.
 * Returns 0, or -errno when there is no memory for the bookkeeping; then part
 * of it is not tracked.
 */
int gc_pmscan_tracker_add(struct gc_pmscan_tracker *t, uintptr_t start,
                          uintptr_t end, unsigned kind);

/* Stops tracking whatever of [start, end) is tracked.  Returns 0 or -errno
 * (no memory to split a range; then it stays tracked, which is safe). */
int gc_pmscan_tracker_remove(struct gc_pmscan_tracker *t, uintptr_t start,
                             uintptr_t end);

/* Says that the mapping behind [start, end) was replaced, so that the next
 * sweep registers it before it looks. */
void gc_pmscan_tracker_remapped(struct gc_pmscan_tracker *t, uintptr_t start,
                                uintptr_t end);

/* Re-arms every tracked page and makes the dirty set of it. */
void gc_pmscan_tracker_sweep(struct gc_pmscan_tracker *t);

/* Disarms [start, end), which then reads as written until it was swept again.
 * May run while the program runs.  A refusal changes nothing. */
void gc_pmscan_tracker_disarm(struct gc_pmscan_tracker *t, uintptr_t start,
                              uintptr_t end);

/* Finds out which ranges have all their pages by now: their sweeps are quicker
 * [K-UNTOUCHED].  May run while the program runs, and changes no answer. */
void gc_pmscan_tracker_look_for_holes(struct gc_pmscan_tracker *t);

/* The dirty set of the latest sweep; good until the next call that changes the
 * tracker.  Before the first sweep everything is dirty. */
void gc_pmscan_tracker_dirty_set(const struct gc_pmscan_tracker *t,
                                 struct gc_pmscan_dirty_set *out);

/* The tracked ranges, sorted. */
static inline const struct gc_pmscan_range *
gc_pmscan_tracker_ranges(const struct gc_pmscan_tracker *t, size_t *count)
{
    *count = t->ranges.count;
    return t->ranges.buffer.data;
}

/* What the first write to an armed page costs, in nanoseconds; 0: not known
 * yet. */
static inline uint64_t
gc_pmscan_tracker_fault_ns(const struct gc_pmscan_tracker *t)
{
    return t->fds.fault_ns;
}

/* Bytes tracked under a label. */
static inline uint64_t
gc_pmscan_tracker_bytes(const struct gc_pmscan_tracker *t, unsigned kind)
{
    return gc_pmscan_ranges_bytes(&t->ranges, kind);
}

#endif
