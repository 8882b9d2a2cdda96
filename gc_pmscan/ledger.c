/* SPDX-License-Identifier: MIT */
/*
 * The book of libgc's memory; see ledger.h.
 *
 * What is assumed of libgc (alloc.c, headers.c of 8.2):
 *   G-MAP   all memory of its heap was mapped by libgc through mmap;
 *   G-WHOLE a mapping mostly becomes heap as a whole;
 *   G-HEAD  an address that libgc has a block header for is heap.
 */
#include "ledger.h"

#include <string.h>

#include "pages.h"

static struct gc_pmscan_ledger_entry *
entries_of(const struct gc_pmscan_ledger *l)
{
    return l->entries.data;
}

static bool contains(const struct gc_pmscan_ledger_entry *e, uintptr_t start,
                     size_t len)
{
    return start >= e->start && start - e->start <= e->len
           && len <= e->len - (start - e->start);
}

bool gc_pmscan_ledger_knows(const struct gc_pmscan_ledger *l, uintptr_t start,
                            size_t len)
{
    size_t i;

    for (i = 0; i < l->nwaiting; i++)
        if (contains(l->waiting + i, start, len))
            return true;
    for (i = l->nentries; i-- > 0;)
        if (contains(entries_of(l) + i, start, len))
            return true;
    return false;
}

/* Makes entries of the mappings that wait to become some, if there is room. */
static void enter_waiting(struct gc_pmscan_ledger *l)
{
    size_t i;

    if (l->nwaiting == 0
        || gc_pmscan_buffer_reserve(&l->entries, l->nentries + l->nwaiting,
                                    sizeof(*l->waiting))
               < 0)
        return;
    for (i = 0; i < l->nwaiting; i++) {
        entries_of(l)[l->nentries++] = l->waiting[i];
        l->mapped_bytes += l->waiting[i].len;
    }
    l->nwaiting = 0;
}

void gc_pmscan_ledger_note(struct gc_pmscan_ledger *l, uintptr_t start,
                           size_t len)
{
    if (gc_pmscan_ledger_knows(l, start, len))
        return;
    if (l->nwaiting == GC_PMSCAN_LEDGER_WAITING) {
        l->lost = true;
        return;
    }
    l->waiting[l->nwaiting++] =
        (struct gc_pmscan_ledger_entry){.start = start, .len = len};
    enter_waiting(l);
}

static void make_heap(struct gc_pmscan_ledger *l,
                      struct gc_pmscan_ledger_entry *e)
{
    e->heap = true;
    l->nheap++;
    l->heap_bytes += e->len;
}

/* libgc joins a new section to free memory that ends where it starts, and
 * then has no header for its first page. */
static bool touches_heap(const struct gc_pmscan_ledger *l,
                         const struct gc_pmscan_ledger_entry *e)
{
    size_t i;

    for (i = 0; i < l->nentries; i++) {
        const struct gc_pmscan_ledger_entry *h = entries_of(l) + i;

        if (h->heap && h->start + h->len == e->start)
            return true;
    }
    return false;
}

/* Mostly the first page has the header; libgc may also recycle pages from the
 * middle of a mapping. */
static bool has_header(const struct gc_pmscan_ledger_entry *e,
                       const struct gc_pmscan_ledger_truth *truth)
{
    uintptr_t p = gc_pmscan_page_up(e->start);

    for (; p < e->start + e->len; p += gc_pmscan_page_size())
        if (truth->is_heap_ptr((void *)p) != 0)
            return true;
    return false;
}

/* The entries of which libgc has a header [G-HEAD].  Returns their sum. */
static uint64_t settle_by_header(struct gc_pmscan_ledger *l,
                                 const struct gc_pmscan_ledger_truth *truth)
{
    uint64_t gained = 0;
    size_t i;

    for (i = l->nentries; i-- > 0;) {
        struct gc_pmscan_ledger_entry *e = entries_of(l) + i;

        if (!e->heap && has_header(e, truth)) {
            make_heap(l, e);
            gained += e->len;
        }
    }
    return gained;
}

/* The newest entry that heap ends at and that is just what is missing.
 * Returns its length, or 0. */
static uint64_t settle_by_exact_neighbour(struct gc_pmscan_ledger *l,
                                          uint64_t missing)
{
    size_t i;

    for (i = l->nentries; i-- > 0;) {
        struct gc_pmscan_ledger_entry *e = entries_of(l) + i;

        if (!e->heap && e->len == missing && touches_heap(l, e)) {
            make_heap(l, e);
            return missing;
        }
    }
    return 0;
}

/* Entries that heap ends at and that are not larger than what is missing: all
 * of them, for a table too many that is armed costs less than a section that
 * always counts as dirty.  Returns their sum. */
static uint64_t settle_by_neighbour(struct gc_pmscan_ledger *l,
                                    uint64_t missing)
{
    uint64_t gained = 0;
    bool again = true;
    size_t i;

    while (again) {
        again = false;
        for (i = l->nentries; i-- > 0;) {
            struct gc_pmscan_ledger_entry *e = entries_of(l) + i;

            if (!e->heap && e->len <= missing + gc_pmscan_page_size()
                && touches_heap(l, e)) {
                make_heap(l, e);
                gained += e->len;
                again = true;
            }
        }
    }
    return gained;
}

static void settle_by_taking_all(struct gc_pmscan_ledger *l)
{
    size_t i;

    for (i = 0; i < l->nentries; i++)
        if (!entries_of(l)[i].heap)
            make_heap(l, entries_of(l) + i);
}

/* Each growth of libgc's heap is explained by entries that become heap at that
 * occasion.  One that counts as heap by mistake can later explain nothing, so
 * a mistake mostly ends in settle_by_taking_all. */
bool gc_pmscan_ledger_settle(struct gc_pmscan_ledger *l,
                             const struct gc_pmscan_ledger_truth *truth)
{
    size_t before = l->nheap;

    enter_waiting(l);
    /* A growth is explained when all that may explain it is written down. */
    if (l->nwaiting == 0 && truth->heap_bytes != l->explained_bytes) {
        uint64_t growth = truth->heap_bytes - l->explained_bytes;
        uint64_t gained = 0;

        if (truth->heap_bytes > l->explained_bytes) {
            gained = settle_by_header(l, truth);
            if (gained < growth)
                gained += settle_by_exact_neighbour(l, growth - gained);
            if (gained < growth)
                gained += settle_by_neighbour(l, growth - gained);
        }
        if (gained < growth)
            settle_by_taking_all(l);
        l->explained_bytes = truth->heap_bytes;
    }
    /* What waits is missing from mapped_bytes. */
    l->complete = !l->lost && l->mapped_bytes == truth->obtained_bytes;
    l->proved = l->heap_bytes >= truth->heap_bytes;
    return l->nheap != before;
}
