/* SPDX-License-Identifier: MIT */
/*
 * Chance for faults that the test suite puts in on purpose, so that a test or
 * verify mode can be seen to notice.  Compiled only into builds that are never
 * installed: GC_PMSCAN_FAULT_DROP_PERCENT loses dirty pages of the sweep,
 * GC_PMSCAN_FAULT_MUTE_PERCENT keeps them from libgc.
 *
 * In: percent.  Out: yes or no, the same in each run.
 */
#ifndef GC_PMSCAN_FAULT_H
#define GC_PMSCAN_FAULT_H

#include <stdint.h>

static inline int gc_pmscan_fault_hits(unsigned percent)
{
    static uint64_t x = 88172645463325252u;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return x % 1000 < percent * 10;
}

#endif
