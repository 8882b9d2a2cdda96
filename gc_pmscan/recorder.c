/* SPDX-License-Identifier: MIT */
/*
 * Durations and their percentiles; see recorder.h.
 */
#include "recorder.h"

#include <stdlib.h>
#include <string.h>

#include "sys.h"

/* Where the n-th sample is, making room for it if need be. */
static uint64_t *place_of(struct gc_pmscan_samples *s, uint64_t n)
{
    uint64_t room = GC_PMSCAN_FIRST_SAMPLES;
    unsigned i = 0;

    while (n >= room) {
        n -= room;
        room *= 2;
        i++;
    }
    if (i >= GC_PMSCAN_SAMPLE_BLOCKS)
        return NULL;
    if (s->blocks[i] == NULL) {
        void *block;

        if (gc_pmscan_sys_map(room * sizeof(uint64_t), &block) < 0)
            return NULL;
        s->blocks[i] = block;
    }
    return s->blocks[i] + n;
}

void gc_pmscan_samples_add(struct gc_pmscan_samples *s, uint64_t ns)
{
    uint64_t *place = place_of(s, s->kept);

    s->count++;
    s->total += ns;
    if (ns > s->max)
        s->max = ns;
    if (place != NULL) {
        *place = ns;
        AO_store_release(&s->kept, s->kept + 1);
    }
}

void gc_pmscan_samples_reset(struct gc_pmscan_samples *s)
{
    AO_store_release(&s->kept, 0);
    s->count = s->total = s->max = 0;
}

static void copy_samples(const struct gc_pmscan_samples *s, uint64_t *to,
                         uint64_t n)
{
    uint64_t room = GC_PMSCAN_FIRST_SAMPLES;
    unsigned i;

    for (i = 0; n > 0; i++, room *= 2) {
        uint64_t part = n < room ? n : room;

        memcpy(to, s->blocks[i], part * sizeof(*to));
        to += part;
        n -= part;
    }
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
    uint64_t n = AO_load_acquire(&s->kept);
    size_t bytes = (n + 1) * sizeof(uint64_t);
    void *copy;
    int ret = gc_pmscan_sys_map(bytes, &copy);

    if (ret < 0)
        return ret;
    copy_samples(s, copy, n);
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
