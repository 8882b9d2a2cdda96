/* SPDX-License-Identifier: MIT */
/*
 * Every pause in which libgc stops the world.
 *
 * In: libgc's collection events.  Out: begin and end of each pause, and the
 * heap's size after it.  A pause is from GC_EVENT_PRE_STOP_WORLD to
 * GC_EVENT_POST_START_WORLD, both outside of the stopped world, so that what
 * is stored may be allocated.  The program's callback from before is called
 * first.
 */
#ifndef BENCH_PAUSES_H
#define BENCH_PAUSES_H

#include <stddef.h>
#include <stdint.h>

#include "utilisation.h"

/* After GC_INIT; once. */
void pauses_watch(void);
/* Forgets those so far. */
void pauses_clear(void);
/* Those so far; good until the next collection. */
const struct intervals *pauses_list(void);
/* Of the i-th, libgc's heap size when it ended. */
uint64_t pauses_heap(size_t i);

#endif
