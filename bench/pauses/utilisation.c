/* SPDX-License-Identifier: MIT */
/*
 * Minimum mutator utilisation; see utilisation.h.
 *
 * Moved to the right, a window loses more as long as its end is in an interval
 * and its start is not; that ends to no gain where its end leaves an interval,
 * and at a loss only once its start has entered one.  So the worst window
 * begins with an interval.  (One that would reach beyond the end loses as much
 * as the last one that does not.)
 */
#include "utilisation.h"

#include <stdlib.h>

#include "../workloads/support.h"

void intervals_add(struct intervals *v, uint64_t start, uint64_t end)
{
    if (v->count == v->room) {
        size_t room = v->room > 0 ? v->room * 2 : 4096;

        v->list = support_not_null("pause",
                                   realloc(v->list, room * sizeof *v->list));
        v->room = room;
    }
    v->list[v->count].start = start;
    v->list[v->count++].end = end;
}

/* For each i, the time of all intervals before the i-th. */
static uint64_t *sums(const struct intervals *v)
{
    uint64_t *sum = support_not_null("pause",
                                     malloc((v->count + 1) * sizeof *sum));
    size_t i;

    sum[0] = 0;
    for (i = 0; i < v->count; i++)
        sum[i + 1] = sum[i] + v->list[i].end - v->list[i].start;
    return sum;
}

/* The time lost before a moment. */
static uint64_t lost_before(const struct intervals *v, const uint64_t *sum,
                            uint64_t when)
{
    size_t lo = 0, hi = v->count;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;

        if (v->list[middle].start < when)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (lo == 0)
        return 0;
    if (v->list[lo - 1].end <= when)
        return sum[lo];
    return sum[lo - 1] + when - v->list[lo - 1].start;
}

double utilisation_minimum(const struct intervals *v, uint64_t from,
                           uint64_t to, uint64_t window)
{
    uint64_t *sum = sums(v), worst = 0;
    size_t i;

    if (window > to - from)
        window = to - from;
    for (i = 0; i < v->count; i++) {
        uint64_t end = v->list[i].start + window;
        uint64_t lost = lost_before(v, sum, end) - sum[i];

        if (lost > worst)
            worst = lost;
    }
    free(sum);
    return window == 0 ? 1 : 1 - (double)worst / (double)window;
}
