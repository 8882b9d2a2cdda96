/* SPDX-License-Identifier: MIT */
/*
 * How verify mode ends a process that has lost a page.
 *
 * In: the page, and what is known of it.  Out: that and the mapping's line of
 * /proc/self/maps on standard error, and SIGABRT.  With the world stopped: no
 * lock, no malloc.
 */
#ifndef GC_PMSCAN_LOST_PAGE_H
#define GC_PMSCAN_LOST_PAGE_H

#include <stdint.h>

/* what: the rest of the sentence that begins with the address; more: whole
 * lines, or "". */
void gc_pmscan_lost_page(uintptr_t address, const char *what, const char *more)
    __attribute__((noreturn));

#endif
