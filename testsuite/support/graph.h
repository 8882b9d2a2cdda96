/* SPDX-License-Identifier: MIT */
/*
 * An object graph in libgc's heap that knows what it must look like: the
 * shadow, in malloc's memory, has for each slot the object that it points to.
 * An object that was freed while a slot still points to it no longer has its
 * magic word, its number or its place, and the program ends with "lost
 * object".
 *
 * What comes in: a graph_thread with a random sequence, one for each thread.
 * What goes out: a program that ends with 1 when libgc freed a live object.
 * The memory that is scanned holds the only pointers to the objects: those in
 * the shadow are stored inverted.
 *
 * Pointers are stored by the program and by read(2), into small, typed,
 * uncollectable and large objects, static data and memory added with
 * GC_add_roots.  Objects are plain, pointer-free, typed, with a finalizer,
 * large, and uncollectable.
 */
#ifndef GRAPH_H
#define GRAPH_H

#include <gc/gc.h>
#include <gc/gc_typed.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

enum graph_kind {
    GRAPH_PLAIN,
    GRAPH_ATOMIC,
    GRAPH_TYPED,
    GRAPH_FINAL,
    GRAPH_LARGE,
    GRAPH_UNCOLLECTABLE
};

enum {
    GRAPH_PARTS = 16,        /* locks; a slot belongs to one of them */
    GRAPH_STATIC_SLOTS = 6000,
    GRAPH_ROOT_SLOTS = 2048 + 100,
    GRAPH_TYPED_WORDS = 8,
    GRAPH_TYPED_HOLDER_WORDS = 42,
    GRAPH_CHAIN = 4
};

/* Words that no conservative scan takes for a pointer. */
#define GRAPH_MAGIC (UINT64_C(1) << 63 | UINT64_C(0x5ca1ab1e) << 20)
#define GRAPH_FILL(id, i) (UINT64_C(3) << 62 | ((id) * 31 + (i)))

/* What an object must look like. */
struct graph_record {
    uintptr_t hidden; /* the object's address, inverted */
    uint64_t id;
    size_t words;
    enum graph_kind kind;
    struct graph_record *next; /* the object that its third word points to */
    atomic_int *live;          /* for its finalizer; NULL without one */
};

/* What holds slots: an object that nothing but a word of the spine points
 * to. */
struct graph_holder {
    uintptr_t hidden; /* 0: not an object but other scanned memory */
    uint64_t id;
    size_t words;
    size_t spine; /* index there */
};

struct graph_slot {
    void *volatile *where;
    struct graph_record *record; /* NULL: the slot is empty */
    struct graph_holder *holder;
};

struct graph_part {
    pthread_mutex_t lock;
    struct graph_slot *slots;
    size_t nslots;
};

struct graph_thread {
    struct test_rng rng;
    int pipe[2];
    uint64_t stores;
    uint64_t by_read;
    uint64_t verified;
};

static struct {
    struct graph_part parts[GRAPH_PARTS];
    struct graph_holder *holders;
    size_t nholders;
    atomic_ullong next_id;
    atomic_ullong finalized;
    GC_descr typed;
    GC_descr typed_holder;
    atomic_uint collect_every;   /* steps between two collections, on average;
                                    0: 80 */
    bool stored_by_program_only; /* no read(2): libgc's own incremental mode
                                    makes it fail */
    bool in_heap_only;           /* no static data, no added roots: libgc's own
                                    soft-dirty mode forgets the last page of a
                                    root before 8.2.8 */
} graph;

/* The scanned memory outside of the heap. */
static void **graph_spine;                        /* static data */
static void *graph_static_slots[GRAPH_STATIC_SLOTS]; /* static data */

static inline void *graph_reveal(uintptr_t hidden)
{
    return (void *)~hidden;
}

static inline uintptr_t graph_hide(const void *p)
{
    return ~(uintptr_t)p;
}

