/* SPDX-License-Identifier: MIT */
/*
 * Static roots that start on a page boundary.
 *
 * libgc before 8.2.8, in its soft-dirty mode, never looks at the last page of
 * a root whose start is not on a page boundary and whose end lies no further
 * into its page than the start (soft_set_grungy_pages in os_dep.c asks for one
 * entry too few; fixed upstream in 8.2.8).  A write there would be missed, so
 * libgc is shown roots that start on boundaries.
 *
 * In: libgc's question for the loaded objects, the program's own roots, and the
 * program's data.
 * Out: the same, aligned.
 */
#ifndef GC_PMSCAN_ROOT_ALIGN_H
#define GC_PMSCAN_ROOT_ALIGN_H

#include <stdbool.h>
#include <stddef.h>

struct dl_phdr_info; /* link.h */

/* dl_iterate_phdr(3) as libgc is to see it: writable segments start, and the
 * read-only parts of them (PT_GNU_RELRO) end, on page boundaries.  What is
 * added lies on pages that the segment has anyway. */
int gc_pmscan_aligned_dl_iterate_phdr(
    int (*callback)(struct dl_phdr_info *, size_t, void *), void *data);

/* Adds the writable data of the program itself as a root that starts on a
 * boundary, for a libgc that does not ask (GC_set_no_dls) and has registered it
 * by its own lights.  Not under libgc's lock. */
void gc_pmscan_aligned_add_program(void (*add_roots)(void *, void *));

/* Was libgc shown aligned roots every time that it asked, and did it ask, or
 * got the program's data from us? */
bool gc_pmscan_roots_are_aligned(void);

/* GC_add_roots() as the program calls it: a root that does not start on a
 * boundary becomes two, so that GC_remove_roots() of the same range still
 * removes it and no more. */
void gc_pmscan_aligned_add_roots(void (*add_roots)(void *, void *), void *low,
                                 void *high_plus_1);

#endif
