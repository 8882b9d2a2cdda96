/* SPDX-License-Identifier: MIT */
/*
 * Verify mode; see verify.h.
 *
 * What is assumed of the kernel (Documentation/admin-guide/mm/pagemap.rst):
 * bits 63, 62 and 57 of an entry of /proc/self/pagemap say that a page is
 * present, that it is swapped, and that it is armed.
 */
#include "verify.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "lost_page.h"
#include "sys.h"

enum { BATCH = 64 /* pages; a divisor of GC_PMSCAN_CHUNK_PAGES */ };

#define ENTRY_PRESENT (UINT64_C(1) << 63)
#define ENTRY_SWAPPED (UINT64_C(1) << 62)
#define ENTRY_ARMED (UINT64_C(1) << 57)

#define EPOCH_NEVER 0u
#define EPOCH_UNREADABLE UINT32_MAX

/* What a page held. */
struct page_state {
    uint64_t hash;
    uint32_t history; /* of the latest sweeps, newest in bit 0: dirty? */
    uint32_t epoch;   /* when hash was taken */
};

/* One sweep's work. */
struct pass {
    struct gc_pmscan_verify *v;
    const struct gc_pmscan_dirty_set *set;
    const struct gc_pmscan_range *range;
    size_t run; /* the first that may contain the next page */
    bool anonymous;
    int pagemap;
    uint64_t hash_of_zero;
};

static void end_with_account(const struct pass *p, uintptr_t address,
                             const struct page_state *state, uint64_t hash,
                             uint64_t entry)
{
    char text[512];
    char history[33];
    unsigned i;

    for (i = 0; i < 32; i++)
        history[i] = (state->history >> i & 1) != 0 ? 'd' : '-';
    history[32] = '\0';
    (void)snprintf(text, sizeof(text),
                   "gc_pmscan: sweep %lu, process %d, section 0x%lx-0x%lx of "
                   "kind %u\n"
                   "gc_pmscan: hash %016lx before, %016lx now; pagemap entry "
                   "%016lx\n"
                   "gc_pmscan: sweeps before, newest first, d for dirty: %s\n",
                   (unsigned long)p->v->sweeps, gc_pmscan_sys_getpid(),
                   (unsigned long)p->range->start, (unsigned long)p->range->end,
                   p->range->kind, (unsigned long)state->hash,
                   (unsigned long)hash, (unsigned long)entry, history);
    gc_pmscan_lost_page(address, "changed and was not reported", text);
}

static bool is_dirty(struct pass *p, uintptr_t address)
{
    const struct gc_pmscan_run *runs = p->set->runs;

    if (p->set->everything)
        return true;
    while (p->run < p->set->nruns && runs[p->run].end <= address)
        p->run++;
    return p->run < p->set->nruns && runs[p->run].start <= address;
}

/* Asked again after the page was read: a thread that is not stopped may have
 * written after the sweep, and that write is for the next sweep to report
 * [V-LATE]. */
static bool is_armed_now(const struct pass *p, uintptr_t address,
                         uint64_t *entry)
{
    return gc_pmscan_sys_pread(p->pagemap, entry, sizeof(*entry),
                               address / gc_pmscan_page_size()
                                   * sizeof(*entry)) == sizeof(*entry)
           && (*entry & ENTRY_ARMED) != 0;
}

/* A page that has contents, which are at `contents`, or NULL if it may not be
 * read. */
static void look_at(struct pass *p, uintptr_t address, const void *contents,
                    struct page_state *state)
{
    bool dirty = is_dirty(p, address);
    uint64_t hash, before = state->hash, entry;

    state->history = state->history << 1 | dirty;
    if (contents == NULL) {
        if (dirty)
            state->epoch = EPOCH_UNREADABLE;
        return;
    }
    hash = XXH3_64bits(contents, gc_pmscan_page_size());
    if (!dirty) {
        bool known = state->epoch == p->v->epoch;

        /* Never looked at: it had no contents in any sweep before. */
        if (state->epoch == EPOCH_NEVER && p->anonymous
            && p->v->unchecked == 0) {
            known = true;
            before = p->hash_of_zero;
        }
        p->v->checks += known;
        if (known && hash != before) {
            if (is_armed_now(p, address, &entry))
                end_with_account(p, address, state, hash, entry);
            return; /* written since: the old hash is for the next sweep */
        }
    }
    state->hash = hash;
    state->epoch = p->v->epoch;
}

