/* SPDX-License-Identifier: MIT */
/*
 * Pictures, drawn by gnuplot.
 *
 * In: results.  Out: SVG or PNG files.  All functions return 0, or -1 after a
 * sentence on standard error; CHARTS_NOTHING when there is nothing to draw.
 */
#ifndef BENCH_CHARTS_H
#define BENCH_CHARTS_H

#include "micro.h"
#include "results.h"

enum { CHARTS_NOTHING = 1 };

enum charts_format { CHARTS_SVG, CHARTS_PNG };

/* What is drawn of a workload. */
enum charts_kind {
    CHARTS_PAUSES,      /* distribution of the pauses */
    CHARTS_CALLS,       /* of the allocation calls */
    CHARTS_LATENCY,     /* of the latencies */
    CHARTS_UTILISATION, /* MMU curves */
    CHARTS_TIMELINE,    /* pauses and heap over time, a row for each column */
    CHARTS_KINDS
};

/* Is there a gnuplot?  If not, a sentence names the package. */
int charts_ready(void);

const char *charts_name(enum charts_kind kind);

int charts_of_workload(const struct results *r, const char *workload,
                       enum charts_kind kind, enum charts_format format,
                       const char *path);

/* The cost of a sweep against the size of the heap. */
int charts_of_scan(const struct micro *m, enum charts_format format,
                   const char *path);

#endif
