/* SPDX-License-Identifier: MIT */
/*
 * Chooses random steps for scan_driver.h, such as the driver may do.
 *
 * What comes in: a pair of kernel and model.  What goes out: one step on
 * both.
 */
#ifndef SCAN_RANDOM_H
#define SCAN_RANDOM_H

#include "scan_driver.h"

static inline size_t scan_below(struct scan_pair *p, size_t limit)
{
    return (size_t)test_random_below(&p->rng, limit);
}

/* A range that is not empty: short mostly, sometimes all, sometimes one that
 * begins and ends where a huge page can. */
static inline void scan_pick(struct scan_pair *p, size_t *from, size_t *to)
{
    size_t longest = scan_below(p, 8) == 0 ? p->m.pages : 12, a, b;

    *from = scan_below(p, p->m.pages);
    *to = *from + 1 + scan_below(p, longest);
    if (p->m.thp && scan_below(p, 3) == 0) {
        scan_block_pages(&p->m, scan_block(&p->m, *from), from, to);
        if (scan_below(p, 3) == 0) {
            a = scan_below(p, 300);
            b = scan_below(p, 200);
            *from += a;
            *to -= b;
        }
    }
    *to = *to < p->m.pages ? *to : p->m.pages;
}

/* Cuts a range down to its first pages that are of one kind. */
static inline size_t scan_alike(const struct scan_pair *p, size_t from,
                                size_t to)
{
    const struct scan_page *a = &p->m.page[from];
    size_t i;

    for (i = from; i < to; i++) {
        const struct scan_page *b = &p->m.page[i];

        if (a->mapped != b->mapped || a->file != b->file
            || a->registered != b->registered || a->access != b->access)
            break;
    }
    return i;
}

static inline void scan_step_memory(struct scan_pair *p)
{
    size_t from, to, where;

    scan_pick(p, &from, &to);
    switch (scan_below(p, 8)) {
    case 0:
        scan_do_unmap(p, from, to);
        break;
    case 1:
        scan_do_map(p, from, to, scan_below(p, 3) == 0,
                    scan_below(p, 6) == 0 ? SCAN_READ : SCAN_WRITE);
        break;
    case 2:
        to = scan_alike(p, from, to);
        where = scan_below(p, p->m.pages - (to - from) + 1);
        if (p->m.thp && scan_below(p, 2) == 0)
            where -= (p->m.offset + where) % SCAN_BLOCK < where
                         ? (p->m.offset + where) % SCAN_BLOCK : 0;
        if (p->m.page[from].mapped
            && (where + (to - from) <= from || where >= to))
            scan_do_move(p, from, to, where);
        break;
    case 3:
    case 4:
        to = scan_alike(p, from, to);
        if (p->m.page[from].mapped)
            scan_do_protect(p, from, to,
                            scan_below(p, 2) == 0 ? SCAN_WRITE
                                                  : (int)scan_below(p, 3));
        break;
    case 5:
        scan_do_unregister(p, from, to);
        break;
    default:
        scan_do_register(p, from, to);
        break;
    }
}

static inline void scan_step_advise(struct scan_pair *p)
{
    enum scan_advice advice = (enum scan_advice)scan_below(p, SCAN_ADVICES);
    size_t from, to;

    scan_pick(p, &from, &to);
    if (advice == SCAN_FREE || advice == SCAN_HUGEPAGE
        || advice == SCAN_COLLAPSE) {
        to = scan_alike(p, from, to);
        if (p->m.page[from].file)
            return;
    }
    scan_do_advise(p, from, to, advice);
}

static inline void scan_step_touch(struct scan_pair *p)
{
    size_t from, to, i;
    bool write = scan_below(p, 3) != 0, kernel = scan_below(p, 4) == 0;

    scan_pick(p, &from, &to);
    if (to - from > 40)
        from = to - 40;
    for (i = from; i < to; i += 1 + scan_below(p, 3)) {
        if (!p->m.page[i].mapped)
            continue;
        if (write && p->m.page[i].access == SCAN_WRITE)
            scan_do_write(p, i, kernel);
        else if (!write && p->m.page[i].access != SCAN_NO_ACCESS)
            scan_do_read(p, i);
    }
}

