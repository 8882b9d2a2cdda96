/* SPDX-License-Identifier: MIT */
/*
 * Memory: the only file that calls libgc.
 *
 * In: sizes, objects, threads.  Out: what alloc.h says.  It knows nothing of
 * the types of Scheme but that pairs are displaced by 2.
 */
#define GC_THREADS
#include <gc/gc.h>
#include <gc/gc_inline.h>
#include <gc/gc_mark.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "alloc.h"
#include "primitive.h"

/* Pauses, written under libgc's lock with the world about to run. */
#define PAUSES 4096
static uint64_t pause_ns[PAUSES];
static uint64_t pause_count, pause_total, pause_longest, pause_start;
static GC_on_collection_event_proc outer_event;

/* ---- The heap ------------------------------------------------------------- */

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void (*pms_before_collection)(void);

static void GC_CALLBACK on_event(GC_EventType event)
{
    uint64_t ns;

    if (outer_event != NULL)
        outer_event(event);
    if (event == GC_EVENT_PRE_STOP_WORLD) {
        if (pms_before_collection != NULL)
            pms_before_collection();
        pause_start = now_ns();
    } else if (event == GC_EVENT_POST_START_WORLD && pause_start != 0) {
        ns = now_ns() - pause_start;
        pause_ns[pause_count++ % PAUSES] = ns;
        pause_total += ns;
        if (ns > pause_longest)
            pause_longest = ns;
        pause_start = 0;
    }
}

/* PMSCHEME_GC_STRESS=N, for tests: a collection at one of N allocations that
 * leave the lists, at random; in incremental mode a step of one as often. */
static unsigned stress;

static void collect_at_random(void)
{
    static uint64_t state;

    state = state * 6364136223846793005 + 1442695040888963407;
    if ((state >> 33) % stress == 0) {
        if (state >> 63 && GC_is_incremental_mode())
            GC_collect_a_little();
        else
            GC_gcollect();
    }
}

static inline void before_allocation(void)
{
    if (PMS_UNLIKELY(stress != 0))
        collect_at_random();
}

static _Noreturn void exhausted(struct thread *t)
{
    if (t == NULL)
        t = pms_current_thread();
    if (t == NULL) {
        fputs("pmscheme: out of memory\n", stderr);
        abort();
    }
    pms_raise_heap_exhausted(t);
}

/* GMP links its temporary blocks through their first word, and keeps no other
 * pointer to the base of most of them: in all blocks that can be one libgc
 * looks at this word, and at no limb but the first. */
#define GMP_LINKED 24
static int linked_kind;

/* libgc says that there is no more as soon as it can't take more from the
 * system; there may be garbage then. */
static void *retry(void *(*allocate)(size_t), size_t bytes)
{
    GC_gcollect();
    return allocate(bytes);
}

static void *gmp_allocate(size_t bytes)
{
    void *p;

    before_allocation();
    p = bytes >= GMP_LINKED ? GC_generic_malloc(bytes, linked_kind)
                            : GC_malloc_atomic(bytes);
    if (PMS_UNLIKELY(p == NULL))
        exhausted(NULL);
    return p;
}

static void gmp_free(void *p, size_t bytes);

/* Not GC_realloc: a block that grows may have to be of the other kind. */
static void *gmp_reallocate(void *old, size_t old_bytes, size_t bytes)
{
    void *p = gmp_allocate(bytes);

    memcpy(p, old, old_bytes < bytes ? old_bytes : bytes);
    gmp_free(old, old_bytes);
    return p;
}

/* libgc's lock costs more than a small block is worth. */
static void gmp_free(void *p, size_t bytes)
{
    if (bytes >= 1024)
        GC_free(p);
}

