/* SPDX-License-Identifier: MIT */
/*
 * The writable data of the program and its shared libraries, which libgc scans
 * as static roots.
 *
 * In: the dynamic loader's list.  Out: a tracker that tracks just these ranges
 * under one label.  A root that is missing here (added with GC_add_roots, or
 * of a library loaded since) is not tracked and so counts as dirty.
 */
#ifndef GC_PMSCAN_ROOTS_H
#define GC_PMSCAN_ROOTS_H

#include <stddef.h>

#include "tracker.h"

struct gc_pmscan_roots {
    unsigned long long loads; /* the loader's counters at the last look */
    unsigned long long unloads;
    struct gc_pmscan_buffer found; /* struct gc_pmscan_run */
    size_t nfound;
    bool looked; /* all that was found is tracked, and nothing else */
};

/* Brings the tracker up to date if objects were loaded or unloaded.  Takes the
 * loader's lock, so only with the world running; libgc does the same at the
 * same place (GC_register_dynamic_libraries before it stops the world). */
void gc_pmscan_roots_refresh(struct gc_pmscan_roots *r,
                             struct gc_pmscan_tracker *t, unsigned kind);

#endif
