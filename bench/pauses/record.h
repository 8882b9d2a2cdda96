/* SPDX-License-Identifier: MIT */
/*
 * What a run of the pause benchmark came to, as a JSON object.
 *
 * In: the measurements of the run.  Out: one JSON object on a stream; README.md
 * has its keys.
 */
#ifndef BENCH_RECORD_H
#define BENCH_RECORD_H

#include <stdint.h>
#include <stdio.h>

#include "process.h"
#include "workload.h"

struct measurement {
    const struct workload *workload;
    const struct parameters *parameters;
    const char *kind;
    struct process_usage start, end;
    struct process_memory memory;
    double build_s;
    uint64_t checksum;
    uint64_t heap_bytes;
    uint64_t collections; /* in run */
    bool incremental;
};

/* The mutators and pauses are taken from where they are kept.  Returns 0, or
 * -1 when it could not be written. */
int record_write(const struct measurement *m, FILE *out);

#endif
