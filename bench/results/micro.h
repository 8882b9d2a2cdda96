/* SPDX-License-Identifier: MIT */
/*
 * The reports of the micro benchmarks, as Google Benchmark writes them in JSON.
 *
 * In: such a report.  Out: numbers by benchmark, and tables.  A benchmark is
 * named GROUP/WAY/CASE; ways are columns, cases are rows.
 */
#ifndef BENCH_MICRO_H
#define BENCH_MICRO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

struct micro_value {
    char way[40];
    char which[96]; /* the case */
    double value;   /* the median of the repetitions; NAN: it was skipped */
};

struct micro {
    json_t *root;
    const char *group; /* scan, fault or handover */
    struct micro_value *values;
    size_t count;
};

/* Is it one of these reports? */
bool micro_is(const json_t *root);
/* Takes over root.  Returns 0, or -1 with a sentence in why. */
int micro_open(struct micro *m, json_t *root, char *why, size_t why_size);
void micro_close(struct micro *m);

/* The value of a case, or NAN. */
double micro_value(const struct micro *m, const char *way, const char *which);

void micro_table(const struct micro *m, bool html, FILE *out);

#endif
