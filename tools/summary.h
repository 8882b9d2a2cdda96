/* SPDX-License-Identifier: MIT */
/*
 * A report in a few lines for people.
 *
 * In: a report.  Out: text on a stream.
 */
#ifndef GC_PMSCAN_TOOLS_SUMMARY_H
#define GC_PMSCAN_TOOLS_SUMMARY_H

#include <stdio.h>

#include "reports.h"

/* A megabyte, here and in tables: libgc counts its heap in the same unit. */
#define SUMMARY_MB (1024.0 * 1024.0)

/* explain: with the reason why it ran the way it did. */
void summary_print(FILE *out, const struct report *report, bool explain);

#endif
