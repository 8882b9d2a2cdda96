/* SPDX-License-Identifier: MIT */
/*
 * The questions that we ask of PAGEMAP_SCAN, each once.
 *
 * In: a pagemap descriptor and whole pages of this process.  Out: the kernel's
 * answer as it is, or -errno.  It judges nothing and keeps nothing.
 *
 * What is assumed of the kernel (Documentation/admin-guide/mm/pagemap.rst):
 *   K-ATOMIC  PAGEMAP_SCAN with WP_MATCHING reports and re-arms a page in one
 *             step under its page-table lock;
 *   K-CHECK   with CHECK_WPASYNC the call fails if it meets mapped memory
 *             that is not registered;
 *   K-UNTOUCHED a page with contents is PRESENT or SWAPPED; one that is armed
 *             before it has any costs two faults at its first touch.
 */
#ifndef GC_PMSCAN_SCAN_H
#define GC_PMSCAN_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pages.h"

/*
 * Reports written pages from start on as runs, and arms them again.  With
 * only_contents, pages that were never touched are left alone: they read as
 * written once they have been [K-LOST].  *walk_end is where it stopped; what is
 * before that has been looked at.  Returns the number of runs or -errno, after
 * which any page may have been armed without being reported [K-ERROR].
 */
long gc_pmscan_scan_written(int pagemap, uint64_t start, uint64_t end,
                            bool only_contents, struct gc_pmscan_run *out,
                            size_t room, uint64_t *walk_end);

/* Is there a page without contents?  1, 0, or -errno.  Changes nothing. */
int gc_pmscan_scan_for_hole(int pagemap, uint64_t start, uint64_t end);

#endif
