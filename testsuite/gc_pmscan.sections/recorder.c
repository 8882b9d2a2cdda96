/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: count, total, largest and percentiles of random durations are
 *   those that a plain definition gives: the smallest sample that at least so
 *   many thousandths do not exceed; of nothing they are 0; the samples may go
 *   on growing after a summary.
 * Limitations: up to 30 000 samples.
 */
/* { dg-link "unit" } */
#include "check.h"
#include "recorder.h"

enum { MOST = 30000, ROUNDS = 300 };

static uint64_t added[MOST];

/* By counting, without any sorting. */
static uint64_t smallest_not_exceeded(size_t n, uint64_t per_mille)
{
    uint64_t best = UINT64_MAX;
    size_t i, k, at_most;

    for (i = 0; i < n; i++) {
        if (added[i] >= best)
            continue;
        for (k = at_most = 0; k < n; k++)
            at_most += added[k] <= added[i];
        if (at_most * 1000 >= n * per_mille)
            best = added[i];
    }
    return n == 0 ? 0 : best;
}

static uint64_t random_duration(struct test_rng *rng, unsigned kind)
{
    switch (kind) {
    case 0:
        return test_random_below(rng, 10); /* many alike */
    case 1:
        return test_random(rng) >> test_random_below(rng, 60);
    default:
        return 1000 + test_random_below(rng, 1000000);
    }
}

static void compare(const struct gc_pmscan_samples *s, size_t n)
{
    struct gc_pmscan_summary sum;
    uint64_t total = 0, max = 0;
    size_t i;

    for (i = 0; i < n; i++) {
        total += added[i];
        max = added[i] > max ? added[i] : max;
    }
    CHECK_EQ(gc_pmscan_samples_summary(s, &sum), 0);
    CHECK(sum.count == n && sum.total == total && sum.max == max);
    if (n > 500) /* the definition takes its time */
        return;
    CHECK(sum.p50 == smallest_not_exceeded(n, 500));
    CHECK(sum.p90 == smallest_not_exceeded(n, 900));
    CHECK(sum.p99 == smallest_not_exceeded(n, 990));
    CHECK(sum.p99_9 == smallest_not_exceeded(n, 999));
}

static void many(struct gc_pmscan_samples *s)
{
    struct gc_pmscan_summary sum;
    size_t i;

    gc_pmscan_samples_reset(s);
    for (i = 0; i < MOST; i++) /* each number below MOST once */
        gc_pmscan_samples_add(s, added[i] = i * 7919 % MOST);
    CHECK_EQ(gc_pmscan_samples_summary(s, &sum), 0);
    CHECK_EQ(sum.p50, MOST / 1000 * 500 - 1);
    CHECK_EQ(sum.p90, MOST / 1000 * 900 - 1);
    CHECK_EQ(sum.p99, MOST / 1000 * 990 - 1);
    CHECK_EQ(sum.p99_9, MOST / 1000 * 999 - 1);
    compare(s, MOST);
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    struct gc_pmscan_samples s = { .count = 0 };
    unsigned long round, rounds = test_rounds(ROUNDS);
    size_t n, i;

    compare(&s, 0);
    for (round = 0; round < rounds; round++) {
        unsigned kind = (unsigned)test_random_below(&rng, 3);

        n = test_random_below(&rng, round % 10 == 0 ? 500 : 40);
        gc_pmscan_samples_reset(&s);
        for (i = 0; i < n; i++) {
            added[i] = random_duration(&rng, kind);
            gc_pmscan_samples_add(&s, added[i]);
            if (test_random_below(&rng, 100) == 0)
                compare(&s, i + 1);
        }
        compare(&s, n);
    }
    many(&s);
    return 0;
}
