/* SPDX-License-Identifier: MIT */
/*
 * libgc's collection events, shared; see events.h.
 */
#include "events.h"

#include <atomic_ops.h>

#include "sys.h"

/* A gc_pmscan_event_listener. */
static volatile AO_t listener_function;
/* A GC_on_collection_event_proc; set by the program on any thread. */
static volatile AO_t program_callback;

static void GC_CALLBACK on_event(GC_EventType event)
{
    uint64_t now = gc_pmscan_sys_now_ns();
    GC_on_collection_event_proc fn =
        (GC_on_collection_event_proc)AO_load_acquire(&program_callback);

    /* The program first: what it writes in its callback is then in the
     * sweep. */
    if (fn != 0)
        fn(event);
    ((gc_pmscan_event_listener)AO_load_acquire(&listener_function))(event, now);
}

void gc_pmscan_events_install(const struct gc_pmscan_libgc *gc,
                              gc_pmscan_event_listener listener)
{
    GC_on_collection_event_proc before = gc->get_on_collection_event();

    if (before == on_event)
        return;
    if (before != 0)
        gc_pmscan_events_set_program(before);
    AO_store_release(&listener_function, (AO_t)listener);
    gc->set_on_collection_event(on_event);
}

bool gc_pmscan_events_installed(void)
{
    return AO_load_acquire(&listener_function) != 0;
}

bool gc_pmscan_events_reach_us(const struct gc_pmscan_libgc *gc)
{
    return gc->get_on_collection_event() == on_event;
}

void gc_pmscan_events_set_program(GC_on_collection_event_proc fn)
{
    AO_store_release(&program_callback, (AO_t)fn);
}

GC_on_collection_event_proc
gc_pmscan_events_get_program(const struct gc_pmscan_libgc *gc)
{
    GC_on_collection_event_proc fn;

    if (!gc_pmscan_events_installed()) {
        fn = gc->get_on_collection_event != NULL ? gc->get_on_collection_event()
                                                 : 0;
        /* Else ours was put there meanwhile, and is nobody's to call. */
        if (fn != on_event)
            return fn;
    }
    return (GC_on_collection_event_proc)AO_load_acquire(&program_callback);
}