/* Has none any more, or never had: given back, say.  Then it is zero, or what
 * a file holds [V-EMPTY]. */
static void look_at_empty(struct page_state *state)
{
    state->epoch = state->epoch == EPOCH_NEVER ? EPOCH_NEVER
                                               : EPOCH_UNREADABLE;
}

/* Pages of one chunk; returns false when they cannot be looked at. */
static bool look_at_batch(struct pass *p, uint64_t number, size_t count)
{
    uintptr_t page = gc_pmscan_page_size();
    uint64_t *entries = p->v->entries.data;
    char *contents = p->v->contents.data;
    struct page_state *states = gc_pmscan_page_table_chunk(
        &p->v->pages, number / GC_PMSCAN_CHUNK_PAGES, sizeof(*states));
    size_t i, n;

    if (states == NULL
        || gc_pmscan_sys_pread(p->pagemap, entries, count * sizeof(*entries),
                               number * sizeof(*entries))
               != (long)(count * sizeof(*entries)))
        return false;
    states += number % GC_PMSCAN_CHUNK_PAGES;
    for (i = 0; i < count; i += n) {
        uintptr_t address = (uintptr_t)(number + i) * page;
        long got;

        n = 1;
        if ((entries[i] & (ENTRY_PRESENT | ENTRY_SWAPPED)) == 0) {
            look_at_empty(states + i);
            continue;
        }
        while (i + n < count
               && (entries[i + n] & (ENTRY_PRESENT | ENTRY_SWAPPED)) != 0)
            n++;
        got = gc_pmscan_sys_read_memory(address, contents, n * page);
        if (got < (long)page) {
            look_at(p, address, NULL, states + i);
            n = 1;
            continue;
        }
        n = (size_t)got / page;
        for (got = 0; got < (long)n; got++)
            look_at(p, address + (uintptr_t)got * page,
                    contents + got * (long)page, states + i + got);
    }
    return true;
}

static bool look_at_range(struct pass *p)
{
    uint64_t number = p->range->start / gc_pmscan_page_size();
    uint64_t last = p->range->end / gc_pmscan_page_size();

    while (number < last) {
        size_t count = BATCH - (size_t)(number % BATCH);

        count = count < last - number ? count : (size_t)(last - number);
        if (!look_at_batch(p, number, count))
            return false;
        number += count;
    }
    return true;
}

static bool look_at_ranges(struct pass *p, unsigned anonymous_kind)
{
    uintptr_t page = gc_pmscan_page_size();
    size_t i;

    if (p->pagemap < 0
        || gc_pmscan_buffer_reserve(&p->v->contents, BATCH, page) < 0
        || gc_pmscan_buffer_reserve(&p->v->entries, BATCH, sizeof(uint64_t))
               < 0)
        return false;
    memset(p->v->contents.data, 0, page);
    p->hash_of_zero = XXH3_64bits(p->v->contents.data, page);
    for (i = 0; i < p->set->nranges; i++) {
        p->range = p->set->ranges + i;
        p->anonymous = p->range->kind == anonymous_kind;
        if (!look_at_range(p))
            return false;
    }
    return true;
}

void gc_pmscan_verify_sweep(struct gc_pmscan_verify *v,
                            const struct gc_pmscan_dirty_set *set,
                            unsigned anonymous_kind)
{
    struct pass p = {.v = v, .set = set};

    if (v->epoch == EPOCH_NEVER)
        v->epoch = 1;
    v->sweeps++;
    p.pagemap = gc_pmscan_sys_pagemap_open();
    if (!look_at_ranges(&p, anonymous_kind)) {
        /* What was written in this sweep is not known now: start again. */
        v->epoch++;
        v->unchecked++;
    }
    if (p.pagemap >= 0)
        (void)gc_pmscan_sys_close(p.pagemap);
}
