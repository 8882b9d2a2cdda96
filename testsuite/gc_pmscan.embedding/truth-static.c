/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: the truth test holds in a program that is linked statically with
 *   libgc and us, where the program's own mappings come to us as well.
 * Limitations: as of gc_pmscan.provider/truth.c.
 */
/* { dg-link "static" } */
/* { dg-env "GC_PMSCAN=require" "TRUTH_SECONDS=4" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#include "../gc_pmscan.provider/truth.c"
