/* SPDX-License-Identifier: MIT */
/*
 * libgc as the library uses it: its public functions, as a table.
 *
 * In: filled in once by the binding (bind_shared.c or bind_static.c), before
 * anything else here runs.  Out: calls.  A function that a libgc may lack is
 * NULL there.  No other file names a GC_ function.
 */
#ifndef GC_PMSCAN_LIBGC_H
#define GC_PMSCAN_LIBGC_H

#include <stdbool.h>
#include <stddef.h>

#include <gc/gc.h>

struct gc_pmscan_libgc {
    void (*init)(void);
    void (*enable_incremental)(void);
    int (*is_incremental_mode)(void);
    void (*set_on_collection_event)(GC_on_collection_event_proc);
    GC_on_collection_event_proc (*get_on_collection_event)(void);
    void (*set_manual_vdb_allowed)(int);
    int (*get_manual_vdb_allowed)(void);
    int (*incremental_protection_needs)(void);
    void (*end_stubborn_change)(const void *);
    int (*is_heap_ptr)(const void *);
    size_t (*get_prof_stats_unsafe)(struct GC_prof_stats_s *, size_t);
    size_t (*get_obtained_from_os_bytes)(void);
    unsigned (*get_version)(void);
    GC_word (*get_gc_no)(void);
    int (*is_init_called)(void); /* NULL where libgc lacks it */
    void (*add_roots)(void *, void *);
    int (*get_no_dls)(void); /* NULL where libgc lacks it */

    /* What the binding knows of this copy of libgc. */
    bool softdirty_possible; /* it has a soft-dirty mode, and its calls on
                                the two files of that mode come to us */
    bool mappings_seen;      /* its mappings are announced to us */
    bool interposed;         /* the program's calls of the functions that
                                bind_shared.c or bind_static.c replaces reach
                                them */
    const char *softdirty_why_not;
};

/* Finds libgc and fills in the table; caller is an address in the code that
 * asked, through which a libgc outside the global scope can be found.  Returns
 * the table, or NULL with *why set to a sentence.  Later calls return what the
 * first successful one found. */
const struct gc_pmscan_libgc *gc_pmscan_libgc_bind(const void *caller,
                                                   const char **why);

/* The table when it is bound, else NULL. */
const struct gc_pmscan_libgc *gc_pmscan_libgc(void);

#endif
