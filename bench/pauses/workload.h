/* SPDX-License-Identifier: MIT */
/*
 * What a workload of the pause benchmark is.
 *
 * In: parameters.  Out: three functions, called in this order by main.c, and
 * a checksum that is the same in each run with the same parameters.  What is
 * measured is run alone.  A workload is a user of libgc: it allocates through
 * a mutator, and neither knows how libgc is set up nor changes it.
 */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../workloads/support.h"
#include "histogram.h"
#include "mutator.h"

struct parameters {
    uint64_t live_mb;    /* live heap, about */
    uint64_t operations; /* what one is, the workload says */
    uint64_t mutation;   /* permille of the operations that change old data */
    uint64_t locality;   /* permille of the changes that go to the hot part, a
                            64th of the old data that lies together */
    uint64_t threads;
    uint64_t rate;       /* requests a second */
    uint64_t seed;
};

struct workload {
    const char *name;
    const char *summary;
    struct parameters defaults; /* 0: the workload has no such parameter */

    /* Makes the live data.  It is reachable as long as the result is. */
    void *(*build)(const struct parameters *p, struct mutator *m);
    void (*run)(void *live, const struct parameters *p, struct mutator *m);
    /* Is everything as it has to be?  If not, *why is a sentence. */
    bool (*check)(void *live, const struct parameters *p, uint64_t *sum,
                  const char **why);
    /* Latencies of requests, from their intended start; NULL if there are
     * none.  Good after run. */
    struct histogram *(*latencies)(void);
};

extern const struct workload workload_gcbench, workload_trees, workload_lru,
    workload_graph, workload_log, workload_leaf, workload_queues,
    workload_server;

/* NULL at the end; see main.c. */
extern const struct workload *const workloads[];

/* One of n, as the locality says. */
static inline size_t workload_choose(const struct parameters *p,
                                     uint64_t *random, size_t n)
{
    size_t hot = n / 64 > 0 ? n / 64 : 1;

    if (support_random(random) % 1000 < p->locality)
        return (size_t)(support_random(random) % hot);
    return (size_t)(support_random(random) % n);
}

/* Does this operation change old data? */
static inline bool workload_changes(const struct parameters *p,
                                    uint64_t *random)
{
    return support_random(random) % 1000 < p->mutation;
}

#endif
