/* SPDX-License-Identifier: MIT */
/*
 * How libgc is to learn which pages were written, as an environment.
 *
 * In: a kind, the path of another libgc.  Out: the environment of the process,
 * which the dynamic linker and both libraries read when a program starts.
 */
#ifndef BENCH_KIND_H
#define BENCH_KIND_H

#include <stdbool.h>

/* off, stock or pmscan. */
bool kind_known(const char *kind);

/*
 * Sets GC_ENABLE_INCREMENTAL, GC_DISABLE_INCREMENTAL, GC_PMSCAN and
 * LD_PRELOAD: libgc_pmscan.so for pmscan alone, and the other libgc, unless it
 * is NULL, in the system's place.  Returns 0, or -1 with errno.
 */
int kind_apply(const char *kind, const char *pmscan, const char *libgc);

#endif
