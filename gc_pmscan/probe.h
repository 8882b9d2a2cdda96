/* SPDX-License-Identifier: MIT */
/*
 * Can this kernel, in this process, do what a sweep needs?
 *
 * In: nothing.  Out: the steps that were tried, each with its errno and a
 * sentence; also the sentence for an errno met later.  Everything that is
 * opened is closed again.
 */
#ifndef GC_PMSCAN_PROBE_H
#define GC_PMSCAN_PROBE_H

#include "gc_pmscan.h"

/* Does the real thing once; result->size is not looked at. */
void gc_pmscan_probe_run(struct gc_pmscan_probe_result *result);

/* The first errno that made it unusable, negated, or 0. */
int gc_pmscan_probe_error(const struct gc_pmscan_probe_result *result);

/* What to tell a user of a sweep that was refused with -errno. */
const char *gc_pmscan_probe_explain(int error);

#endif
