/* SPDX-License-Identifier: MIT */
/*
 * A model of the PAGEMAP_SCAN call, over the memory of scan_model.h.
 *
 * What comes in: the call's argument, and a model that was observed since the
 * latest step, so that each page has one set of categories.  What goes out:
 * the call's result, its regions and walk_end, and the pages armed.  Pure, as
 * scan_model.h is, and with its tags.
 */
#ifndef SCAN_WALK_H
#define SCAN_WALK_H

#include <errno.h>

#include "scan_model.h"

enum {
    SCAN_PAGE = 4096,
    SCAN_GATHER = 512, /* regions that the kernel gathers at a time */
};

/* What does the model do wrong?  For tests of the tester. */
enum scan_flaw { SCAN_SOUND, SCAN_NO_MERGE, SCAN_NO_ARM, SCAN_ANYOF_ALL };

struct scan_walk {
    const struct kabi_pm_scan_arg *arg;
    struct kabi_page_region *out;
    uint64_t base;
    uint64_t regions;     /* all of them */
    uint64_t gathered;    /* since the kernel last handed some over */
    uint64_t found;       /* pages in regions */
    uint64_t stop;        /* walk_end as last noted, 0 when never */
    size_t from, to;      /* pages */
    size_t whole;         /* up to here huge pages are taken as they are */
    bool no_merge;        /* the next region is a new one */
    enum scan_flaw flaw;
};

/** What the argument is worth: 0, or -errno.  known: categories that this
 *  kernel has. */
static inline int scan_check_argument(const struct kabi_pm_scan_arg *arg,
                                      uint64_t known)
{
    if (arg->size != sizeof(*arg))
        return -EINVAL;
    if (arg->flags
        & ~(KABI_PM_SCAN_WP_MATCHING | KABI_PM_SCAN_CHECK_WPASYNC))
        return -EINVAL;
    if ((arg->category_mask | arg->category_inverted
         | arg->category_anyof_mask | arg->return_mask) & ~known)
        return -EINVAL;
    if (arg->start % SCAN_PAGE != 0)
        return -EINVAL;
    if (arg->end < arg->start)
        return -EFAULT;
    if (arg->vec == 0 && arg->vec_len != 0)
        return -EINVAL;
    return 0;
}

/* Do the masks ask for a page with these categories? */
static inline bool scan_match(const struct scan_walk *w, uint64_t categories)
{
    const struct kabi_pm_scan_arg *arg = w->arg;
    uint64_t any = arg->category_anyof_mask;

    categories ^= arg->category_inverted;
    if ((categories & arg->category_mask) != arg->category_mask)
        return false;
    if (w->flaw == SCAN_ANYOF_ALL)
        return (categories & any) == any;
    return any == 0 || (categories & any) != 0;
}

/* Would a page extend the latest region? */
static inline bool scan_extends(const struct scan_walk *w, uint64_t address,
                                uint64_t categories)
{
    const struct kabi_page_region *last;

    if (w->no_merge || w->gathered == 0 || w->regions == 0
        || w->flaw == SCAN_NO_MERGE)
        return false;
    last = &w->out[w->regions - 1];
    return last->end == address
           && last->categories == (categories & w->arg->return_mask);
}

/* Notes where the walk stopped, and returns false, when there is no room for
 * a page: no region or no page is left [D-FULL]. */
static inline bool scan_room(struct scan_walk *w, uint64_t address,
                             uint64_t categories)
{
    /* Without room for regions nothing is counted [D-NO-VEC]. */
    if (w->arg->vec_len == 0)
        return true;
    if ((w->arg->max_pages == 0 || w->found < w->arg->max_pages)
        && (scan_extends(w, address, categories)
            || w->regions < w->arg->vec_len))
        return true;
    w->stop = address;
    return false;
}

/* Reports a page for which there is room. */
static inline void scan_report(struct scan_walk *w, uint64_t address,
                               uint64_t categories)
{
    if (w->arg->vec_len == 0)
        return;
    w->found++;
    if (scan_extends(w, address, categories)) {
        w->out[w->regions - 1].end = address + SCAN_PAGE;
        return;
    }
    if (w->gathered == SCAN_GATHER) {
        w->stop = address; /* and goes on [D-WALK-END] */
        w->gathered = 0;
    }
    w->out[w->regions].start = address;
    w->out[w->regions].end = address + SCAN_PAGE;
    w->out[w->regions].categories = categories & w->arg->return_mask;
    w->regions++;
    w->gathered++;
    w->no_merge = false;
}

