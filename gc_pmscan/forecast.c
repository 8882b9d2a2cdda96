/* SPDX-License-Identifier: MIT */
/*
 * Which pages are certain to be written; see forecast.h.
 */
#include "forecast.h"

#include <string.h>

enum {
    CHUNK_PAGES = GC_PMSCAN_CHUNK_PAGES,
    /* A page's history.  The low bits are the last collections, newest
     * first. */
    HISTORY = 0x07,
    WRITTEN = 0x40,   /* in the collection that is going on */
    DISARMED = 0x80,  /* so WRITTEN means nothing */
    LOOK_AGAIN = 8,   /* one page group in so many is armed all the same */
    GROUP_PAGES = 8,
    /* Pages with a history whose record is shorter than this, or older than
     * RECENT of them, say nothing. */
    ENOUGH = 256,
    RECENT = 1 << 16,
    SHORTEST_RUN = 2  /* pages worth a system call */
};

static uint8_t *history_of(struct gc_pmscan_forecast *f, uint64_t number)
{
    return gc_pmscan_page_table_chunk(&f->histories, number, 1);
}

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

void gc_pmscan_forecast_note(struct gc_pmscan_forecast *f,
                             const struct gc_pmscan_dirty_set *set,
                             unsigned kind)
{
    uint64_t page = gc_pmscan_page_size();
    size_t range = 0, i;

    for (i = 0; i < set->nruns; i++) {
        uint64_t first = set->runs[i].start / page;
        uint64_t last = set->runs[i].end / page;

        while (range < set->nranges
               && set->ranges[range].end <= set->runs[i].start)
            range++;
        if (range < set->nranges && set->ranges[range].kind != kind)
            continue;
        while (first < last) {
            uint8_t *history = history_of(f, first / CHUNK_PAGES);
            size_t from = first % CHUNK_PAGES;
            size_t to = lesser(CHUNK_PAGES, from + (last - first));

            if (history == NULL)
                return;
            first += to - from;
            for (; from < to; from++)
                history[from] |= WRITTEN;
        }
    }
}

/* Takes the end of the collection into one page's history. */
static uint8_t shift_history(struct gc_pmscan_forecast *f, uint8_t h)
{
    bool written = (h & WRITTEN) != 0;

    if ((h & DISARMED) != 0)
        return h & HISTORY;
    f->record[h & HISTORY].armed++;
    f->record[h & HISTORY].written += written;
    return (uint8_t)(((h << 1) | written) & HISTORY);
}

static bool is_likely(const struct gc_pmscan_forecast *f, uint8_t history)
{
    if (f->record[history].armed < ENOUGH)
        return history == HISTORY;
    return f->record[history].written * 3 >= f->record[history].armed * 2;
}

struct run_builder {
    struct gc_pmscan_forecast *forecast;
    gc_pmscan_disarm_fn disarm;
    void *context;
    bool likely[HISTORY + 1];
    uint64_t first, last; /* page numbers; equal: no run */
    bool out_of_time;
};

static void set_disarmed(struct gc_pmscan_forecast *f, uint64_t first,
                         uint64_t last)
{
    for (; first < last; first++) {
        uint8_t *history = history_of(f, first / CHUNK_PAGES);

        if (history != NULL)
            history[first % CHUNK_PAGES] |= DISARMED;
    }
}

static void end_run(struct run_builder *b)
{
    uint64_t page = gc_pmscan_page_size();
    uint64_t length = b->last - b->first;

    if (length >= b->forecast->shortest && !b->out_of_time) {
        b->out_of_time = !b->disarm((uintptr_t)(b->first * page),
                                    (uintptr_t)(b->last * page), b->context);
        set_disarmed(b->forecast, b->first, b->last);
        b->forecast->disarmed_pages += length;
    }
    b->first = b->last = 0;
}

static void extend_run(struct run_builder *b, uint64_t number)
{
    if (b->last != number) {
        end_run(b);
        b->first = number;
    }
    b->last = number + 1;
}

/* What is to be done with each page of a range that has a history. */
typedef void (*page_fn)(struct run_builder *b, uint64_t number,
                        uint8_t *history);

static void for_each_page(struct run_builder *b,
                          const struct gc_pmscan_range *range, page_fn visit)
{
    uint64_t first = range->start / gc_pmscan_page_size();
    uint64_t last = range->end / gc_pmscan_page_size();

    while (first < last) {
        uint64_t base = first / CHUNK_PAGES * CHUNK_PAGES;
        uint8_t *history = history_of(b->forecast, first / CHUNK_PAGES);
        uint64_t to = base + lesser(CHUNK_PAGES, last - base);

        if (history == NULL)
            return;
        for (; first < to; first++)
            /* Most pages have never been written of late. */
            if (history[first - base] != 0)
                visit(b, first, history + (first - base));
    }
}

static void take_note(struct run_builder *b, uint64_t number, uint8_t *history)
{
    (void)number;
    *history = shift_history(b->forecast, *history);
}

static void judge(struct run_builder *b, uint64_t number, uint8_t *history)
{
    uint64_t turn = number / GROUP_PAGES + b->forecast->collections;

    if (b->likely[*history & HISTORY] && turn % LOOK_AGAIN != 0)
        extend_run(b, number);
}

static void adapt(struct gc_pmscan_forecast *f, bool out_of_time)
{
    unsigned i;

    if (out_of_time)
        f->shortest *= 2;
    else if (f->shortest > SHORTEST_RUN)
        f->shortest /= 2;
    for (i = 0; i <= HISTORY; i++) {
        while (f->record[i].armed > RECENT) {
            f->record[i].armed /= 2;
            f->record[i].written /= 2;
        }
    }
}

void gc_pmscan_forecast_end(struct gc_pmscan_forecast *f,
                            const struct gc_pmscan_range *ranges,
                            size_t nranges, unsigned kind,
                            gc_pmscan_disarm_fn disarm, void *context)
{
    struct run_builder b = {
        .forecast = f, .disarm = disarm, .context = context};
    uint8_t h;
    size_t i;

    if (f->shortest == 0)
        f->shortest = SHORTEST_RUN;
    f->collections++;
    for (i = 0; i < nranges; i++)
        if (ranges[i].kind == kind)
            for_each_page(&b, ranges + i, take_note);
    for (h = 1; h <= HISTORY; h++)
        b.likely[h] = is_likely(f, h);
    for (i = 0; i < nranges; i++) {
        if (ranges[i].kind != kind)
            continue;
        for_each_page(&b, ranges + i, judge);
        end_run(&b);
    }
    adapt(f, b.out_of_time);
}
