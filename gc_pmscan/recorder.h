/* SPDX-License-Identifier: MIT */
/*
 * A list of durations that grows.
 *
 * In: durations, under libgc's lock, also with the world stopped.  Out:
 * percentiles, exact, from all of them.  No libgc, no printing.
 */
#ifndef GC_PMSCAN_RECORDER_H
#define GC_PMSCAN_RECORDER_H

#include <stdint.h>

#include <atomic_ops.h>

enum { GC_PMSCAN_SAMPLE_BLOCKS = 32, GC_PMSCAN_FIRST_SAMPLES = 2048 };

/* Samples stay where they are: a reader on another thread needs no lock, which
 * a stopped thread might hold.  Block i has room for FIRST << i of them. */
struct gc_pmscan_samples {
    uint64_t *blocks[GC_PMSCAN_SAMPLE_BLOCKS];
    volatile AO_t kept;  /* written down; stored after the sample itself */
    uint64_t count;      /* all, also those not kept for want of memory */
    uint64_t total;
    uint64_t max;
};

void gc_pmscan_samples_add(struct gc_pmscan_samples *s, uint64_t ns);
void gc_pmscan_samples_reset(struct gc_pmscan_samples *s);

struct gc_pmscan_summary {
    uint64_t count, total, p50, p90, p99, p99_9, max; /* nanoseconds */
};

/* Sorts a copy, so samples may still be added meanwhile.  Returns 0 or the
 * -errno for want of memory. */
int gc_pmscan_samples_summary(const struct gc_pmscan_samples *s,
                              struct gc_pmscan_summary *out);

#endif