/* A matching huge page is armed as a whole, or split if it is only a part of
 * it that is asked for [D-THP-PART].  Returns false when the walk is over. */
static inline bool scan_huge(struct scan_model *m, struct scan_walk *w,
                             size_t i, uint64_t categories)
{
    uint64_t address = w->base + i * SCAN_PAGE;
    uint64_t left = w->arg->max_pages - w->found;
    size_t first, end, n, to;
    bool extends;

    if (i < w->whole || !scan_match(w, categories))
        return true;
    if (!scan_room(w, address, categories))
        return false;
    scan_block_pages(m, scan_block(m, i), &first, &end);
    to = end < w->to ? end : w->to;
    if (w->arg->vec_len != 0 && w->arg->max_pages != 0 && left < to - i) {
        to = i + left;
        w->stop = w->base + to * SCAN_PAGE; /* and goes on [D-WALK-END] */
    }
    if (i == first && to == end) {
        w->whole = end;
        return true;
    }
    extends = scan_extends(w, address, categories);
    for (n = first; n < end; n++)
        scan_each(&m->page[n], scan_after_split);
    m->table[scan_block(m, i)] = 1;
    w->no_merge = !extends;
    return true;
}

/* One page.  Returns 1 to go on, 0 to stop, or -errno. */
static inline int scan_visit(struct scan_model *m, struct scan_walk *w,
                             size_t i)
{
    struct scan_page *p = &m->page[i];
    uint64_t flags = w->arg->flags, address = w->base + i * SCAN_PAGE;
    bool arm = (flags & KABI_PM_SCAN_WP_MATCHING) != 0;
    unsigned s = scan_state(p);
    uint64_t categories = scan_categories(m, i, s);
    signed char table;

    if (!p->mapped)
        return 1;
    if (!p->registered) {
        if (flags & KABI_PM_SCAN_CHECK_WPASYNC)
            return -EPERM;
        if (arm)
            return 1;
    }
    if ((s & SCAN_HUGE) && arm && !(s & SCAN_ARMED)) {
        if (!scan_huge(m, w, i, categories))
            return 0;
        s = scan_state(p);
        categories = scan_categories(m, i, s);
    }
    table = m->table[scan_block(m, i)];
    if (!(s & SCAN_HUGE) && arm && w->arg->vec_len == 0 && table != 0) {
        /* Everything in a page table is armed, whatever the masks say, save
         * that registered memory is not wanted at all [D-ARM-ALL]. */
        if (w->arg->category_mask & w->arg->category_inverted
            & KABI_PAGE_IS_WPALLOWED)
            return 1;
        if (table < 0 && !scan_match(w, categories))
            p->states |= SCAN_ONLY(s | SCAN_ARMED);
        else
            scan_each(p, scan_after_arm);
        return 1;
    }
    if (!scan_match(w, categories))
        return 1;
    if (!scan_room(w, address, categories))
        return 0;
    scan_report(w, address, categories);
    if (!arm || w->flaw == SCAN_NO_ARM)
        return 1;
    scan_each(p, scan_after_arm);
    /* To arm a hole makes a page table, for what comes later in this block. */
    if (s == SCAN_NONE && table == 0)
        m->table[scan_block(m, i)] = -1;
    return 1;
}

/**
 * The call.  base is the address of page 0; [start, end) lies in the arena.
 * out has room for vec_len regions, or for as many as there can be.
 */
static inline long scan_model_scan(struct scan_model *m, uint64_t base,
                                   struct kabi_pm_scan_arg *arg,
                                   uint64_t known,
                                   struct kabi_page_region *out,
                                   enum scan_flaw flaw)
{
    struct scan_walk w = { .arg = arg, .out = out, .base = base,
                           .flaw = flaw };
    int more = scan_check_argument(arg, known);
    size_t i;

    if (more < 0)
        return more;
    w.from = (arg->start - base) / SCAN_PAGE;
    w.to = (arg->end - base + SCAN_PAGE - 1) / SCAN_PAGE;
    assert(w.to <= m->pages);
    for (i = w.from, more = 1; i < w.to && more > 0; i++)
        more = scan_visit(m, &w, i);
    if (more < 0)
        return more;
    arg->walk_end = w.stop != 0 ? w.stop : base + w.to * SCAN_PAGE;
    return (long)w.regions;
}

#endif /* SCAN_WALK_H */
