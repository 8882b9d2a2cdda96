/* SPDX-License-Identifier: MIT */
/*
 * A thread that allocates, and how long each of its allocation calls took.
 *
 * In: sizes.  Out: memory of libgc; a histogram of all calls, and the begin and
 * end of each one that took longer than MUTATOR_LONG_CALL.  Both clock reads
 * are made outside of the call.  What is kept lies outside of libgc's heap.
 */
#ifndef BENCH_MUTATOR_H
#define BENCH_MUTATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "histogram.h"
#include "utilisation.h"

#define MUTATOR_LONG_CALL 20000 /* ns: a call with a slow page fault is not */

struct mutator {
    struct histogram calls;
    struct intervals long_calls;
    struct mutator *next; /* of all */
};

/* A new one; exits when there is no memory.  Any thread may call it. */
struct mutator *mutator_new(void);
/* All of them, latest first. */
struct mutator *mutator_list(void);
/* Forgets what was measured so far. */
void mutator_clear_all(void);

/* GC_MALLOC and GC_MALLOC_ATOMIC; they exit when there is no memory. */
void *mutator_alloc(struct mutator *m, size_t bytes);
void *mutator_alloc_leaf(struct mutator *m, size_t bytes);

#endif