static inline void graph_lost(const char *what, const void *where,
                              const void *object, uint64_t id, int kind,
                              size_t words)
{
    printf("lost object: %s: number %" PRIu64 " of kind %d, %zu words at %p, "
           "its pointer at %p, process %d, collection %lu\n",
           what, id, kind, words, object, where, (int)getpid(),
           (unsigned long)GC_get_gc_no());
    fflush(stdout);
    _exit(1);
}

/* Runs when libgc says that the object is garbage. */
static void GC_CALLBACK graph_finalizer(void *object, void *client_data)
{
    atomic_int *live = client_data;

    if (atomic_load(live))
        graph_lost("finalized", NULL, object, ((uint64_t *)object)[1],
                   GRAPH_FINAL, 0);
    free(live);
    atomic_fetch_add(&graph.finalized, 1);
}

/* Every word of a small object, a few words of each page of a large one. */
static inline size_t graph_next_fill(size_t i, size_t words)
{
    if (i < 64 || words - i <= 8)
        return i + 1;
    return i + 61 < words - 8 ? i + 61 : words - 8;
}

/* It is still an object, and still this one. */
static inline void graph_check_identity(const struct graph_record *r,
                                        const void *where)
{
    const uint64_t *w = graph_reveal(r->hidden);

    if (w[0] != (GRAPH_MAGIC ^ r->id) || w[1] != r->id)
        graph_lost("overwritten", where, w, r->id, (int)r->kind, r->words);
    if (GC_base((void *)(uintptr_t)w) != (const void *)w)
        graph_lost("freed", where, w, r->id, (int)r->kind, r->words);
}

static inline void graph_check_object(const struct graph_record *r,
                                      const void *where)
{
    const uint64_t *w = graph_reveal(r->hidden);
    size_t i;

    graph_check_identity(r, where);
    if (w[2] != (r->next != NULL ? ~r->next->hidden : 0))
        graph_lost("its link was changed", where, w, r->id, (int)r->kind,
                   r->words);
    for (i = 3; i < r->words; i = graph_next_fill(i, r->words))
        if (w[i] != GRAPH_FILL(r->id, i))
            graph_lost("its contents were changed", where, w, r->id,
                       (int)r->kind, r->words);
}

static inline void graph_check_holder(const struct graph_holder *h)
{
    const uint64_t *w;

    if (h->hidden == 0)
        return;
    w = graph_reveal(h->hidden);
    if (w[0] != (GRAPH_MAGIC ^ h->id) || w[1] != h->id
        || GC_base((void *)(uintptr_t)w) != (const void *)w)
        graph_lost("holder", NULL, w, h->id, -1, h->words);
}

static inline void graph_check_slot(const struct graph_slot *slot)
{
    const struct graph_record *r = slot->record;
    const void *where = (const void *)slot->where;

    graph_check_holder(slot->holder);
    if (*slot->where != (r != NULL ? graph_reveal(r->hidden) : NULL))
        graph_lost("its pointer was changed", where,
                   r != NULL ? graph_reveal(r->hidden) : NULL,
                   r != NULL ? r->id : 0, r != NULL ? (int)r->kind : -1, 0);
    for (; r != NULL; where = graph_reveal(r->hidden), r = r->next)
        graph_check_object(r, where);
}

/* Stores a pointer; now and then it is the kernel that writes it. */
static inline void graph_store(struct graph_thread *t, void *volatile *where,
                               void *value)
{
    uint64_t way = test_random_below(&t->rng, 8);

    t->stores++;
    switch (way == 0 && graph.stored_by_program_only ? 7 : way) {
    case 0:
        CHECK_EQ(write(t->pipe[1], &value, sizeof(value)), sizeof(value));
        CHECK_EQ(read(t->pipe[0], (void *)(uintptr_t)where, sizeof(value)),
                 sizeof(value));
        t->by_read++;
        break;
    case 1:
        (void)__atomic_exchange_n(where, value, __ATOMIC_SEQ_CST);
        break;
    default:
        *where = value;
    }
    /* Until here the pointer is in a register or on the stack. */
    GC_reachable_here(value);
}

