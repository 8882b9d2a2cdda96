/* SPDX-License-Identifier: MIT */
/*
 * A model of the memory that PAGEMAP_SCAN looks at: what is mapped, what is
 * registered, and for each page the states that it may be in.
 *
 * What comes in: steps, as a program would do them, by page numbers of one
 * arena.  What goes out: the states.  Pure: no system call, no clock, no
 * random number, nothing but its argument is touched.  scan_walk.h has the
 * model of the call itself.
 *
 * Written from the kernel's documentation (pagemap.rst, userfaultfd.rst) and
 * manual pages.  Where the kernel does otherwise, or where they are silent,
 * the code cites a tag of doc/KERNEL.md, and a test of that tag's own shows
 * what the kernel does.
 */
#ifndef SCAN_MODEL_H
#define SCAN_MODEL_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernel_abi.h"
#include "scan_states.h"

enum {
    SCAN_MAX_PAGES = 2048,
    SCAN_BLOCK = 512, /* pages of one page table, and of a huge page */
    SCAN_MAX_BLOCKS = SCAN_MAX_PAGES / SCAN_BLOCK + 1,
};

enum { SCAN_NO_ACCESS, SCAN_READ, SCAN_WRITE };

struct scan_page {
    bool mapped;
    bool registered;
    bool file;       /* a private mapping of a file, not anonymous */
    bool lazy;       /* MADV_FREE: reclaim may take it until it is written */
    bool loose;      /* the registration may be gone [D-MOVE-MERGE] */
    int access;
    uint32_t states; /* SCAN_ONLY(...) | ... */
    uint64_t soft;   /* PAGE_IS_SOFT_DIRTY: not modelled, taken as seen */
};

struct scan_model {
    size_t pages;
    size_t offset;   /* of page 0 in its block */
    bool thp;        /* huge pages are possible */
    struct scan_page page[SCAN_MAX_PAGES];
    /* Is there a page table?  1, 0, or -1 for not known; as last observed. */
    signed char table[SCAN_MAX_BLOCKS];
};

static inline void scan_model_start(struct scan_model *m, size_t pages,
                                    size_t offset, bool thp)
{
    assert(pages <= SCAN_MAX_PAGES && offset < SCAN_BLOCK);
    memset(m, 0, sizeof(*m));
    m->pages = pages;
    m->offset = offset;
    m->thp = thp;
}

static inline size_t scan_block(const struct scan_model *m, size_t i)
{
    return (m->offset + i) / SCAN_BLOCK;
}

/* The pages of the arena in block b: [*from, *to). */
static inline void scan_block_pages(const struct scan_model *m, size_t b,
                                    size_t *from, size_t *to)
{
    size_t start = b * SCAN_BLOCK;

    *from = start < m->offset ? 0 : start - m->offset;
    *to = start + SCAN_BLOCK - m->offset;
    *to = *to < m->pages ? *to : m->pages;
}

/* Replaces each state of a page by the states that a step makes of it. */
static inline void scan_each(struct scan_page *p, uint32_t (*after)(unsigned))
{
    uint32_t next = 0;
    unsigned s;

    for (s = 0; s < SCAN_STATES; s++)
        if (p->states & SCAN_ONLY(s))
            next |= after(s);
    p->states = next;
}

/* -- Steps ---------------------------------------------------------------- */

static inline void scan_block_each(struct scan_model *m, size_t i,
                                   uint32_t (*after)(unsigned))
{
    size_t n, to;

    for (scan_block_pages(m, scan_block(m, i), &n, &to); n < to; n++)
        if (n != i && m->page[n].mapped && !m->page[n].file)
            scan_each(&m->page[n], after);
}

/* A step on [from, to): huge pages of which it is a part may be split. */
static inline void scan_model_edges(struct scan_model *m, size_t from,
                                    size_t to)
{
    size_t at[2] = { from, to }, k, n, end;

    for (k = 0; k < 2; k++) {
        if ((m->offset + at[k]) % SCAN_BLOCK == 0 || at[k] >= m->pages)
            continue;
        scan_block_pages(m, scan_block(m, at[k]), &n, &end);
        for (; n < end; n++)
            scan_each(&m->page[n], scan_after_maybe_split);
    }
}

static inline void scan_model_unmap(struct scan_model *m, size_t from,
                                    size_t to)
{
    size_t i;

    scan_model_edges(m, from, to);
    for (i = from; i < to; i++) {
        memset(&m->page[i], 0, sizeof(m->page[i]));
        m->page[i].states = SCAN_ONLY(SCAN_NONE);
    }
}

static inline void scan_model_map(struct scan_model *m, size_t from, size_t to,
                                  bool file, int access)
{
    size_t i;

    scan_model_unmap(m, from, to);
    for (i = from; i < to; i++) {
        m->page[i].mapped = true;
        m->page[i].file = file;
        m->page[i].access = access;
    }
}

static inline void scan_model_protect(struct scan_model *m, size_t from,
                                      size_t to, int access)
{
    size_t i;

    scan_model_edges(m, from, to);
    for (i = from; i < to; i++)
        m->page[i].access = access;
}

