/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: truth.c notices a tracker that loses one dirty page in a hundred.
 * Limitations: the tracker is compiled into this test, with the fault.
 */
/* { dg-link "unit" } */
/* { dg-options "-DGC_PMSCAN_FAULT_DROP_PERCENT=1" } */
/* { dg-matrix "TRUTH_THREADS=1" "TRUTH_THREADS=8" } */
/* { dg-xfault "lost page" } */
#define _GNU_SOURCE
#include "../../gc_pmscan/tracker.c"

#include "truth.c"
