/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: as random.c, with huge pages: armed as a whole, split, collapsed,
 *   moved; and with more regions than the kernel gathers at a time.
 * Limitations: one thread; WP_MATCHING without a vec is left out
 *   (doc/KERNEL.md, D-ARM-ALL).
 */
/* { dg-link "unit" } */
/* { dg-timeout 120 } */
#define _GNU_SOURCE
#include "scan_random.h"

static struct scan_pair pair;

int main(void)
{
    scan_pair_start(&pair, 3 * SCAN_BLOCK, 0, true);
    scan_rounds(&pair, test_rounds(50000));
    return 0;
}
