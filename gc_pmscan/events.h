/* SPDX-License-Identifier: MIT */
/*
 * libgc's collection events, shared between the program and us.
 *
 * In: libgc's one callback.  Out: the program's callback, then our listener,
 * for each event.  The program sets and reads its callback as if it were
 * alone.
 */
#ifndef GC_PMSCAN_EVENTS_H
#define GC_PMSCAN_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "libgc.h"

/* entered_ns: CLOCK_MONOTONIC before the program's callback ran.  Under
 * libgc's lock, on the thread that collects. */
typedef void (*gc_pmscan_event_listener)(GC_EventType event,
                                         uint64_t entered_ns);

/* Puts ourselves between libgc and the program's callback.  Its user sees to it
 * that no other callback is set meanwhile. */
void gc_pmscan_events_install(const struct gc_pmscan_libgc *gc,
                              gc_pmscan_event_listener listener);
bool gc_pmscan_events_installed(void);

/* Is libgc's callback still ours? */
bool gc_pmscan_events_reach_us(const struct gc_pmscan_libgc *gc);

/* The program's callback, as the program sets and reads it. */
void gc_pmscan_events_set_program(GC_on_collection_event_proc fn);
/* gc: has a getter, or there is none to read. */
GC_on_collection_event_proc
gc_pmscan_events_get_program(const struct gc_pmscan_libgc *gc);

#endif
