/* SPDX-License-Identifier: MIT */
/*
 * Attachment: libgc's manual mode.  With the world stopped and before libgc
 * looks at its dirty bits, GC_end_stubborn_change() is called for each dirty
 * page.
 *
 * In: the dirty set of a sweep at GC_EVENT_MARK_START.  Out: bits in libgc's
 * table.  Public functions of libgc only.
 *
 * What is not named is clean, so it asks for all of libgc's memory to be
 * tracked, and the program's collection-event callback must not replace ours
 * behind our back.
 *
 * What is assumed of libgc (alloc.c, mark.c, os_dep.c of 8.2):
 *   G-ORDER  GC_read_dirty follows GC_EVENT_MARK_START with nothing between
 *            them that runs the program;
 *   G-HASH   GC_end_stubborn_change(p) sets the bit of p's block number modulo
 *            a power of two of at most 2^MAX_TABLE_BITS, and needs no object
 *            at p.
 */
#define _GNU_SOURCE
#include "attachment.h"

#include <signal.h>
#include <string.h>

#ifdef GC_PMSCAN_FAULT_MUTE_PERCENT
#include "fault.h"
#endif

enum { BLOCK = 4096, MAX_TABLE_BITS = 22 };

static gc_pmscan_sweep_fn sweep_now;
static uintptr_t segv_before;
static struct gc_pmscan_handover *notes; /* with verify mode */

/* What handles SIGSEGV now. */
static uintptr_t segv_handler(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    (void)sigaction(SIGSEGV, NULL, &action);
    return (action.sa_flags & SA_SIGINFO) != 0
               ? (uintptr_t)action.sa_sigaction
               : (uintptr_t)action.sa_handler;
}

static bool usable(const struct gc_pmscan_libgc *gc, const char **why)
{
    if (gc->set_manual_vdb_allowed == NULL || gc->end_stubborn_change == NULL) {
        *why = "this libgc has no manual mode (GC_set_manual_vdb_allowed)";
        return false;
    }
    if (!gc->mappings_seen) {
        *why = "the memory that this libgc maps cannot be followed";
        return false;
    }
    if (!gc->interposed) {
        *why = "gc_pmscan does not stand before libgc in the search order: "
               "preload it, or link it first";
        return false;
    }
    return true;
}

static void prepare(const struct gc_pmscan_libgc *gc, gc_pmscan_sweep_fn sweep)
{
    sweep_now = sweep;
    segv_before = segv_handler();
    gc->set_manual_vdb_allowed(1);
}

/* GC_get_manual_vdb_allowed() only repeats the wish.  A libgc that was built so
 * that it cannot heed it protects its heap, and takes SIGSEGV for that. */
static bool confirm(const struct gc_pmscan_libgc *gc, const char **why)
{
    (void)gc;
    if (segv_handler() != segv_before) {
        *why = "libgc did not accept its manual mode";
        return false;
    }
    return true;
}

static const char *doubt(const struct gc_pmscan_libgc *gc)
{
    (void)gc;
    return NULL;
}

static void verify(struct gc_pmscan_handover *handover)
{
    notes = handover;
}

static void withdraw(const struct gc_pmscan_libgc *gc)
{
    (void)gc;
}

/* Returns 1 when libgc was told. */
static unsigned tell(const struct gc_pmscan_libgc *gc, uintptr_t address)
{
#ifdef GC_PMSCAN_FAULT_MUTE_PERCENT
    if (gc_pmscan_fault_hits(GC_PMSCAN_FAULT_MUTE_PERCENT))
        return 0;
#endif
    gc->end_stubborn_change((void *)address);
    return 1;
}

static void mark_all(const struct gc_pmscan_libgc *gc)
{
    uintptr_t all = (uintptr_t)1 << MAX_TABLE_BITS, told = 0, block;

    for (block = 1; block <= all; block++)
        told += tell(gc, block * BLOCK);
    if (notes != NULL)
        gc_pmscan_handover_all(told, all);
}

static void mark_run(const struct gc_pmscan_libgc *gc,
                     const struct gc_pmscan_run *run)
{
    uintptr_t p = (uintptr_t)run->start;

    for (; p < run->end; p += BLOCK)
        if (tell(gc, p) != 0 && notes != NULL)
            gc_pmscan_handover_named(notes, p);
}

/* Everything that is not known to be clean: the runs, and where heap may be
 * missing from the ranges the whole table. */
static void hand_over(const struct gc_pmscan_libgc *gc,
                      const struct gc_pmscan_dirty_set *set)
{
    size_t i;

    if (set->everything || !set->complete) {
        mark_all(gc);
        return;
    }
    if (notes != NULL)
        gc_pmscan_handover_begin(notes);
    for (i = 0; i < set->nruns; i++)
        mark_run(gc, set->runs + i);
    if (notes != NULL)
        gc_pmscan_handover_end(notes, set, gc->is_heap_ptr);
}

static void on_event(const struct gc_pmscan_libgc *gc, GC_EventType event)
{
    if (event == GC_EVENT_MARK_START && gc->is_incremental_mode())
        hand_over(gc, sweep_now());
}

const struct gc_pmscan_attachment gc_pmscan_attach_manual = {
    .id = GC_PMSCAN_ATTACH_MANUAL,
    .name = "manual",
    .wants_roots = false,
    .wants_all_mappings = true,
    .hides_its_needs = true,
    .usable = usable,
    .prepare = prepare,
    .confirm = confirm,
    .doubt = doubt,
    .verify = verify,
    .withdraw = withdraw,
    .event = on_event,
};
