/* SPDX-License-Identifier: MIT */
/*
 * The runs of the pause benchmark that belong together, and their medians.
 *
 * In: the JSON object that compare-pauses makes: "rounds", "runs" (what
 * bench/pause wrote, each with "column" and "round", or "failed" with a reason)
 * and "machine".  Out: numbers by workload, column and measure.  Nothing is
 * printed.
 *
 * A column is a kind, and behind a slash the number of the --libgc that was
 * used, if it was not the system's.
 */
#ifndef BENCH_RESULTS_H
#define BENCH_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

enum { RESULTS_MAX = 64 }; /* workloads or columns */

struct results {
    json_t *root;
    size_t rounds;
    const char *workloads[RESULTS_MAX];
    size_t workload_count;
    const char *columns[RESULTS_MAX];
    size_t column_count;
};

enum results_better { LESS_IS_BETTER, MORE_IS_BETTER, NEITHER_IS_BETTER };

struct results_measure {
    const char *path;    /* keys, separated by dots */
    const char *label;
    const char *unit;    /* "" for none */
    double scale;        /* of the value in JSON */
    int decimals;
    enum results_better better;
};

extern const struct results_measure results_measures[];
extern const size_t results_measure_count;

/* Takes over root.  Returns 0, or -1 with a sentence in why. */
int results_open(struct results *r, json_t *root, char *why, size_t why_size);
void results_close(struct results *r);

/* All runs, failed ones as well: the i-th, or NULL. */
json_t *results_at(const struct results *r, size_t i);

/* What a reader calls the column: "stock, libgc 8.3.0". */
void results_column_title(const struct results *r, const char *column,
                          char *out, size_t size);
bool results_is_pmscan(const char *column);
/* The column of another kind with the same libgc; NULL when there is none. */
const char *results_sibling(const struct results *r, const char *column,
                            const char *kind);

/* One run, or NULL; rounds count from 1. */
const json_t *results_run(const struct results *r, const char *workload,
                          const char *column, size_t round);
/* Of the runs of a column, the one whose longest pause is the median. */
const json_t *results_typical_run(const struct results *r,
                                  const char *workload, const char *column);
/* Runs that failed, and the reason of one of them. */
size_t results_failures(const struct results *r, const char *workload,
                        const char *column, const char **reason);

/* False when no run has the value. */
bool results_median(const struct results *r, const char *workload,
                    const char *column, const struct results_measure *m,
                    double *out);
/* The median of the ratios of runs of the same round. */
bool results_ratio(const struct results *r, const char *workload,
                   const char *column, const char *base,
                   const struct results_measure *m, double *out);
/* Is the column worse than the base, as printed? */
bool results_worse(const struct results *r, const char *workload,
                   const char *column, const char *base,
                   const struct results_measure *m);

#endif
