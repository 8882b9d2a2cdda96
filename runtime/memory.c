/* SPDX-License-Identifier: MIT */
/*
 * What a program may see of its memory, the library (pmscan gc): weak pairs,
 * guardians, collections and their pauses.
 *
 * In: objects.  Out: objects that are still or again alive, numbers.
 */
#include <gc_pmscan.h>

#include "args.h"

/* The first byte of what v points to, or NULL. */
static void *base_of(value v)
{
    if (is_pair(v))
        return pair_of(v);
    return is_object(v) ? object_of(v) : NULL;
}

/* ---- Weak pairs ----------------------------------------------------------- */

struct weak_pair {
    uint64_t header;
    uint64_t car; /* hidden; 0 when it is gone */
    value cdr;
};

static value weak_cons(struct thread *t, int argc, value *argv)
{
    struct weak_pair *w = pms_alloc_small(t, sizeof *w);
    void *base = base_of(argv[0]);

    (void)argc;
    w->header = make_header(PMS_T_WEAK_PAIR, 0);
    w->car = pms_hide(argv[0]);
    w->cdr = argv[1];
    if (base != NULL && !pms_weak_register(&w->car, base))
        pms_raise_heap_exhausted(t);
    return value_of(w);
}

static struct weak_pair *need_weak(struct thread *t, const char *who, value *argv)
{
    need_type(t, who, argv, 0, PMS_T_WEAK_PAIR);
    return object_of(argv[0]);
}

static value weak_pair_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(has_type(argv[0], PMS_T_WEAK_PAIR));
}

/* #f when it is gone. */
static value weak_car(struct thread *t, int argc, value *argv)
{
    value v = pms_weak_get(&need_weak(t, "weak-car", argv)->car);

    (void)argc;
    return v == 0 ? PMS_FALSE : v;
}

static value weak_cdr(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return need_weak(t, "weak-cdr", argv)->cdr;
}

static value weak_set_cdr(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_weak(t, "weak-set-cdr!", argv)->cdr = argv[1];
    return PMS_UNSPECIFIED;
}

static value weak_broken_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return make_bool(need_weak(t, "weak-pair-broken?", argv)->car == 0);
}

/* ---- Guardians ------------------------------------------------------------ */

/* Objects that nobody else refers to, in a list. */
struct guardian {
    uint64_t header;
    value ready;
};

/* What libgc keeps with an object: the guardians that want it, and what has to
 * be added to its address to have a value.  The pairs of the list become the
 * cells of the ready lists, so that nothing is allocated when the time comes. */
struct registration {
    uint64_t displacement;
    value guardians;
};

static pthread_mutex_t ready_lock = PTHREAD_MUTEX_INITIALIZER;

static void came_free(void *object, void *data)
{
    struct registration *r = data;
    value v = value_of(object) + r->displacement, cell = r->guardians, next;

    pthread_mutex_lock(&ready_lock);
    for (; is_pair(cell); cell = next) {
        struct guardian *g = object_of(car(cell));

        next = cdr(cell);
        set_car(cell, v);
        set_cdr(cell, g->ready);
        g->ready = cell;
    }
    pthread_mutex_unlock(&ready_lock);
}

static value make_guardian(struct thread *t, int argc, value *argv)
{
    struct guardian *g = pms_alloc_small(t, sizeof *g);

    (void)argc;
    (void)argv;
    g->header = make_header(PMS_T_GUARDIAN, 0);
    g->ready = PMS_NIL;
    return value_of(g);
}

static value guardian_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(has_type(argv[0], PMS_T_GUARDIAN));
}

/* (guardian-register! guardian object): an object more than once, or with more
 * than one guardian, comes out as often.  What is no object never does. */
static value guardian_register(struct thread *t, int argc, value *argv)
{
    void *base = base_of(argv[1]);
    struct registration *r, *old;

    (void)argc;
    need_type(t, "guardian-register!", argv, 0, PMS_T_GUARDIAN);
    if (base == NULL)
        return PMS_UNSPECIFIED;
    r = pms_alloc_small(t, sizeof *r);
    r->displacement = argv[1] - value_of(base);
    r->guardians = pms_cons(t, argv[0], PMS_NIL);
    old = pms_set_finalizer(base, came_free, r);
    if (old != NULL)
        set_cdr(r->guardians, old->guardians);
    return PMS_UNSPECIFIED;
}