void pms_heap_init(void)
{
    static bool done;
    const char *text = getenv("PMSCHEME_GC_STRESS");

    if (done)
        return;
    done = true;
    if (text != NULL)
        stress = (unsigned)strtoul(text, NULL, 10);
    if (!GC_is_init_called())
        GC_set_all_interior_pointers(0);
    GC_INIT();
    GC_set_finalize_on_demand(1);
    GC_set_warn_proc(GC_ignore_warn_proc);
    GC_allow_register_threads();
    GC_register_displacement(2);
    outer_event = GC_get_on_collection_event();
    GC_set_on_collection_event(on_event);
    linked_kind = (int)GC_new_kind(GC_new_free_list(),
                                   sizeof(void *) | GC_DS_LENGTH, 0, 0);
    mp_set_memory_functions(gmp_allocate, gmp_reallocate, gmp_free);
}

void pms_heap_enable_incremental(void)
{
    GC_enable_incremental();
}

bool pms_heap_is_incremental(void)
{
    return GC_is_incremental_mode() != 0;
}

static size_t heap_limit, heap_stretch;

void pms_heap_set_limit(size_t bytes)
{
    heap_limit = bytes;
    heap_stretch = 0;
    GC_set_max_heap_size(bytes);
}

bool pms_heap_stretch(void)
{
    if (heap_limit == 0 || heap_stretch >= heap_limit / 4)
        return false;
    heap_stretch += 2 << 20;
    GC_set_max_heap_size(heap_limit + heap_stretch);
    return true;
}

size_t pms_heap_size(void)
{
    return GC_get_heap_size();
}

void pms_collect(void)
{
    GC_gcollect();
}

/* ---- Objects -------------------------------------------------------------- */

void *pms_refill(struct thread *t, unsigned granules)
{
    struct pms_allocator *a = (struct pms_allocator *)t;
    void *list = NULL;
    void **first;

    before_allocation();
    GC_generic_malloc_many((size_t)granules * 16, GC_I_NORMAL, &list);
    if (PMS_UNLIKELY(list == NULL)) {
        GC_gcollect();
        GC_generic_malloc_many((size_t)granules * 16, GC_I_NORMAL, &list);
        if (list == NULL)
            exhausted(t);
    }
    first = list;
    a->free[granules] = *first;
    *first = NULL;
    return first;
}

void *pms_alloc(struct thread *t, size_t bytes)
{
    void *p;

    if (bytes <= 16 * PMS_LISTS && bytes != 0)
        return pms_alloc_granules(t, (unsigned)((bytes + 15) / 16));
    before_allocation();
    p = GC_malloc(bytes);
    if (PMS_UNLIKELY(p == NULL) && (p = retry(GC_malloc, bytes)) == NULL)
        exhausted(t);
    return p;
}

void *pms_alloc_atomic(struct thread *t, size_t bytes)
{
    void *p;

    before_allocation();
    p = GC_malloc_atomic(bytes);
    if (PMS_UNLIKELY(p == NULL) && (p = retry(GC_malloc_atomic, bytes)) == NULL)
        exhausted(t);
    return p;
}

void *pms_try_alloc_atomic(size_t bytes)
{
    return GC_malloc_atomic(bytes);
}

void *pms_alloc_root(struct thread *t, size_t bytes)
{
    void *p = GC_malloc_uncollectable(bytes);

    if (PMS_UNLIKELY(p == NULL) && (p = retry(GC_malloc_uncollectable, bytes)) == NULL)
        exhausted(t);
    return p;
}

void pms_free_root(void *memory)
{
    GC_free(memory);
}

void pms_free(void *memory)
{
    GC_free(memory);
}

value pms_box_flonum(struct thread *t, double d)
{
    struct flonum *f = pms_alloc_atomic(t, sizeof *f);

    f->header = make_header(PMS_T_FLONUM, 0);
    f->d = d;
    return value_of(f);
}

/* Lengths beyond this can't be had and would overflow. */
#define LENGTH_MAX ((size_t)1 << 44)

value pms_make_vector(struct thread *t, size_t length, value fill)
{
    struct vector *v;
    size_t i;

    if (length > LENGTH_MAX)
        exhausted(t);
    v = pms_alloc(t, sizeof *v + length * sizeof(value));
    v->header = make_header(PMS_T_VECTOR, length);
    for (i = 0; i < length; i++)
        v->items[i] = fill;
    return value_of(v);
}

