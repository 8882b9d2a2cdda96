/* SPDX-License-Identifier: MIT */
/*
 * What one process's collections cost: its pauses, sweeps, what is done after a
 * collection, and the largest heap.
 *
 * In: the moments of a pause and durations, under libgc's lock, also with the
 * world stopped.  Out: a record, which any thread may read at any time.  A
 * forked child starts its own.  It knows neither libgc nor the sweep.
 */
#ifndef GC_PMSCAN_ACCOUNT_H
#define GC_PMSCAN_ACCOUNT_H

#include <stdint.h>

#include "recorder.h"

/* Times in nanoseconds of CLOCK_MONOTONIC. */
struct gc_pmscan_record {
    struct gc_pmscan_samples pauses;
    struct gc_pmscan_samples sweeps;
    struct gc_pmscan_samples ends; /* work after a collection, world running */
    uint64_t heap_bytes_max;
    uint64_t started_ns;
    int pid;
};

struct gc_pmscan_account {
    struct gc_pmscan_record record;
    uint64_t pause_began_ns;   /* 0: none is going on */
    uint64_t longest_pause_ns; /* since gc_pmscan_account_collection_ends */
};

/* Makes the record this process's.  What is measured before is lost. */
void gc_pmscan_account_own(struct gc_pmscan_account *a, uint64_t now_ns);

void gc_pmscan_account_pause_begins(struct gc_pmscan_account *a,
                                    uint64_t now_ns);
/* Returns how long it took; 0 when none was going on. */
uint64_t gc_pmscan_account_pause_ends(struct gc_pmscan_account *a,
                                      uint64_t now_ns);

/* Returns the longest pause of the collection that ends. */
uint64_t gc_pmscan_account_collection_ends(struct gc_pmscan_account *a);

void gc_pmscan_account_heap(struct gc_pmscan_account *a, uint64_t bytes);

/* This process's record, an empty one where it has none. */
const struct gc_pmscan_record *
gc_pmscan_account_record(const struct gc_pmscan_account *a);

#endif