/* Does page i lie in a registered mapping, or in the source of a move? */
static inline bool scan_joins(const struct scan_model *m, size_t i,
                              size_t from, size_t to)
{
    return m->page[i].registered || (i >= from && i < to);
}

/* Moves [from, to) to where nothing is mapped: what moves is no longer
 * registered, and not armed [D-MOVE]. */
static inline void scan_model_move(struct scan_model *m, size_t from,
                                   size_t to, size_t where)
{
    size_t i;

    scan_model_edges(m, from, to);
    scan_model_edges(m, where, where + (to - from));
    for (i = from; i < to; i++) {
        struct scan_page *p = &m->page[where + (i - from)];

        *p = m->page[i];
        p->registered = false;
        scan_each(p, scan_after_disarm);
        scan_each(p, scan_after_maybe_split);
    }
    scan_model_unmap(m, from, to);
    /* The kernel may join what was moved to its neighbours, and then takes
     * the registration from them, too; the source, still there, is one. */
    for (i = where; i-- > 0 && scan_joins(m, i, from, to);)
        m->page[i].loose = true;
    for (i = where + (to - from); i < m->pages && scan_joins(m, i, from, to);
         i++)
        m->page[i].loose = true;
}

static inline bool scan_model_any_mapped(const struct scan_model *m,
                                         size_t from, size_t to)
{
    for (; from < to; from++)
        if (m->page[from].mapped)
            return true;
    return false;
}

/* Changes no page; unmapped pages are left out [D-REGISTER-GAP]. */
static inline void scan_model_register(struct scan_model *m, size_t from,
                                       size_t to)
{
    scan_model_edges(m, from, to);
    for (; from < to; from++)
        if (m->page[from].mapped)
            m->page[from].registered = true;
}

/* Can [from, to) be unregistered?  Not where nothing is mapped, nor when a
 * file is that never was registered [D-UNREGISTER-FILE]. */
static inline bool scan_model_may_unregister(const struct scan_model *m,
                                             size_t from, size_t to)
{
    size_t i;

    for (i = from; i < to; i++)
        if (m->page[i].file && !m->page[i].registered)
            return false;
    return scan_model_any_mapped(m, from, to);
}

/* Takes the marks away, too [D-UNREGISTER]. */
static inline void scan_model_unregister(struct scan_model *m, size_t from,
                                         size_t to)
{
    scan_model_edges(m, from, to);
    for (; from < to; from++) {
        m->page[from].registered = false;
        scan_each(&m->page[from], scan_after_disarm);
    }
}

/* UFFDIO_WRITEPROTECT; all of [from, to) is registered. */
static inline void scan_model_writeprotect(struct scan_model *m, size_t from,
                                           size_t to, bool arm)
{
    scan_model_edges(m, from, to);
    for (; from < to; from++)
        scan_each(&m->page[from], arm ? scan_after_arm : scan_after_disarm);
}

static inline void scan_model_write(struct scan_model *m, size_t i)
{
    struct scan_page *p = &m->page[i];

    assert(p->mapped && p->access == SCAN_WRITE);
    if (m->thp && !p->file)
        scan_block_each(m, i, scan_after_write_nearby);
    scan_each(p, scan_after_write);
    if (!m->thp || p->file)
        scan_each(p, scan_after_split);
    p->lazy = false;
}

static inline void scan_model_read(struct scan_model *m, size_t i)
{
    struct scan_page *p = &m->page[i];
    size_t n;

    assert(p->mapped && p->access != SCAN_NO_ACCESS);
    if (p->file) {
        scan_each(p, scan_after_file_read);
        if (p->registered)
            return;
        for (n = i < 15 ? 0 : i - 15; n < i + 16 && n < m->pages; n++)
            if (n != i && m->page[n].file && !m->page[n].registered)
                scan_each(&m->page[n], scan_after_file_read_nearby);
        return;
    }
    if (m->thp)
        scan_block_each(m, i, scan_after_read_nearby);
    scan_each(p, scan_after_read);
    if (!m->thp)
        scan_each(p, scan_after_split);
}

enum scan_advice {
    SCAN_DONTNEED, SCAN_FREE, SCAN_PAGEOUT, SCAN_COLD, SCAN_HUGEPAGE,
    SCAN_COLLAPSE, SCAN_ADVICES
};

/* madvise(2); unmapped pages are left out.  MADV_FREE is for anonymous memory
 * alone. */
static inline void scan_model_advise(struct scan_model *m, size_t from,
                                     size_t to, enum scan_advice advice)
{
    size_t i;

    scan_model_edges(m, from, to);
    for (i = 0; m->thp && i < m->pages; i++)
        if (advice == SCAN_FREE || advice == SCAN_PAGEOUT
            || advice == SCAN_COLD)
            scan_each(&m->page[i], scan_after_split_advice);
    for (i = from; i < to; i++) {
        struct scan_page *p = &m->page[i];

        if (!p->mapped)
            continue;
        switch (advice) {
        case SCAN_DONTNEED:
            scan_each(p, p->file ? scan_after_file_discard
                                 : scan_after_discard);
            break;
        case SCAN_FREE:
            scan_each(p, scan_after_free);
            p->lazy = true;
            break;
        case SCAN_PAGEOUT:
            if (p->lazy)
                scan_each(p, scan_after_lazy);
            scan_each(p, scan_after_reclaim);
            break;
        case SCAN_COLLAPSE:
            if (m->thp && !p->file)
                scan_each(p, scan_after_collapse);
            break;
        default: /* a hint: the page is the same */
            break;
        }
    }
}

