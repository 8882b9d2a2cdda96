/* SPDX-License-Identifier: MIT */
/*
 * Area: bench
 * Purpose: the minimum mutator utilisation of random intervals is what trying
 *   every window finds.
 * Limitations: short runs; whole units of time.
 */
/* { dg-link "plain" } */
#define _POSIX_C_SOURCE 200809L
#include <check.h>

#include <stdbool.h>

#include "../../bench/pauses/utilisation.c"
#include "../../bench/workloads/support.c"

enum { LENGTH = 200 };

static double tried(const bool *lost, unsigned window)
{
    unsigned worst = 0, start, i;

    if (window > LENGTH)
        window = LENGTH;
    for (start = 0; start + window <= LENGTH; start++) {
        unsigned sum = 0;

        for (i = start; i < start + window; i++)
            sum += lost[i];
        if (sum > worst)
            worst = sum;
    }
    return 1 - (double)worst / window;
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    unsigned long rounds = test_rounds(2000), round;
    unsigned window, at, i;

    for (round = 0; round < rounds; round++) {
        struct intervals v = { NULL, 0, 0 };
        bool lost[LENGTH] = { false };

        for (at = 0; at < LENGTH;) {
            unsigned start = at + (unsigned)test_random_below(&rng, 40);
            unsigned end = start + 1
                           + (unsigned)test_random_below(&rng, 20);

            if (end > LENGTH)
                break;
            intervals_add(&v, 1000 + start, 1000 + end);
            for (i = start; i < end; i++)
                lost[i] = true;
            at = end;
        }
        for (window = 1; window < LENGTH + 20; window += 1 + window / 7) {
            double got =
                utilisation_minimum(&v, 1000, 1000 + LENGTH, window);
            double right = tried(lost, window);

            CHECK(got > right - 1e-9 && got < right + 1e-9);
        }
        free(v.list);
    }
    return 0;
}
