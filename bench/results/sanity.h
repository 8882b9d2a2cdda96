/* SPDX-License-Identifier: MIT */
/*
 * Are results what they may be at all?
 *
 * In: results of a run however short, on a machine however busy.  Out: 0, or -1
 * after a sentence on standard error for each ratio that is far from where it
 * has to be.  Only means of ratios over all workloads or cases are looked at,
 * with limits that a right build misses by far: this finds a mistake, and is
 * no measurement.
 */
#ifndef BENCH_SANITY_H
#define BENCH_SANITY_H

#include "micro.h"
#include "results.h"

int sanity_of_pauses(const struct results *r);
int sanity_of_micro(const struct micro *m);

#endif