/* -- What the kernel says of a page --------------------------------------- */

/* The categories of page i in a state. */
static inline uint64_t scan_categories(const struct scan_model *m, size_t i,
                                       unsigned s)
{
    const struct scan_page *p = &m->page[i];
    uint64_t c = p->soft;

    if (p->registered)
        c |= KABI_PAGE_IS_WPALLOWED;
    if (s & SCAN_HUGE)
        c |= KABI_PAGE_IS_HUGE;
    /* Not marked is written: registered or not [D-UNREGISTERED-WRITTEN], only
     * read or not, and so are holes [D-HOLE-WRITTEN]. */
    if (!(s & SCAN_ARMED))
        c |= KABI_PAGE_IS_WRITTEN;
    switch (s & SCAN_CONTENT) {
    case SCAN_NONE:
        if (s & SCAN_ARMED)
            return c | KABI_PAGE_IS_SWAPPED; /* [D-HOLE-SWAPPED] */
        if (!p->registered && m->table[scan_block(m, i)] != 1)
            c &= ~KABI_PAGE_IS_WRITTEN; /* [D-HOLE-TABLE] */
        return c;
    case SCAN_ZERO:
        return c | KABI_PAGE_IS_PRESENT | KABI_PAGE_IS_PFNZERO;
    case SCAN_ANON:
        return c | KABI_PAGE_IS_PRESENT;
    case SCAN_FILE:
        return c | KABI_PAGE_IS_PRESENT | KABI_PAGE_IS_FILE;
    default:
        return c | KABI_PAGE_IS_SWAPPED;
    }
}

/* The lowest state of a page; all have the same categories once observed. */
static inline unsigned scan_state(const struct scan_page *p)
{
    unsigned s = 0;

    assert(p->states != 0);
    while ((p->states & SCAN_ONLY(s)) == 0)
        s++;
    return s;
}

/* What the looks tell of page tables: a page that is not huge has one, an
 * unregistered hole says it [D-HOLE-TABLE].  Returns the first page that
 * contradicts an earlier one, or the number of pages. */
static inline size_t scan_observe_tables(struct scan_model *m,
                                         const uint64_t *categories)
{
    size_t i;

    memset(m->table, -1, sizeof(m->table));
    for (i = 0; i < m->pages; i++) {
        signed char *known = &m->table[scan_block(m, i)], now;

        if (!m->page[i].mapped || (categories[i] & KABI_PAGE_IS_HUGE))
            continue;
        if (categories[i] & (KABI_PAGE_IS_PRESENT | KABI_PAGE_IS_SWAPPED))
            now = 1;
        else if (!(categories[i] & KABI_PAGE_IS_WPALLOWED))
            now = (categories[i] & KABI_PAGE_IS_WRITTEN) != 0;
        else
            continue;
        if (*known >= 0 && *known != now)
            return i;
        *known = now;
    }
    return m->pages;
}

/**
 * The tester has looked: categories[i] is what it saw of page i, 0 where
 * nothing is mapped.  Keeps the states that fit.  Returns the first page of
 * which it saw something that must not be, or the number of pages.
 */
static inline size_t scan_model_observe(struct scan_model *m,
                                        const uint64_t *categories)
{
    size_t i = scan_observe_tables(m, categories), first, end;
    unsigned s;

    if (i < m->pages)
        return i;
    for (i = 0; i < m->pages; i++) {
        struct scan_page *p = &m->page[i];
        uint32_t fit = 0;

        if (!p->mapped) {
            if (categories[i] != 0)
                return i;
            continue;
        }
        p->soft = categories[i] & KABI_PAGE_IS_SOFT_DIRTY;
        if (p->loose && !(categories[i] & KABI_PAGE_IS_WPALLOWED))
            p->registered = false;
        p->loose = false;
        if (p->lazy)
            scan_each(p, scan_after_lazy);
        for (s = 0; s < SCAN_STATES; s++)
            if ((p->states & SCAN_ONLY(s))
                && scan_categories(m, i, s) == categories[i])
                fit |= SCAN_ONLY(s);
        if (fit == 0)
            return i;
        p->states = fit;
        /* A huge page is huge as a whole. */
        scan_block_pages(m, scan_block(m, i), &first, &end);
        if (i > first
            && ((categories[i] ^ categories[i - 1]) & KABI_PAGE_IS_HUGE))
            return i;
        if ((categories[i] & KABI_PAGE_IS_HUGE) && end - first != SCAN_BLOCK)
            return i;
    }
    return m->pages;
}

#endif /* SCAN_MODEL_H */
