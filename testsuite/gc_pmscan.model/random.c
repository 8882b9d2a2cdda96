/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: after any steps, any scan answers what the model answers, and arms
 *   what the model arms: pages of 4 KiB, anonymous and of a file, in two page
 *   tables.
 * Limitations: one thread; huge pages are in random-thp.c.
 */
/* { dg-link "unit" } */
/* { dg-timeout 120 } */
#define _GNU_SOURCE
#include "scan_random.h"

static struct scan_pair pair;

int main(void)
{
    /* 24 pages in the first page table, 40 in the second. */
    scan_pair_start(&pair, 64, SCAN_BLOCK - 24, false);
    scan_rounds(&pair, test_rounds(150000));
    return 0;
}
