/* SPDX-License-Identifier: MIT */
/*
 * Minimum mutator utilisation: in the worst window of a given length, which
 * share of the time was the mutator's own?
 *
 * In: intervals in which it was not.  Out: shares from 0 to 1.  No clock.
 */
#ifndef BENCH_UTILISATION_H
#define BENCH_UTILISATION_H

#include <stddef.h>
#include <stdint.h>

struct interval {
    uint64_t start; /* ns */
    uint64_t end;
};

/* Sorted and disjoint, as they come from one thread's clock. */
struct intervals {
    struct interval *list;
    size_t count;
    size_t room;
};

/* Exits when there is no memory. */
void intervals_add(struct intervals *v, uint64_t start, uint64_t end);

/* The worst window within [from, to); a window longer than that is all of it. */
double utilisation_minimum(const struct intervals *v, uint64_t from,
                           uint64_t to, uint64_t window);

#endif
