/* SPDX-License-Identifier: MIT */
/*
 * A histogram of durations in HdrHistogram's layout: nanoseconds from 1 to an
 * hour, each known to 3 significant digits, recorded in a few instructions
 * and without allocating.
 *
 * In: nanoseconds.  Out: percentiles, and the text in which HdrHistogram's
 * tools exchange histograms (their V2 encoding, deflated, in base 64).  No
 * libgc; the memory is the C library's and holds no pointers.
 */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdint.h>

struct histogram {
    uint64_t *counts;
    uint64_t total;
    uint64_t sum;
    uint64_t max;
};

/* Touches all of its memory, so that recording does not fault.  Returns 0 or
 * -ENOMEM. */
int histogram_open(struct histogram *h);
void histogram_close(struct histogram *h);
void histogram_clear(struct histogram *h);

/* Longer than an hour counts as an hour. */
void histogram_record(struct histogram *h, uint64_t ns);
void histogram_add(struct histogram *to, const struct histogram *from);

/* The least value that this percentage of all does not exceed, rounded up to
 * the end of its class and never above the largest; 0 when there is none. */
uint64_t histogram_percentile(const struct histogram *h, double percent);

/* To be freed; NULL without memory. */
char *histogram_encode(const struct histogram *h);

#endif
