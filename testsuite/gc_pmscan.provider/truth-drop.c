/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: the truth test sees it when one dirty page in a hundred is lost.
 * Limitations: says nothing of rarer losses.
 */
/* { dg-link "shared" } */
/* { dg-drop } */
/* { dg-xfault "lost object" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "TRUTH_THREADS=2 GC_PMSCAN_FORECAST=on" "TRUTH_THREADS=8 GC_PMSCAN_FORECAST=on" "TRUTH_THREADS=2 GC_PMSCAN_FORECAST=off" } */
#include "truth.c"
