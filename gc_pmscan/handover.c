/* SPDX-License-Identifier: MIT */
/*
 * The second part of verify mode; see handover.h.
 */
#include "handover.h"

#include <stdio.h>

#include "lost_page.h"
#include "sys.h"

static void lost(const struct gc_pmscan_handover *h, uintptr_t address,
                 const char *what)
{
    char text[128];

    (void)snprintf(text, sizeof(text),
                   "gc_pmscan: hand-over %lu, process %d\n",
                   (unsigned long)h->number, gc_pmscan_sys_getpid());
    gc_pmscan_lost_page(address, what, text);
}

/* Where the number of the latest hand-over that named a page is; NULL for want
 * of memory. */
static uint32_t *place_of(struct gc_pmscan_handover *h, uintptr_t address)
{
    uint64_t number = address / gc_pmscan_page_size();
    uint32_t *chunk = gc_pmscan_page_table_chunk(
        &h->pages, number / GC_PMSCAN_CHUNK_PAGES, sizeof(*chunk));

    return chunk != NULL ? chunk + number % GC_PMSCAN_CHUNK_PAGES : NULL;
}

static bool has_address(const struct gc_pmscan_run *runs, size_t n,
                        uintptr_t address)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (runs[mid].end <= address)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < n && runs[lo].start <= address;
}

static bool is_tracked(const struct gc_pmscan_dirty_set *set, uintptr_t address)
{
    size_t i;

    for (i = 0; i < set->nranges; i++)
        if (set->ranges[i].start <= address && address < set->ranges[i].end)
            return true;
    return false;
}

void gc_pmscan_handover_begin(struct gc_pmscan_handover *h)
{
    h->number++;
    h->any = h->incomplete = false;
}

void gc_pmscan_handover_named(struct gc_pmscan_handover *h, uintptr_t address)
{
    uint32_t *place = place_of(h, address);

    h->any = true;
    if (place != NULL)
        *place = h->number;
    else
        h->incomplete = true;
}

void gc_pmscan_handover_answered(struct gc_pmscan_handover *h,
                                 const struct gc_pmscan_dirty_set *set,
                                 uintptr_t base, const uint64_t *answers,
                                 size_t count, uint64_t dirty)
{
    size_t i;

    h->any = true;
    for (i = 0; i < count; i++) {
        uintptr_t address = base + i * gc_pmscan_page_size();

        if ((answers[i] & dirty) != 0)
            gc_pmscan_handover_named(h, address);
        else if (set->everything || has_address(set->runs, set->nruns, address)
                 || !is_tracked(set, address))
            lost(h, address, "is dirty, and libgc was told that it is clean");
    }
}

void gc_pmscan_handover_all(uint64_t told, uint64_t needed)
{
    if (told != needed)
        gc_pmscan_lost_page(0, "or any other may be dirty, and libgc was not "
                            "told of all", "");
}

static void check_pages(struct gc_pmscan_handover *h, uintptr_t start,
                        uintptr_t end, int (*is_heap_ptr)(const void *))
{
    uintptr_t page = gc_pmscan_page_size();
    AO_t arrived = 0;

    for (; start < end; start += page) {
        const uint32_t *place;

        if (!is_heap_ptr((const void *)start))
            continue;
        place = place_of(h, start);
        if (place == NULL)
            continue;
        if (*place != h->number)
            lost(h, start, "is dirty, and libgc did not learn of it");
        arrived++;
    }
    AO_store(&h->checks, h->checks + arrived);
}

void gc_pmscan_handover_end(struct gc_pmscan_handover *h,
                            const struct gc_pmscan_dirty_set *set,
                            int (*is_heap_ptr)(const void *))
{
    size_t i;

    if (h->incomplete)
        return;
    for (i = 0; set->everything && i < set->nranges; i++)
        check_pages(h, set->ranges[i].start, set->ranges[i].end, is_heap_ptr);
    for (i = 0; !set->everything && i < set->nruns; i++)
        check_pages(h, (uintptr_t)set->runs[i].start,
                    (uintptr_t)set->runs[i].end, is_heap_ptr);
}
