/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: handed-over.c is a test: it fails when one dirty page in a hundred
 *   is lost.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-drop } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-xfault "lost object" } */
#include "handed-over.c"
