/* SPDX-License-Identifier: MIT */
/*
 * A fault for the test suite: loses some of the dirty pages on purpose, so
 * that a test can be seen to notice.  Compiled into one build that is never
 * installed (GC_PMSCAN_FAULT_DROP_PERCENT).
 *
 * In: a dirty set.  Out: the same with pages missing.
 */
#ifndef GC_PMSCAN_FAULT_DROP_H
#define GC_PMSCAN_FAULT_DROP_H

#include <stdint.h>

#include "buffer.h"
#include "fault.h"
#include "pages.h"

static inline void gc_pmscan_fault_drop(struct gc_pmscan_buffer *runs,
                                        size_t *nruns)
{
    static struct gc_pmscan_buffer kept;
    size_t n = 0, i;
    uint64_t page = gc_pmscan_page_size();

    for (i = 0; i < *nruns; i++) {
        struct gc_pmscan_run run = ((struct gc_pmscan_run *)runs->data)[i];
        uint64_t start = run.start, p;

        for (p = run.start; p <= run.end; p += page) {
            if (p < run.end && !gc_pmscan_fault_hits(GC_PMSCAN_FAULT_DROP_PERCENT))
                continue;
            if (start < p
                && gc_pmscan_buffer_reserve(&kept, n + 1, sizeof(run)) == 0)
                ((struct gc_pmscan_run *)kept.data)[n++] =
                    (struct gc_pmscan_run){.start = start, .end = p};
            start = p + page;
        }
    }
    if (gc_pmscan_buffer_reserve(runs, n, sizeof(struct gc_pmscan_run)) < 0)
        return;
    for (i = 0; i < n; i++)
        ((struct gc_pmscan_run *)runs->data)[i] =
            ((struct gc_pmscan_run *)kept.data)[i];
    *nruns = n;
}

#endif
