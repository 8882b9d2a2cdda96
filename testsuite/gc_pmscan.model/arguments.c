/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: the kernel refuses the arguments that the model refuses, with the
 *   same error, and a refused call arms nothing.
 * Limitations: one field or two at a time are wrong.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"
#include "scan_walk.h"

enum { SOUND, SIZE, FLAG, MASK, INVERTED, ANYOF, RETURN, START, ORDER, VEC,
       WRONGS };

static void spoil(struct kabi_pm_scan_arg *arg, unsigned wrong,
                  struct test_rng *rng)
{
    /* Above all categories that a kernel may have some day soon. */
    uint64_t bit = UINT64_C(1) << (16 + test_random_below(rng, 48));

    switch (wrong) {
    case SIZE:
        arg->size = test_random_below(rng, 3) * 64;
        break;
    case FLAG:
        arg->flags |= bit;
        break;
    case MASK:
        arg->category_mask |= bit;
        break;
    case INVERTED:
        arg->category_inverted |= bit;
        break;
    case ANYOF:
        arg->category_anyof_mask |= bit;
        break;
    case RETURN:
        arg->return_mask |= bit;
        break;
    case START:
        arg->start += 1 + test_random_below(rng, SCAN_PAGE - 1);
        break;
    case ORDER:
        arg->end = arg->start - SCAN_PAGE * test_random_below(rng, 3);
        break;
    case VEC:
        arg->vec = 0;
        break;
    default:
        break;
    }
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    struct kernel k = kernel_open();
    struct kabi_page_region out[4];
    unsigned long n, refused = 0, rounds = test_rounds(20000);
    void *p;

    if (gc_pmscan_page_size() != SCAN_PAGE)
        UNSUPPORTED("pages of %zu bytes", (size_t)gc_pmscan_page_size());
    p = armed_pages(&k, 4);
    touch(p, 0, 4);
    for (n = 0; n < rounds; n++) {
        struct kabi_pm_scan_arg arg = scan_arg(p, 0, 4, out, 4);
        int expected;
        long got;

        arg.flags = KABI_PM_SCAN_WP_MATCHING;
        spoil(&arg, (unsigned)test_random_below(&rng, WRONGS), &rng);
        spoil(&arg, (unsigned)test_random_below(&rng, WRONGS), &rng);
        expected = scan_check_argument(&arg, KNOWN);
        got = gc_pmscan_sys_pagemap_scan(k.pagemap, &arg);
        CHECK_EQ(got < 0 ? got : 0, expected);
        if (expected != 0) {
            refused++;
            CHECK_EQ(categories(&k, p, 0), WPALLOWED | WRITTEN | PRESENT);
        } else {
            touch(p, 0, 4);
        }
    }
    printf("%lu of %lu refused\n", refused, rounds);
    CHECK(rounds < 100 || refused > 0);
    return 0;
}
