/* SPDX-License-Identifier: MIT */
/*
 * What the C workloads and the benchmarks share: a clock, random numbers, and
 * the reading of options.
 *
 * In: plain arguments.  Out: numbers; for wrong usage a sentence on standard
 * error and exit status 2.  No libgc, nothing of gc_pmscan, no state.
 */
#ifndef BENCH_SUPPORT_H
#define BENCH_SUPPORT_H

#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>

/* CLOCK_MONOTONIC. */
uint64_t support_now_ns(void);

/* xorshift64*: any seed but 0. */
uint64_t support_random(uint64_t *state);

double support_seconds(const struct timeval *t);

/* A whole number from 1 to INT32_MAX; exits with 2 when it is not. */
uint64_t support_number(const char *program, const char *text);

/* Prints a usage text, and what all users of libgc have in common. */
void support_usage(FILE *out, const char *text);

/* For a failed GC_MALLOC: says so and exits with 1. */
void *support_not_null(const char *program, void *p);

#endif