static inline enum graph_kind graph_random_kind(struct graph_thread *t)
{
    uint64_t x = test_random_below(&t->rng, 1000);

    return x < 450   ? GRAPH_PLAIN
           : x < 700 ? GRAPH_ATOMIC
           : x < 900 ? GRAPH_TYPED
           : x < 960 ? GRAPH_FINAL
           : x < 997 ? GRAPH_UNCOLLECTABLE
                     : GRAPH_LARGE;
}

static inline void *graph_allocate(struct graph_record *r)
{
    size_t bytes = r->words * sizeof(uint64_t);
    void *p = NULL;

    switch (r->kind) {
    case GRAPH_PLAIN:
    case GRAPH_FINAL:
    case GRAPH_LARGE:
        p = GC_MALLOC(bytes);
        break;
    case GRAPH_ATOMIC:
        p = GC_MALLOC_ATOMIC(bytes);
        break;
    case GRAPH_TYPED:
        p = GC_malloc_explicitly_typed(bytes, graph.typed);
        break;
    case GRAPH_UNCOLLECTABLE:
        p = GC_MALLOC_UNCOLLECTABLE(bytes);
        break;
    }
    CHECK(p != NULL);
    return p;
}

/* A new object; *out holds it until it is stored somewhere. */
static inline struct graph_record *graph_new(struct graph_thread *t,
                                             void *volatile *out)
{
    struct graph_record *r = calloc(1, sizeof(*r));
    uint64_t *w;
    size_t i;

    CHECK(r != NULL);
    r->id = atomic_fetch_add(&graph.next_id, 1) + 1;
    r->kind = graph_random_kind(t);
    r->words = r->kind == GRAPH_TYPED   ? GRAPH_TYPED_WORDS
               : r->kind == GRAPH_LARGE ? 600 + test_random_below(&t->rng, 4000)
                                        : 4 + test_random_below(&t->rng, 12);
    w = graph_allocate(r);
    *out = w;
    w[0] = GRAPH_MAGIC ^ r->id;
    w[1] = r->id;
    w[2] = 0;
    for (i = 3; i < r->words; i = graph_next_fill(i, r->words))
        w[i] = GRAPH_FILL(r->id, i);
    r->hidden = graph_hide(w);
    if (r->kind == GRAPH_FINAL) {
        r->live = malloc(sizeof(*r->live));
        CHECK(r->live != NULL);
        atomic_init(r->live, 1);
        GC_register_finalizer_no_order(w, graph_finalizer, r->live, NULL,
                                       NULL);
    }
    return r;
}

/* Says that nothing will point to these objects any more; to be called before
 * the last pointer goes away. */
static inline void graph_unlive(struct graph_record *r)
{
    for (; r != NULL; r = r->next)
        if (r->live != NULL)
            atomic_store(r->live, 0);
}

/* After the last pointer went away.  The records are no longer needed, and
 * uncollectable objects have to be freed by hand. */
static inline void graph_forget(struct graph_record *r)
{
    while (r != NULL) {
        struct graph_record *next = r->next;

        if (r->kind == GRAPH_UNCOLLECTABLE)
            GC_FREE(graph_reveal(r->hidden));
        free(r);
        r = next;
    }
}

static inline void graph_set_slot(struct graph_thread *t,
                                  struct graph_slot *slot,
                                  struct graph_record *r)
{
    struct graph_record *old = slot->record;

    graph_unlive(old);
    slot->record = r;
    graph_store(t, slot->where, r != NULL ? graph_reveal(r->hidden) : NULL);
    graph_forget(old);
}

static inline void graph_replace(struct graph_thread *t,
                                 struct graph_slot *slot)
{
    void *volatile keep;

    graph_set_slot(t, slot, graph_new(t, &keep));
    keep = NULL;
}

/* Hangs a new object between an object of the slot's chain and the next, or
 * cuts a long chain. */
static inline void graph_relink(struct graph_thread *t,
                                struct graph_slot *slot)
{
    struct graph_record *r = slot->record, *tail, *fresh;
    void *volatile keep;
    void *volatile *link;
    unsigned length = 0;

