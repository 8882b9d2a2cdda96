/* SPDX-License-Identifier: MIT */
/*
 * A way to attach to libgc: how a dirty set reaches the collector.
 *
 * In: libgc's table and a function that sweeps.  Out: libgc in incremental
 * mode with our dirty sets as its dirty bits.  An attachment knows nothing of
 * how a sweep is made, and the sweep nothing of it; the provider joins them.
 */
#ifndef GC_PMSCAN_ATTACHMENT_H
#define GC_PMSCAN_ATTACHMENT_H

#include <stdbool.h>

#include "gc_pmscan.h"
#include "handover.h"
#include "libgc.h"
#include "pages.h"

/* Sweeps and returns the dirty set.  Only with the world stopped and libgc's
 * lock held; the set is good until the next sweep. */
typedef const struct gc_pmscan_dirty_set *(*gc_pmscan_sweep_fn)(void);

struct gc_pmscan_attachment {
    enum gc_pmscan_attach id;
    const char *name;
    /* Static roots are asked for as well as heap sections. */
    bool wants_roots;
    /* What no range covers would count as clean: track all that libgc maps,
     * and not only what is known to be heap. */
    bool wants_all_mappings;
    /* libgc does not know that nothing is protected, and would answer
     * GC_incremental_protection_needs() with what it would do alone. */
    bool hides_its_needs;

    /* Can it work with this libgc?  If not, *why is a sentence.  Changes
     * nothing. */
    bool (*usable)(const struct gc_pmscan_libgc *gc, const char **why);

    /* Before libgc turns its incremental mode on: makes it choose this way,
     * against the program's own settings if need be. */
    void (*prepare)(const struct gc_pmscan_libgc *gc,
                    gc_pmscan_sweep_fn sweep);

    /* After libgc turned its incremental mode on: is it really in this way?
     * If not, *why is a sentence. */
    bool (*confirm)(const struct gc_pmscan_libgc *gc, const char **why);

    /* With the world stopped, at a sweep: why libgc might overlook a dirty page
     * now, as a sentence, or NULL.  Everything is then dirty. */
    const char *(*doubt)(const struct gc_pmscan_libgc *gc);

    /* With verify mode: after prepare, where to note what libgc is told. */
    void (*verify)(struct gc_pmscan_handover *handover);

    /* Undoes prepare when confirm said no. */
    void (*withdraw)(const struct gc_pmscan_libgc *gc);

    /* Each collection event, after the program's own callback, under libgc's
     * lock.  [With the world stopped where the event says so: no lock, no
     * malloc, no stdio.] */
    void (*event)(const struct gc_pmscan_libgc *gc, GC_EventType event);
};

extern const struct gc_pmscan_attachment gc_pmscan_attach_softdirty;
extern const struct gc_pmscan_attachment gc_pmscan_attach_manual;

#endif
