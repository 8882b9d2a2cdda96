/* SPDX-License-Identifier: MIT */
/*
 * Characters that come one by one and become a string.
 *
 * In: characters.  Out: a string.  A few are on the C stack, more in collected
 * memory, so that whoever leaves by an error leaves nothing behind.
 */
#ifndef PMS_GATHER_H
#define PMS_GATHER_H

#include "primitive.h"

struct gathering {
    struct thread *t;
    uint32_t *chars;
    size_t used, room;
    uint32_t first[256];
};

static inline void gather(struct gathering *g, uint32_t c)
{
    if (g->used == g->room) {
        uint32_t *bigger = pms_alloc_atomic(g->t, 2 * g->room * sizeof c);

        memcpy(bigger, g->chars, g->used * sizeof c);
        g->chars = bigger;
        g->room *= 2;
    }
    g->chars[g->used++] = c;
}

static inline void start_gathering(struct gathering *g, struct thread *t)
{
    g->t = t;
    g->chars = g->first;
    g->used = 0;
    g->room = sizeof g->first / sizeof g->first[0];
}

static inline value gathered(struct gathering *g)
{
    value s = pms_make_string(g->t, g->used);

    memcpy(string_chars(s), g->chars, g->used * sizeof g->chars[0]);
    return s;
}

#endif /* PMS_GATHER_H */