    for (; r != NULL && r->kind != GRAPH_ATOMIC; r = r->next)
        if (++length == GRAPH_CHAIN || test_random_below(&t->rng, 2) == 0)
            break;
    if (r == NULL || r->kind == GRAPH_ATOMIC) {
        graph_replace(t, slot);
        return;
    }
    graph_check_object(r, NULL);
    link = (void *volatile *)graph_reveal(r->hidden) + 2;
    tail = r->next;
    if (length == GRAPH_CHAIN) {
        graph_unlive(tail);
        r->next = NULL;
        graph_store(t, link, NULL);
        graph_forget(tail);
        return;
    }
    fresh = graph_new(t, &keep);
    if (fresh->kind != GRAPH_ATOMIC) {
        fresh->next = tail;
        graph_store(t, (void *volatile *)keep + 2,
                    tail != NULL ? graph_reveal(tail->hidden) : NULL);
        tail = NULL;
    }
    graph_unlive(tail);
    r->next = fresh;
    graph_store(t, link, keep);
    graph_forget(tail);
    keep = NULL;
}

/* The pointer leaves one slot and is in another from then on: what hides an
 * object from a marker that looks at each place once. */
static inline void graph_move(struct graph_thread *t, struct graph_slot *from,
                              struct graph_slot *to)
{
    struct graph_record *r = from->record;
    void *volatile keep;

    if (from == to || r == NULL)
        return;
    keep = graph_reveal(r->hidden);
    from->record = NULL;
    graph_store(t, from->where, NULL);
    graph_set_slot(t, to, r);
    keep = NULL;
    (void)keep;
}

static inline struct graph_slot *graph_random_slot(struct graph_thread *t,
                                                   struct graph_part *part)
{
    struct graph_slot *slot =
        part->slots + test_random_below(&t->rng, part->nslots);

    graph_check_slot(slot);
    t->verified++;
    return slot;
}

/* Locks one part, or two different ones in the order that all threads keep. */
static inline void graph_lock(struct graph_part *a, struct graph_part *b)
{
    pthread_mutex_lock(a < b ? &a->lock : &b->lock);
    if (a != b)
        pthread_mutex_lock(a < b ? &b->lock : &a->lock);
}

static inline void graph_unlock(struct graph_part *a, struct graph_part *b)
{
    pthread_mutex_unlock(&a->lock);
    if (a != b)
        pthread_mutex_unlock(&b->lock);
}

/* One random change. */
static inline void graph_step(struct graph_thread *t)
{
    struct graph_part *a =
        graph.parts + test_random_below(&t->rng, GRAPH_PARTS);
    struct graph_part *b = a;
    uint64_t x = test_random_below(&t->rng, 100);

    if (x < 10)
        b = graph.parts + test_random_below(&t->rng, GRAPH_PARTS);
    graph_lock(a, b);
    if (x < 25)
        graph_move(t, graph_random_slot(t, a), graph_random_slot(t, b));
    else if (x < 70)
        graph_replace(t, graph_random_slot(t, a));
    else if (x < 90)
        graph_relink(t, graph_random_slot(t, a));
    else
        (void)graph_random_slot(t, a);
    graph_unlock(a, b);
}

/* Looks at everything. */
static inline void graph_verify(void)
{
    size_t i, k;

    for (i = 0; i < GRAPH_PARTS; i++) {
        pthread_mutex_lock(&graph.parts[i].lock);
        for (k = 0; k < graph.parts[i].nslots; k++)
            graph_check_slot(graph.parts[i].slots + k);
        pthread_mutex_unlock(&graph.parts[i].lock);
    }
}

/* A live object that was freed can also bring libgc down, when the program
 * writes where libgc keeps the links of its free lists: then the object is
 * still there to be found.  A part that this thread or one that waits for it
 * has locked is not being changed, and looked at all the same; so only what no
 * change in progress can explain is looked for. */
