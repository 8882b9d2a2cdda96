/* SPDX-License-Identifier: MIT */
/*
 * Durations and their percentiles; see recorder.h.
 */
#include "recorder.h"

#include <stdlib.h>
#include <string.h>

void gc_pmscan_samples_add(struct gc_pmscan_samples *s, uint64_t ns)
{
    s->count++;
    s->total += ns;
    if (ns > s->max)
        s->max = ns;
    if (gc_pmscan_buffer_reserve(&s->ns, s->kept + 1, sizeof(uint64_t)) == 0)
        ((uint64_t *)s->ns.data)[s->kept++] = ns;
}

void gc_pmscan_samples_reset(struct gc_pmscan_samples *s)
{
    s->count = s->kept = s->total = s->max = 0;
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* The smallest sample that at least per_mille thousandths do not exceed. */
static uint64_t percentile(const uint64_t *sorted, uint64_t n,
                           uint64_t per_mille)
{
    uint64_t rank = (n * per_mille + 999) / 1000;

    return n == 0 ? 0 : sorted[rank > 0 ? rank - 1 : 0];
}

int gc_pmscan_samples_summary(const struct gc_pmscan_samples *s,
                              struct gc_pmscan_summary *out)
{
    uint64_t n = s->kept;
    size_t bytes = (n + 1) * sizeof(uint64_t);
    void *copy;
    int ret = gc_pmscan_sys_map(bytes, &copy);

    if (ret < 0)
        return ret;
    if (n > 0)
        memcpy(copy, s->ns.data, n * sizeof(uint64_t));
    qsort(copy, n, sizeof(uint64_t), by_size);
    out->count = s->count;
    out->total = s->total;
    out->max = s->max;
    out->p50 = percentile(copy, n, 500);
    out->p90 = percentile(copy, n, 900);
    out->p99 = percentile(copy, n, 990);
    out->p99_9 = percentile(copy, n, 999);
    (void)gc_pmscan_sys_unmap(copy, bytes);
    return 0;
}
