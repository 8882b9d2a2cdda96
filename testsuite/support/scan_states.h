/* SPDX-License-Identifier: MIT */
/*
 * The states of a page in the model of scan_model.h, and what each step makes
 * of them.
 *
 * What comes in: a state.  What goes out: the set of states that may follow.
 * Pure, and with the tags of doc/KERNEL.md, as scan_model.h is.
 *
 * It is a set because some steps leave the kernel a choice: reclaim, huge
 * pages.  Each such choice is made in one of these functions, and nowhere
 * else.  The set shrinks again when the tester has looked
 * (scan_model_observe).
 */
#ifndef SCAN_STATES_H
#define SCAN_STATES_H

#include <stdint.h>

/* A state: what is in the page table, and the two bits. */
enum { SCAN_NONE, SCAN_ZERO, SCAN_ANON, SCAN_FILE, SCAN_SWAP, SCAN_CONTENTS };
enum { SCAN_CONTENT = 7, SCAN_ARMED = 8, SCAN_HUGE = 16, SCAN_STATES = 32 };

/* A set of states: bit s is state s. */
#define SCAN_ONLY(state) (UINT32_C(1) << (state))

static inline uint32_t scan_after_write(unsigned s)
{
    /* Unarmed, whatever it was; a huge page that is not armed stays huge. */
    if (s == (SCAN_ANON | SCAN_HUGE))
        return SCAN_ONLY(s);
    if (s == (SCAN_ZERO | SCAN_HUGE) || s == SCAN_NONE)
        return SCAN_ONLY(SCAN_ANON) | SCAN_ONLY(SCAN_ANON | SCAN_HUGE);
    return SCAN_ONLY(SCAN_ANON);
}

/* To the others in its block, when a page is written: a huge page that is
 * armed is split [D-THP-SPLIT], holes may be filled by a huge page. */
static inline uint32_t scan_after_write_nearby(unsigned s)
{
    if (s == SCAN_NONE)
        return SCAN_ONLY(s) | SCAN_ONLY(SCAN_ANON | SCAN_HUGE);
    if (s == (SCAN_ZERO | SCAN_HUGE))
        return SCAN_ONLY(SCAN_ZERO) | SCAN_ONLY(SCAN_ANON | SCAN_HUGE);
    if ((s & SCAN_HUGE) && (s & SCAN_ARMED))
        return SCAN_ONLY(s & ~(unsigned)SCAN_HUGE);
    return SCAN_ONLY(s);
}

/* A hole of anonymous memory gets the zero page, or a page of its own
 * [D-READ-HOLE]; armed stays armed. */
static inline uint32_t scan_after_read(unsigned s)
{
    unsigned armed = s & SCAN_ARMED;

    if ((s & SCAN_CONTENT) == SCAN_SWAP)
        return SCAN_ONLY(SCAN_ANON | armed);
    if (s == SCAN_NONE)
        return SCAN_ONLY(SCAN_ZERO) | SCAN_ONLY(SCAN_ANON)
               | SCAN_ONLY(SCAN_ZERO | SCAN_HUGE)
               | SCAN_ONLY(SCAN_ANON | SCAN_HUGE);
    if ((s & SCAN_CONTENT) == SCAN_NONE)
        return SCAN_ONLY(SCAN_ZERO | armed) | SCAN_ONLY(SCAN_ANON | armed);
    return SCAN_ONLY(s);
}

static inline uint32_t scan_after_read_nearby(unsigned s)
{
    if (s == SCAN_NONE)
        return SCAN_ONLY(s) | SCAN_ONLY(SCAN_ZERO | SCAN_HUGE)
               | SCAN_ONLY(SCAN_ANON | SCAN_HUGE);
    return SCAN_ONLY(s);
}

static inline uint32_t scan_after_file_read(unsigned s)
{
    if ((s & SCAN_CONTENT) == SCAN_NONE)
        return SCAN_ONLY(SCAN_FILE | (s & SCAN_ARMED));
    return scan_after_read(s);
}

/* Of a mapping that is not registered the kernel maps some pages around the
 * one that is read. */
static inline uint32_t scan_after_file_read_nearby(unsigned s)
{
    if (s == SCAN_NONE)
        return SCAN_ONLY(s) | SCAN_ONLY(SCAN_FILE);
    return SCAN_ONLY(s);
}

static inline uint32_t scan_after_discard(unsigned s)
{
    (void)s;
    return SCAN_ONLY(SCAN_NONE);
}

/* A file's page keeps its mark when it is discarded [D-FILE-DISCARD]. */
static inline uint32_t scan_after_file_discard(unsigned s)
{
    return SCAN_ONLY(SCAN_NONE | (s & SCAN_ARMED));
}

/* MADV_FREE drops what is in swap; the rest when the kernel needs memory,
 * see lazy. */
static inline uint32_t scan_after_free(unsigned s)
{
    if ((s & SCAN_CONTENT) == SCAN_SWAP)
        return SCAN_ONLY(SCAN_NONE);
    return SCAN_ONLY(s);
}

/* What reclaim may do: MADV_PAGEOUT asks for it. */
static inline uint32_t scan_after_reclaim(unsigned s)
{
    unsigned armed = s & SCAN_ARMED;

    switch (s & SCAN_CONTENT) {
    case SCAN_ANON:
        return SCAN_ONLY(s) | SCAN_ONLY(SCAN_ANON | armed)
               | SCAN_ONLY(SCAN_SWAP | armed);
    case SCAN_FILE:
        return SCAN_ONLY(s) | SCAN_ONLY(SCAN_NONE | armed);
    default:
        return SCAN_ONLY(s);
    }
}

/* What a page that was given to MADV_FREE may become at any time. */
static inline uint32_t scan_after_lazy(unsigned s)
{
    if ((s & SCAN_CONTENT) == SCAN_ANON)
        return SCAN_ONLY(s) | SCAN_ONLY(SCAN_NONE);
    return SCAN_ONLY(s);
}

/* A step on part of a huge page may split it. */
static inline uint32_t scan_after_maybe_split(unsigned s)
{
    return SCAN_ONLY(s) | SCAN_ONLY(s & ~(unsigned)SCAN_HUGE);
}

/* Advice that splits a huge page for good also gives back what of it was
 * never written: such a page becomes the zero page [D-SPLIT-ZERO].  Pieces of
 * a huge page can have been moved anywhere. */
static inline uint32_t scan_after_split_advice(unsigned s)
{
    unsigned small = s & ~(unsigned)SCAN_HUGE;

    if ((s & SCAN_CONTENT) == SCAN_ANON)
        return SCAN_ONLY(s) | SCAN_ONLY(small)
               | SCAN_ONLY(SCAN_ZERO | (s & SCAN_ARMED));
    return SCAN_ONLY(s);
}

static inline uint32_t scan_after_split(unsigned s)
{
    return SCAN_ONLY(s & ~(unsigned)SCAN_HUGE);
}

/* MADV_COLLAPSE may make one huge page of any that are not armed. */
static inline uint32_t scan_after_collapse(unsigned s)
{
    return SCAN_ONLY(s)
           | (s & SCAN_ARMED ? 0 : SCAN_ONLY(SCAN_ANON | SCAN_HUGE));
}

static inline uint32_t scan_after_disarm(unsigned s)
{
    return SCAN_ONLY(s & ~(unsigned)SCAN_ARMED);
}

static inline uint32_t scan_after_arm(unsigned s)
{
    return SCAN_ONLY(s | SCAN_ARMED);
}

#endif /* SCAN_STATES_H */
