/* SPDX-License-Identifier: MIT */
/*
 * The table of tracked ranges; see ranges.h.
 */
#include "ranges.h"

#include <string.h>

static struct gc_pmscan_range *at(const struct gc_pmscan_ranges *r, size_t i)
{
    return gc_pmscan_ranges_at(r, i);
}

int gc_pmscan_ranges_insert(struct gc_pmscan_ranges *r, size_t index,
                            struct gc_pmscan_range range)
{
    int ret = gc_pmscan_buffer_reserve(&r->buffer, r->count + 1, sizeof(range));

    if (ret < 0)
        return ret;
    memmove(at(r, index + 1), at(r, index),
            (r->count - index) * sizeof(range));
    *at(r, index) = range;
    r->count++;
    return 0;
}

void gc_pmscan_ranges_delete(struct gc_pmscan_ranges *r, size_t index)
{
    r->count--;
    memmove(at(r, index), at(r, index + 1),
            (r->count - index) * sizeof(struct gc_pmscan_range));
}

bool gc_pmscan_ranges_gap(const struct gc_pmscan_ranges *r, uint64_t start,
                          uint64_t end, struct gc_pmscan_range *gap,
                          size_t *index)
{
    size_t i = gc_pmscan_ranges_after(r, start);

    while (i < r->count && at(r, i)->start <= start)
        start = at(r, i++)->end;
    if (start >= end)
        return false;
    if (i < r->count && at(r, i)->start < end)
        end = at(r, i)->start;
    memset(gap, 0, sizeof(*gap));
    gap->start = start;
    gap->end = end;
    *index = i;
    return true;
}

int gc_pmscan_ranges_cut(struct gc_pmscan_ranges *r, size_t *index,
                         uint64_t start, uint64_t end,
                         struct gc_pmscan_range *cut)
{
    struct gc_pmscan_range *range = at(r, *index);
    struct gc_pmscan_range tail = *range;

    *cut = *range;
    if (cut->start < start)
        cut->start = start;
    if (cut->end > end)
        cut->end = end;
    if (range->start == cut->start && range->end == cut->end) {
        gc_pmscan_ranges_delete(r, *index);
        return 0;
    }
    if (range->start < cut->start && cut->end < range->end) {
        int ret;

        tail.start = cut->end;
        ret = gc_pmscan_ranges_insert(r, *index + 1, tail);
        if (ret < 0)
            return ret;
        at(r, (*index)++)->end = cut->start;
    } else if (range->start < cut->start) {
        range->end = cut->start;
    } else {
        range->start = cut->end;
    }
    (*index)++;
    return 0;
}

int gc_pmscan_ranges_split(struct gc_pmscan_ranges *r, uint64_t addr)
{
    size_t i = gc_pmscan_ranges_after(r, addr);
    struct gc_pmscan_range tail;
    int ret;

    if (i >= r->count || at(r, i)->start >= addr)
        return 0;
    tail = *at(r, i);
    tail.start = addr;
    ret = gc_pmscan_ranges_insert(r, i + 1, tail);
    if (ret == 0)
        at(r, i)->end = addr;
    return ret;
}

static bool can_merge(const struct gc_pmscan_range *a,
                      const struct gc_pmscan_range *b)
{
    return a->end == b->start && a->kind == b->kind && a->registered
           && b->registered && a->sparse == b->sparse;
}

static void merge_with_next(struct gc_pmscan_ranges *r, size_t i)
{
    if (i + 1 >= r->count || !can_merge(at(r, i), at(r, i + 1)))
        return;
    at(r, i)->end = at(r, i + 1)->end;
    at(r, i)->armed |= at(r, i + 1)->armed;
    gc_pmscan_ranges_delete(r, i + 1);
}

void gc_pmscan_ranges_merge(struct gc_pmscan_ranges *r, size_t index)
{
    merge_with_next(r, index);
    if (index > 0)
        merge_with_next(r, index - 1);
}

uint64_t gc_pmscan_ranges_bytes(const struct gc_pmscan_ranges *r,
                                unsigned kind)
{
    uint64_t sum = 0;
    size_t i;

    for (i = 0; i < r->count; i++)
        if (at(r, i)->kind == kind)
            sum += at(r, i)->end - at(r, i)->start;
    return sum;
}