value pms_make_bytevector(struct thread *t, size_t length)
{
    struct bytevector *v;

    if (length > LENGTH_MAX)
        exhausted(t);
    v = pms_alloc_atomic(t, sizeof *v + length);
    v->header = make_header(PMS_T_BYTEVECTOR, length);
    return value_of(v);
}

value pms_make_string(struct thread *t, size_t length)
{
    struct string *s;

    if (length > LENGTH_MAX)
        exhausted(t);
    s = pms_alloc_atomic(t, sizeof *s + length * sizeof(uint32_t));
    s->header = make_header(PMS_T_STRING, length);
    return value_of(s);
}

value pms_make_box(struct thread *t, value content)
{
    struct box *b = pms_alloc_small(t, sizeof *b);

    b->header = make_header(PMS_T_BOX, 0);
    b->content = content;
    return value_of(b);
}

value pms_make_values(struct thread *t, size_t n, const value *items)
{
    struct values *v = pms_alloc(t, sizeof *v + n * sizeof(value));

    v->header = make_header(PMS_T_VALUES, n);
    memcpy(v->items, items, n * sizeof(value));
    return value_of(v);
}

/* ---- Threads -------------------------------------------------------------- */

int pms_thread_create(pthread_t *id, const pthread_attr_t *attributes,
                      void *(*function)(void *), void *argument)
{
    return GC_pthread_create(id, attributes, function, argument);
}

void pms_thread_register(void)
{
    struct GC_stack_base base;

    if (!GC_thread_is_registered() && GC_get_stack_base(&base) == GC_SUCCESS)
        GC_register_my_thread(&base);
}

void pms_thread_unregister(void)
{
    GC_unregister_my_thread();
}

/* ---- Life and death ------------------------------------------------------- */

void *pms_set_finalizer(void *object, void (*function)(void *, void *),
                        void *data)
{
    GC_finalization_proc old_function = NULL;
    void *old_data = NULL;

    GC_register_finalizer_no_order(object, function, data, &old_function,
                                   &old_data);
    return old_data;
}

int pms_run_finalizers(void)
{
    return GC_invoke_finalizers();
}

bool pms_finalizers_waiting(void)
{
    return GC_should_invoke_finalizers() != 0;
}

bool pms_weak_register(uint64_t *slot, void *object)
{
    return GC_general_register_disappearing_link((void **)slot, object) !=
           GC_NO_MEMORY;
}

static void *GC_CALLBACK reveal(void *slot)
{
    uint64_t hidden = *(uint64_t *)slot;

    return hidden == 0 ? NULL : (void *)(uintptr_t)~hidden;
}

/* Under libgc's lock: between the look and the use the object can't go. */
value pms_weak_get(uint64_t *slot)
{
    return value_of(GC_call_with_alloc_lock(reveal, slot));
}

/* ---- What the collector did ----------------------------------------------- */

void pms_gc_stats(struct pms_gc_stats *stats)
{
    struct GC_prof_stats_s prof;

    memset(&prof, 0, sizeof prof);
    GC_get_prof_stats(&prof, sizeof prof);
    stats->collections = prof.gc_no;
    stats->heap_bytes = prof.heapsize_full;
    stats->free_bytes = prof.free_bytes_full;
    stats->allocated_bytes =
        prof.allocd_bytes_before_gc + prof.bytes_allocd_since_gc;
    stats->pauses = pause_count;
    stats->pause_ns_total = pause_total;
    stats->pause_ns_longest = pause_longest;
}

struct pause_copy {
    uint64_t *ns;
    size_t room;
};

static void *GC_CALLBACK copy_pauses(void *argument)
{
    struct pause_copy *copy = argument;
    size_t n = pause_count < PAUSES ? (size_t)pause_count : PAUSES;
    size_t i;

    if (n > copy->room)
        n = copy->room;
    for (i = 0; i < n; i++)
        copy->ns[i] = pause_ns[(pause_count - n + i) % PAUSES];
    copy->room = n;
    return NULL;
}

size_t pms_gc_pauses(uint64_t *ns, size_t room)
{
    struct pause_copy copy = {ns, room};

    GC_call_with_alloc_lock(copy_pauses, &copy);
    return copy.room;
}
