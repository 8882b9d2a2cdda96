/* SPDX-License-Identifier: MIT */
/*
 * Memory.  alloc.c alone calls libgc; everything else calls this.
 *
 * In: sizes.  Out: memory of libgc, 16-byte aligned.  A failed allocation does
 * not return: it raises a heap-exhausted condition in t (primitive.h), so no
 * caller may hold a lock or a malloc'ed block that this would lose.
 *
 *   pms_alloc         zeroed, every word may be a pointer
 *   pms_alloc_atomic  not zeroed, libgc never looks inside
 *   pms_alloc_root    zeroed, looked at, never freed by libgc
 */
#ifndef PMS_ALLOC_H
#define PMS_ALLOC_H

#include <pthread.h>

#include "value.h"

/* The first member of struct thread.  Lists of free pointerful memory, linked
 * through the first word; libgc sees them because it sees struct thread. */
#define PMS_LISTS 8 /* granules of 16 bytes: 1 ... 8 */
struct pms_allocator {
    void *free[PMS_LISTS + 1]; /* free[n]: blocks of n granules */
};

/* ---- The heap ------------------------------------------------------------- */

/* Once, first of all, on the main thread.  Sets up libgc (unless the program
 * that we are embedded in has done so) and GMP. */
void pms_heap_init(void);
/* Turns libgc's incremental mode on, by gc_pmscan where it can. */
void pms_heap_enable_incremental(void);
bool pms_heap_is_incremental(void);
/* 0: no limit. */
void pms_heap_set_limit(size_t bytes);
/* Makes a limit a bit larger, for the handler of the error; false: there is
 * none, or it is a quarter larger already. */
bool pms_heap_stretch(void);
size_t pms_heap_size(void);
void pms_collect(void);
/* Called on the thread that collects, just before the world is stopped; may
 * take no lock and allocate nothing. */
extern void (*pms_before_collection)(void);

/* ---- Objects -------------------------------------------------------------- */

void *pms_alloc(struct thread *t, size_t bytes);
void *pms_alloc_atomic(struct thread *t, size_t bytes);
void *pms_alloc_root(struct thread *t, size_t bytes);
/* As pms_alloc_atomic, but NULL instead of raising. */
void *pms_try_alloc_atomic(size_t bytes);
void pms_free_root(void *memory);
/* Gives memory back early; nothing may point to it any more.  Optional. */
void pms_free(void *memory);

/* Takes a new list of blocks from libgc and returns its first. */
void *pms_refill(struct thread *t, unsigned granules);

/* A small pointerful object, without a call in most cases; zeroed. */
static inline void *pms_alloc_granules(struct thread *t, unsigned granules)
{
    struct pms_allocator *a = (struct pms_allocator *)t;
    void **block = a->free[granules];

    if (PMS_UNLIKELY(block == NULL))
        return pms_refill(t, granules);
    a->free[granules] = *block;
    *block = NULL;
    return block;
}
/* For a size that the compiler knows, else as pms_alloc. */
static inline void *pms_alloc_small(struct thread *t, size_t bytes)
{
    if (bytes <= 16 * PMS_LISTS)
        return pms_alloc_granules(t, (unsigned)((bytes + 15) / 16));
    return pms_alloc(t, bytes);
}

static inline value pms_cons(struct thread *t, value a, value d)
{
    struct pms_allocator *allocator = (struct pms_allocator *)t;
    struct pair *p = allocator->free[1];

    if (PMS_UNLIKELY(p == NULL))
        p = pms_refill(t, 1);
    else
        allocator->free[1] = (void *)(uintptr_t)p->car;
    p->car = a;
    p->cdr = d;
    return value_of(p) + 2;
}

value pms_make_vector(struct thread *t, size_t length, value fill);
value pms_make_bytevector(struct thread *t, size_t length); /* not filled */
value pms_make_string(struct thread *t, size_t length);     /* not filled */
value pms_make_box(struct thread *t, value content);
value pms_make_values(struct thread *t, size_t n, const value *items);

/* ---- Threads -------------------------------------------------------------- */

/* As pthread_create; libgc knows the new thread and its stack. */
int pms_thread_create(pthread_t *id, const pthread_attr_t *attributes,
                      void *(*function)(void *), void *argument);
/* For threads that somebody else made; both on the thread itself. */
void pms_thread_register(void);
void pms_thread_unregister(void);

/* ---- Life and death ------------------------------------------------------- */

/* function(object, data) is called by pms_run_finalizers some time after
 * object became unreachable; object is alive again then.  data is kept alive
 * meanwhile.  One finalizer an object: returns the data of the one that this
 * replaces, or NULL. */
void *pms_set_finalizer(void *object, void (*function)(void *, void *),
                        void *data);
/* Finalizers run here and nowhere else.  Returns how many. */
int pms_run_finalizers(void);
bool pms_finalizers_waiting(void);

/* A weak slot: a word in pointer-free memory, or hidden by pms_hide, which
 * libgc sets to 0 when object is gone.  False: no memory. */
bool pms_weak_register(uint64_t *slot, void *object);
static inline uint64_t pms_hide(value v)
{
    return ~v;
}
/* The value in a weak slot, or 0 when it is gone. */
value pms_weak_get(uint64_t *slot);

/* ---- What the collector did ----------------------------------------------- */

struct pms_gc_stats {
    uint64_t collections;
    uint64_t heap_bytes, free_bytes, allocated_bytes;
    uint64_t pauses;
    uint64_t pause_ns_total, pause_ns_longest;
};
void pms_gc_stats(struct pms_gc_stats *stats);
/* The latest pauses, oldest first, in nanoseconds; returns how many. */
size_t pms_gc_pauses(uint64_t *ns, size_t room);

#endif /* PMS_ALLOC_H */
