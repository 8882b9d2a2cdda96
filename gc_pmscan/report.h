/* SPDX-License-Identifier: MIT */
/*
 * The report: one JSON object about this process.
 *
 * In: the provider's numbers.  Out: text on a descriptor or in a file.
 */
#ifndef GC_PMSCAN_REPORT_H
#define GC_PMSCAN_REPORT_H

#include "libgc.h"

/* Returns 0 or the -errno of a write or of memory. */
int gc_pmscan_report_write(int fd, const struct gc_pmscan_libgc *gc);

/* Writes it to the file that a pattern names (%p: process id, %%: %). */
int gc_pmscan_report_write_file(const char *pattern,
                                const struct gc_pmscan_libgc *gc);

#endif