static inline void scan_step_writeprotect(struct scan_pair *p)
{
    size_t from, to;

    scan_pick(p, &from, &to);
    to = scan_alike(p, from, to);
    if (p->m.page[from].registered)
        scan_do_writeprotect(p, from, to, scan_below(p, 2) == 0);
}

/* Few bits, so that something matches. */
static inline uint64_t scan_bits(struct scan_pair *p)
{
    uint64_t bits = 0;

    while (scan_below(p, 2) == 0)
        bits |= UINT64_C(1) << scan_below(p, 8);
    return bits & p->known;
}

static inline void scan_step_scan(struct scan_pair *p)
{
    static const uint64_t rooms[] = { 1, 2, 3, 8, 512, 513 };
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .vec = 1, /* ours */
        .vec_len = SCAN_MAX_PAGES,
        .category_mask = KABI_PAGE_IS_WRITTEN,
        .return_mask = KABI_PAGE_IS_WRITTEN,
    };
    size_t from, to;

    if (scan_below(p, 2) == 0) {
        from = 0;
        to = p->m.pages;
    } else {
        scan_pick(p, &from, &to);
    }
    if (scan_below(p, 30) == 0)
        to = from;
    arg.start = (uintptr_t)scan_at(p, from);
    arg.end = (uintptr_t)scan_at(p, to);
    if (to > from && scan_below(p, 8) == 0) /* it is rounded up [D-END] */
        arg.end -= scan_below(p, SCAN_PAGE);
    if (scan_below(p, 3) != 0)
        arg.flags |= KABI_PM_SCAN_WP_MATCHING;
    if (scan_below(p, 3) == 0)
        arg.flags |= KABI_PM_SCAN_CHECK_WPASYNC;
    if (scan_below(p, 2) == 0) {
        arg.category_mask = scan_bits(p);
        arg.category_inverted = scan_below(p, 2) == 0 ? scan_bits(p) : 0;
        arg.category_anyof_mask = scan_below(p, 2) == 0 ? scan_bits(p) : 0;
        arg.return_mask = scan_below(p, 2) == 0 ? p->known : scan_bits(p);
    }
    if (scan_below(p, 2) == 0)
        arg.vec_len = rooms[scan_below(p, sizeof(rooms) / sizeof(*rooms))];
    if (scan_below(p, 3) == 0)
        arg.max_pages = 1 + scan_below(p, to - from + 8);
    /* With huge pages some kernels could not take that [D-ARM-ALL]. */
    if (scan_below(p, 12) == 0
        && (!p->m.thp || !(arg.flags & KABI_PM_SCAN_WP_MATCHING))) {
        arg.vec_len = 0;
        arg.vec = scan_below(p, 2);
    }
    scan_do_scan(p, arg);
}

static inline void scan_step(struct scan_pair *p)
{
    size_t n = scan_below(p, 100);

    if (n < 35)
        scan_step_scan(p);
    else if (n < 65)
        scan_step_touch(p);
    else if (n < 78)
        scan_step_advise(p);
    else if (n < 83)
        scan_step_writeprotect(p);
    else
        scan_step_memory(p);
    /* Steps unregister and unmap faster than they do the reverse. */
    if (scan_below(p, 150) == 0)
        scan_reset(p);
}

static inline void scan_rounds(struct scan_pair *p, unsigned long rounds)
{
    for (; rounds > 0; rounds--)
        scan_step(p);
    scan_look(p);
    printf("%lu steps, %lu scans compared, %lu differences laid to reclaim or"
           " khugepaged\n", p->steps, p->scans, p->excused);
}

#endif /* SCAN_RANDOM_H */
