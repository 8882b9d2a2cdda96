/* SPDX-License-Identifier: MIT */
/*
 * A libgc that only pretends: it maps address space, calls some of it heap,
 * keeps block headers, and answers the ledger's questions as libgc does.
 *
 * What comes in: what is to happen.  What goes out: a ledger that was told of
 * the mappings and no more, and the truth to compare it with.  No memory is
 * mapped, addresses are numbers.
 */
#ifndef FAKEGC_H
#define FAKEGC_H

#include <stdbool.h>
#include <string.h>

#include "check.h"
#include "ledger.h"
#include "pages.h"

enum {
    FAKE_PAGES = 1 << 15,
    FAKE_BLOCK = 16,    /* pages of the smallest mapping of libgc */
    FAKE_MAPPINGS = 8192
};

/** Address of the first page; page 0 of the table is never used. */
#define FAKE_BASE ((uintptr_t)1 << 32)

struct fake_mapping {
    size_t first, pages;
    bool foreign; /* the program's */
    bool gone;    /* unmapped; only foreign ones are */
    bool heap;    /* all of it, all but its last page, or a piece of it */
};

static struct {
    struct gc_pmscan_ledger ledger;
    unsigned char used[FAKE_PAGES];   /* mapped by anyone */
    unsigned char heap[FAKE_PAGES];   /* of libgc's heap */
    unsigned char header[FAKE_PAGES]; /* libgc has a block header for it */
    struct fake_mapping mappings[FAKE_MAPPINGS];
    size_t nmappings;
    uint64_t heap_bytes, obtained_bytes;
} fake;

static inline uintptr_t fake_address(size_t page)
{
    return FAKE_BASE + page * gc_pmscan_page_size();
}

static inline int fake_is_heap_ptr(const void *p)
{
    size_t page = ((uintptr_t)p - FAKE_BASE) / gc_pmscan_page_size();

    CHECK(page < FAKE_PAGES);
    return fake.header[page];
}

/** The highest place that is free, as the kernel chooses it; 0 if none. */
static inline size_t fake_place(size_t pages)
{
    size_t end = FAKE_PAGES, run = 0;

    while (end > 1) {
        run = fake.used[--end] ? 0 : run + 1;
        if (run == pages)
            return end;
    }
    return 0;
}

static inline void fake_set(unsigned char *table, size_t first, size_t pages,
                            int value)
{
    memset(table + first, value, pages);
}

/** Maps pages where the kernel would, or at a place; NULL when it is full. */
static inline struct fake_mapping *fake_map(size_t pages, bool foreign,
                                            size_t at)
{
    struct fake_mapping *m;
    size_t first = at != 0 ? at : fake_place(pages);

    if (first == 0 || fake.nmappings == FAKE_MAPPINGS)
        return NULL;
    m = &fake.mappings[fake.nmappings++];
    memset(m, 0, sizeof(*m));
    m->first = first;
    m->pages = pages;
    m->foreign = foreign;
    fake_set(fake.used, first, pages, 1);
    if (!foreign)
        fake.obtained_bytes += pages * gc_pmscan_page_size();
    if (!foreign)
        gc_pmscan_ledger_note(&fake.ledger, fake_address(first),
                              pages * gc_pmscan_page_size());
    return m;
}

static inline void fake_unmap(struct fake_mapping *m)
{
    CHECK(m->foreign && !m->gone);
    m->gone = true;
    fake_set(fake.used, m->first, m->pages, 0);
}

/** Makes pages of a mapping heap; joined: to free memory before them. */
static inline void fake_add_to_heap(size_t first, size_t pages, bool joined)
{
    CHECK(!joined || fake.heap[first - 1]);
    fake_set(fake.heap, first, pages, 1);
    fake.header[first] = !joined;
    fake.heap_bytes += pages * gc_pmscan_page_size();
}

/** libgc maps a section for its heap. */
static inline struct fake_mapping *fake_expand(size_t pages, bool joined)
{
    struct fake_mapping *m = fake_map(pages, false, 0);

    if (m != NULL) {
        m->heap = true;
        fake_add_to_heap(m->first, pages,
                         joined && fake.heap[m->first - 1]);
    }
    return m;
}

/** libgc makes a table of its own to heap, all of it or without a last part
 *  page. */
static inline void fake_recycle(struct fake_mapping *m, bool part,
                                bool joined)
{
    CHECK(!m->foreign && !m->heap);
    m->heap = true;
    fake_add_to_heap(m->first, m->pages - part,
                     joined && fake.heap[m->first - 1]);
}

/** A collection: the ledger looks at libgc's sums. */
static inline bool fake_settle(void)
{
    struct gc_pmscan_ledger_truth truth = {
        .heap_bytes = fake.heap_bytes,
        .obtained_bytes = fake.obtained_bytes,
        .is_heap_ptr = fake_is_heap_ptr,
    };

    return gc_pmscan_ledger_settle(&fake.ledger, &truth);
}

/** How many pages of heap lie in no entry, or in none that is marked heap. */
static inline size_t fake_missed(bool marked)
{
    static unsigned char covered[FAKE_PAGES];
    const struct gc_pmscan_ledger_entry *e;
    size_t n, i, missed = 0;

    memset(covered, 0, sizeof(covered));
    e = gc_pmscan_ledger_entries(&fake.ledger, &n);
    for (i = 0; i < n; i++)
        if (e[i].heap || !marked)
            fake_set(covered, (e[i].start - FAKE_BASE) / gc_pmscan_page_size(),
                     e[i].len / gc_pmscan_page_size(), 1);
    for (i = 0; i < FAKE_PAGES; i++)
        missed += fake.heap[i] && !covered[i];
    return missed;
}

/** Bytes marked heap that are none of libgc's heap, where none is missed. */
static inline uint64_t fake_excess(void)
{
    return fake.ledger.heap_bytes - fake.heap_bytes;
}

/** The book is complete, and exactly the heap is marked. */
static inline void fake_expect_exact(void)
{
    CHECK_EQ(fake_missed(true), 0);
    CHECK_EQ(fake_excess(), 0);
    CHECK(fake.ledger.complete);
    CHECK(fake.ledger.proved);
}

static inline void fake_reset(void)
{
    gc_pmscan_buffer_free(&fake.ledger.entries);
    memset(&fake, 0, sizeof(fake));
}

#endif /* FAKEGC_H */
