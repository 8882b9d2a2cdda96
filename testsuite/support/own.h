/* SPDX-License-Identifier: MIT */
/*
 * A thread's own objects in libgc's heap, which know what they must look like.
 * For threads that may be stopped anywhere: no lock and no malloc is used, only
 * libgc.  (graph.h has what threads share.)
 *
 * What comes in: a random seed.  What goes out: a program that ends with 1 and
 * "lost object" when libgc freed a live object.  The only pointer to an object
 * is a word of a table in libgc's heap; what it must look like is kept in
 * memory that is not scanned.
 */
#ifndef OWN_H
#define OWN_H

#include <gc/gc.h>
#include <string.h>

#include "check.h"

enum { OWN_SLOTS = 2000 };

struct own {
    struct test_rng rng;
    void **table;   /* of pointers, in libgc's heap */
    uint64_t *ids;  /* what they point to, in memory that is not scanned */
    uint64_t next_id;
};

/* No conservative scan takes it for a pointer. */
#define OWN_WORD(id, i) (UINT64_C(3) << 62 | ((id) * 97 + (i)))

static inline size_t own_words(uint64_t id)
{
    return id % 200 == 0 ? 1500 + id % 900 : 3 + id % 20;
}

static inline void own_check(struct own *o, size_t slot)
{
    uint64_t id = o->ids[slot];
    const uint64_t *w = o->table[slot];
    size_t words = own_words(id), i;

    if (id == 0) {
        CHECK(w == NULL);
        return;
    }
    for (i = 0; i < words; i += i < 30 ? 1 : 61)
        if (w[i] != OWN_WORD(id, i)) {
            printf("lost object: number %" PRIu64 ", %zu words at %p, its "
                   "pointer at %p\n", id, words, (const void *)w,
                   (void *)(o->table + slot));
            fflush(stdout);
            _exit(1);
        }
}

static inline void own_start(struct own *o, uint64_t seed, uint64_t first_id)
{
    o->rng.state = seed;
    o->next_id = first_id;
    o->table = GC_MALLOC_UNCOLLECTABLE(OWN_SLOTS * sizeof(*o->table));
    o->ids = GC_MALLOC_ATOMIC_UNCOLLECTABLE(OWN_SLOTS * sizeof(*o->ids));
    CHECK(o->table != NULL && o->ids != NULL);
    memset(o->ids, 0, OWN_SLOTS * sizeof(*o->ids));
}

/* Puts a new object into a slot, or moves one, after a look at what is there. */
static inline void own_step(struct own *o)
{
    size_t slot = test_random_below(&o->rng, OWN_SLOTS);
    size_t other = test_random_below(&o->rng, OWN_SLOTS);
    uint64_t id, *w;
    size_t words, i;

    own_check(o, slot);
    if (test_random_below(&o->rng, 4) == 0) {
        void *volatile moved = o->table[slot];

        id = o->ids[slot];
        own_check(o, other);
        o->ids[slot] = 0;
        o->table[slot] = NULL;
        o->table[other] = moved;
        o->ids[other] = id;
        moved = NULL;
        return;
    }
    id = ++o->next_id;
    words = own_words(id);
    w = id % 3 == 0 ? GC_MALLOC_ATOMIC(words * sizeof(*w))
                    : GC_MALLOC(words * sizeof(*w));
    CHECK(w != NULL);
    for (i = 0; i < words; i++)
        w[i] = OWN_WORD(id, i);
    o->ids[slot] = id;
    o->table[slot] = w;
    GC_reachable_here(w);
}

static inline void own_verify(struct own *o)
{
    size_t i;

    for (i = 0; i < OWN_SLOTS; i++)
        own_check(o, i);
}

static inline void own_end(struct own *o)
{
    own_verify(o);
    GC_FREE(o->table);
    GC_FREE(o->ids);
}

#endif /* OWN_H */
