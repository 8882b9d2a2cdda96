/* SPDX-License-Identifier: MIT */
/*
 * Every pause in which libgc stops the world; see pauses.h.
 *
 * The callback runs under libgc's lock.  It may not ask libgc for anything
 * that takes the lock: GC_get_prof_stats_unsafe does not.
 */
#define GC_THREADS 1

#include "pauses.h"

#include <stdlib.h>

#include <gc/gc.h>

#include "../workloads/support.h"

static GC_on_collection_event_proc next_callback;
static struct intervals pauses;
static uint64_t *heaps;
static size_t heap_room;
static uint64_t stopped_at;

static void on_event(GC_EventType event)
{
    struct GC_prof_stats_s stats;

    if (next_callback != NULL)
        next_callback(event);
    if (event == GC_EVENT_PRE_STOP_WORLD) {
        stopped_at = support_now_ns();
    } else if (event == GC_EVENT_POST_START_WORLD) {
        intervals_add(&pauses, stopped_at, support_now_ns());
        if (heap_room < pauses.room) {
            heap_room = pauses.room;
            heaps = support_not_null(
                "pause", realloc(heaps, heap_room * sizeof *heaps));
        }
        (void)GC_get_prof_stats_unsafe(&stats, sizeof stats);
        heaps[pauses.count - 1] = stats.heapsize_full;
    }
}

void pauses_watch(void)
{
    next_callback = GC_get_on_collection_event();
    GC_set_on_collection_event(on_event);
}

void pauses_clear(void)
{
    pauses.count = 0;
}

const struct intervals *pauses_list(void)
{
    return &pauses;
}

uint64_t pauses_heap(size_t i)
{
    return heaps[i];
}
