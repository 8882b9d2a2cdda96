/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: the limitation of the manual way that DESIGN.md states is as
 *   stated: libgc reads a fiber's stack that was unmapped while a mark was in
 *   progress.  Where this fails because the program lives, the text is to be
 *   changed.
 * Limitations: any read of the unmapped stack counts.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_ATTACH=manual" } */
#define EXPECT_CRASH 1
#include "fiber-unmap.c"