static inline void graph_look_after_crash(int number)
{
    size_t i, k;

    printf("signal %d; looking for a lost object\n", number);
    fflush(stdout);
    for (i = 0; i < GRAPH_PARTS; i++) {
        struct graph_part *part = graph.parts + i;
        struct timespec until;

        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        (void)pthread_mutex_timedlock(&part->lock, &until);
        for (k = 0; k < part->nslots; k++) {
            const struct graph_record *r = part->slots[k].record;

            graph_check_holder(part->slots[k].holder);
            for (; r != NULL; r = r->next)
                graph_check_identity(r, (const void *)part->slots[k].where);
        }
    }
    printf("there is none\n");
    fflush(stdout);
    (void)raise(number); /* SA_RESETHAND: now it ends the process */
}

/* Not with libgc's own incremental mode, which lives on SIGSEGV. */
static inline void graph_catch_crashes(void)
{
    static const int numbers[] = { SIGSEGV, SIGBUS, SIGABRT };
    struct sigaction action;
    size_t i;

    memset(&action, 0, sizeof(action));
    action.sa_handler = graph_look_after_crash;
    action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
    for (i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        CHECK_EQ(sigaction(numbers[i], &action, NULL), 0);
}

/* So that a child of fork() finds no lock taken. */
static inline void graph_lock_all(void)
{
    size_t i;

    for (i = 0; i < GRAPH_PARTS; i++)
        pthread_mutex_lock(&graph.parts[i].lock);
}

static inline void graph_unlock_all(void)
{
    size_t i;

    for (i = 0; i < GRAPH_PARTS; i++)
        pthread_mutex_unlock(&graph.parts[i].lock);
}

/* --- setting up --------------------------------------------------------- */

static inline void graph_thread_start(struct graph_thread *t, uint64_t seed)
{
    memset(t, 0, sizeof(*t));
    t->rng.state = seed;
    CHECK_EQ(pipe(t->pipe), 0);
}

static inline void graph_thread_end(struct graph_thread *t)
{
    CHECK_EQ(close(t->pipe[0]) + close(t->pipe[1]), 0);
}

static inline void graph_add_slot(struct test_rng *rng, void *volatile *where,
                                  struct graph_holder *holder)
{
    struct graph_part *part =
        graph.parts + test_random_below(rng, GRAPH_PARTS);

    if ((part->nslots & (part->nslots - 1)) == 0) {
        part->slots =
            realloc(part->slots, (part->nslots * 2 + 1) * sizeof(*part->slots));
        CHECK(part->slots != NULL);
    }
    part->slots[part->nslots].where = where;
    part->slots[part->nslots].record = NULL;
    part->slots[part->nslots++].holder = holder;
}

static inline void graph_add_holder(struct test_rng *rng, void *object,
                                    size_t words, size_t step)
{
    struct graph_holder *h = graph.holders + graph.nholders;
    uint64_t *w = object;
    size_t i;

    CHECK(object != NULL);
    h->hidden = graph_hide(object);
    h->id = atomic_fetch_add(&graph.next_id, 1) + 1;
    h->words = words;
    h->spine = graph.nholders++;
    w[0] = GRAPH_MAGIC ^ h->id;
    w[1] = h->id;
    graph_spine[h->spine] = object;
    for (i = 2; i < words; i += step)
        graph_add_slot(rng, (void *volatile *)w + i, h);
}

/* Builds the graph; scale 100 is about 20 MB of live objects.  libgc has been
 * initialised.  On one thread, once. */
static inline void graph_build(struct graph_thread *t, unsigned scale)
{
    static struct graph_holder not_an_object;
    static const GC_word typed_bitmap[1] = { 1 << 2 };
    GC_word holder_bitmap[1] = { 0 };
    size_t small = 40 * scale, typed = 10 * scale, uncollectable = 2 * scale;
    size_t large = scale / 4 + 1, i, k;
    size_t count = small + typed + uncollectable + large;
    void **roots;

    for (i = 2; i < GRAPH_TYPED_HOLDER_WORDS; i += 2)
        holder_bitmap[0] |= (GC_word)1 << i;
    graph.typed = GC_make_descriptor(typed_bitmap, GRAPH_TYPED_WORDS);
    graph.typed_holder =
        GC_make_descriptor(holder_bitmap, GRAPH_TYPED_HOLDER_WORDS);
    for (i = 0; i < GRAPH_PARTS; i++)
        CHECK_EQ(pthread_mutex_init(&graph.parts[i].lock, NULL), 0);
    graph.holders = calloc(count, sizeof(*graph.holders));
    CHECK(graph.holders != NULL);
    graph_spine = GC_MALLOC(count * sizeof(*graph_spine));
    CHECK(graph_spine != NULL);
    for (i = 0; i < small; i++)
        graph_add_holder(&t->rng, GC_MALLOC(80), 10, 1);
    for (i = 0; i < typed; i++)
        graph_add_holder(&t->rng,
                         GC_malloc_explicitly_typed(
                             GRAPH_TYPED_HOLDER_WORDS * sizeof(GC_word),
                             graph.typed_holder),
                         GRAPH_TYPED_HOLDER_WORDS, 2);
    for (i = 0; i < uncollectable; i++)
        graph_add_holder(&t->rng, GC_MALLOC_UNCOLLECTABLE(256), 32, 1);
    for (i = 0; i < large; i++)
        graph_add_holder(&t->rng, GC_MALLOC(2000 * 8), 2000, 1);
    /* From late in a page to early in another: libgc 8.2.2 by itself forgets
     * the last page of such a root in its soft-dirty mode. */
    roots = mmap(NULL, (GRAPH_ROOT_SLOTS + 500) * sizeof(void *),
                 PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(roots != MAP_FAILED);
    roots += 500;
    GC_add_roots(roots, roots + GRAPH_ROOT_SLOTS);
    for (i = 0; i < GRAPH_ROOT_SLOTS && !graph.in_heap_only; i++)
        graph_add_slot(&t->rng, roots + i, &not_an_object);
    for (i = 0; i < GRAPH_STATIC_SLOTS && !graph.in_heap_only; i++)
        graph_add_slot(&t->rng, graph_static_slots + i, &not_an_object);
    for (i = 0; i < GRAPH_PARTS; i++)
        for (k = 0; k < graph.parts[i].nslots; k++)
            graph_replace(t, graph.parts[i].slots + k);
}

/* A collection now, of a random sort: mostly a step or a start of an
 * incremental one, seldom a full one. */
static inline void graph_collect(struct graph_thread *t)
{
    uint64_t x = test_random_below(&t->rng, 1000);

    if (x < 2)
        GC_gcollect();
    else if (x < 3)
        GC_gcollect_and_unmap();
    else if (x < 300)
        GC_start_incremental_collection();
    else
        (void)GC_collect_a_little();
}

/* Changes, with a collection forced now and then. */
static inline void graph_work(struct graph_thread *t, unsigned steps)
{
    while (steps-- > 0) {
        unsigned every = atomic_load(&graph.collect_every);

        graph_step(t);
        if (test_random_below(&t->rng, every != 0 ? every : 80) == 0)
            graph_collect(t);
    }
}

/* Other settings of libgc's incremental mode, and another number of changes
 * between collections: few pages are dirty then, or thousands.  By one thread
 * at a time. */
static inline void graph_shake_settings(struct graph_thread *t)
{
    static const unsigned every[] = { 40, 40, 80, 80, 80, 80, 80, 3000 };
    static const unsigned long ns[] = { 20000, 200000, 1000000, 3000000 };
    static const int rates[] = { 1, 4, 10, 40 };
    static const int full[] = { 3, 19, 200 };
    struct GC_timeval_s limit = { 0, 0 };

    limit.tv_nsec = ns[test_random_below(&t->rng, 4)];
    limit.tv_ms = limit.tv_nsec / 1000000;
    limit.tv_nsec %= 1000000;
    GC_set_time_limit_tv(limit);
    GC_set_rate(rates[test_random_below(&t->rng, 4)]);
    GC_set_max_prior_attempts(1 + (int)test_random_below(&t->rng, 4));
    GC_set_full_freq(full[test_random_below(&t->rng, 3)]);
    atomic_store(&graph.collect_every, every[test_random_below(&t->rng, 8)]);
}

#endif /* GRAPH_H */
