/* SPDX-License-Identifier: MIT */
/*
 * Tables for people, in Markdown or HTML.
 *
 * In: results.  Out: text on a stream.  In the columns of pmscan, each value
 * comes with its ratios to off and to stock of the same libgc, and is bold
 * where it is worse than one of them.
 */
#ifndef BENCH_TABLE_H
#define BENCH_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "results.h"

/* The results of a workload. */
void table_of_workload(const struct results *r, const char *workload,
                       bool html, FILE *out);

/* Where pmscan is worse, as a list with a line for each workload and column;
 * returns the number of such values. */
size_t table_of_worse(const struct results *r, bool html, FILE *out);

/* A text in HTML. */
void table_escape(const char *text, FILE *out);

#endif
