/* SPDX-License-Identifier: MIT */
/*
 * Which pages are certain to be written; see forecast.h.
 */
#include "forecast.h"

#include <stdbool.h>
#include <string.h>

enum {
    CHUNK_PAGES = 512,
    PLACES = 1 << 16, /* of chunks: with 4 KiB pages, 128 GiB side by side */
    /* A page's history.  The low bits are the last collections, newest
     * first. */
    EVERY_TIME = 0x07,
    WRITTEN = 0x40,   /* in the collection that is going on */
    DISARMED = 0x80,  /* so WRITTEN means nothing */
    LOOK_AGAIN = 8,   /* one page group in so many is armed all the same */
    GROUP_PAGES = 8,
    SHORTEST_RUN = 2  /* pages worth a system call */
};

/* Direct-mapped by chunk number; a collision forgets a history. */
struct chunk {
    uint64_t number; /* address / chunk size, plus one; 0: none */
    uint32_t block;  /* index into histories */
};

static uint8_t *history_of(struct gc_pmscan_forecast *f, uint64_t number)
{
    struct chunk *c;
    uint8_t *history;

    if (f->table.data == NULL
        && gc_pmscan_buffer_reserve(&f->table, PLACES, sizeof(*c)) < 0)
        return NULL;
    c = (struct chunk *)f->table.data + number % PLACES;
    if (c->number == 0) {
        if (gc_pmscan_buffer_reserve(&f->histories, f->nblocks + 1,
                                     CHUNK_PAGES) < 0)
            return NULL;
        c->block = (uint32_t)f->nblocks++;
    }
    history = (uint8_t *)f->histories.data + (size_t)c->block * CHUNK_PAGES;
    if (c->number != number + 1) {
        c->number = number + 1;
        memset(history, 0, CHUNK_PAGES);
    }
    return history;
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

/* Brings one page's history up to date and says whether to disarm it. */
static bool judge(uint8_t *history, bool look_again)
{
    uint8_t h = *history;

    if ((h & DISARMED) == 0)
        h = (uint8_t)((h << 1) | ((h & WRITTEN) != 0));
    h &= EVERY_TIME;
    if (h == EVERY_TIME && !look_again)
        h |= DISARMED;
    *history = h;
    return (h & DISARMED) != 0;
}

struct run_builder {
    struct gc_pmscan_forecast *forecast;
    gc_pmscan_disarm_fn disarm;
    void *context;
    uint64_t first, last; /* page numbers; equal: no run */
};

static void end_run(struct run_builder *b)
{
    uint64_t page = gc_pmscan_page_size();

    if (b->last - b->first >= SHORTEST_RUN) {
        b->disarm((uintptr_t)(b->first * page), (uintptr_t)(b->last * page),
                  b->context);
        b->forecast->disarmed_pages += b->last - b->first;
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

static void end_range(struct run_builder *b, uint64_t first, uint64_t last)
{
    while (first < last) {
        uint64_t base = first / CHUNK_PAGES * CHUNK_PAGES;
        uint8_t *history = history_of(b->forecast, first / CHUNK_PAGES);
        uint64_t to = base + lesser(CHUNK_PAGES, last - base);

        if (history == NULL)
            return;
        for (; first < to; first++) {
            uint8_t *h = history + (first - base);
            unsigned turn = (unsigned)(first / GROUP_PAGES)
                            + b->forecast->collections;

            /* Most pages have never been written of late. */
            if (*h != 0 && judge(h, turn % LOOK_AGAIN == 0))
                extend_run(b, first);
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
    uint64_t page = gc_pmscan_page_size();
    size_t i;

    f->collections++;
    for (i = 0; i < nranges; i++) {
        if (ranges[i].kind != kind)
            continue;
        end_range(&b, ranges[i].start / page, ranges[i].end / page);
        end_run(&b);
    }
}

void gc_pmscan_forecast_free(struct gc_pmscan_forecast *f)
{
    gc_pmscan_buffer_free(&f->table);
    gc_pmscan_buffer_free(&f->histories);
    memset(f, 0, sizeof(*f));
}