/* (guardian-next! guardian): an object that came free, or #f. */
static value guardian_next(struct thread *t, int argc, value *argv)
{
    struct guardian *g;
    value v = PMS_FALSE;

    (void)argc;
    need_type(t, "guardian-next!", argv, 0, PMS_T_GUARDIAN);
    pms_run_finalizers();
    g = object_of(argv[0]);
    pthread_mutex_lock(&ready_lock);
    if (is_pair(g->ready)) {
        v = car(g->ready);
        g->ready = cdr(g->ready);
    }
    pthread_mutex_unlock(&ready_lock);
    return v;
}

/* ---- Collections ---------------------------------------------------------- */

static value gc(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    (void)argv;
    pms_collect();
    pms_run_finalizers();
    return PMS_UNSPECIFIED;
}

static value entry(struct thread *t, const char *name, value v, value rest)
{
    return pms_cons(t, pms_cons(t, pms_intern(t, name), v), rest);
}

static value number_entry(struct thread *t, const char *name, uint64_t n,
                          value rest)
{
    return entry(t, name, pms_make_unsigned(t, n), rest);
}

/* Who finds dirty pages: a symbol. */
static value provider(struct thread *t)
{
    enum gc_pmscan_state state = gc_pmscan_state();

    if (!pms_heap_is_incremental())
        return pms_intern(t, "off");
    return pms_intern(t, state == GC_PMSCAN_STATE_ACTIVE ||
                                 state == GC_PMSCAN_STATE_DEGRADED
                             ? "pmscan" : "stock");
}

/* An association list; times are in nanoseconds. */
static value gc_stats(struct thread *t, int argc, value *argv)
{
    struct gc_pmscan_stats pmscan = {.size = sizeof pmscan};
    struct pms_gc_stats gc;
    value l = PMS_NIL;

    (void)argc;
    (void)argv;
    pms_gc_stats(&gc);
    if (gc_pmscan_get_stats(&pmscan) == 0) {
        l = number_entry(t, "dirty-pages", pmscan.dirty_pages, l);
        l = number_entry(t, "sweeps", pmscan.sweeps, l);
    }
    l = number_entry(t, "longest-pause", gc.pause_ns_longest, l);
    l = number_entry(t, "total-pause", gc.pause_ns_total, l);
    l = number_entry(t, "pauses", gc.pauses, l);
    l = number_entry(t, "allocated-bytes", gc.allocated_bytes, l);
    l = number_entry(t, "free-bytes", gc.free_bytes, l);
    l = number_entry(t, "heap-bytes", gc.heap_bytes, l);
    l = number_entry(t, "collections", gc.collections, l);
    return entry(t, "dirty-page-provider", provider(t), l);
}

/* The latest pauses, oldest first, in nanoseconds. */
static value gc_pauses(struct thread *t, int argc, value *argv)
{
    size_t n = 4096;
    uint64_t *ns = pms_alloc_atomic(t, n * sizeof *ns);
    value l = PMS_NIL;

    (void)argc;
    (void)argv;
    n = pms_gc_pauses(ns, n);
    while (n-- > 0)
        l = pms_cons(t, pms_make_unsigned(t, ns[n]), l);
    return l;
}

const struct primitive pms_memory_primitives[] = {
    {"weak-cons", 2, 2, weak_cons},
    {"weak-pair?", 1, 1, weak_pair_p},
    {"weak-car", 1, 1, weak_car},
    {"weak-cdr", 1, 1, weak_cdr},
    {"weak-set-cdr!", 2, 2, weak_set_cdr},
    {"weak-pair-broken?", 1, 1, weak_broken_p},
    {"make-guardian", 0, 0, make_guardian},
    {"guardian?", 1, 1, guardian_p},
    {"guardian-register!", 2, 2, guardian_register},
    {"guardian-next!", 1, 1, guardian_next},
    {"gc", 0, 0, gc},
    {"gc-stats", 0, 0, gc_stats},
    {"gc-pauses", 0, 0, gc_pauses},
    {NULL, 0, 0, NULL},
};
