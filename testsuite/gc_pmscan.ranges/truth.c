/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: over thousands of random rounds, each page that threads wrote since
 *   the last sweep is in the dirty set, whatever else happened to the memory:
 *   MADV_DONTNEED, mprotect, parts unmapped and mapped anew, huge pages,
 *   writes by system calls, ranges added and removed, pages disarmed.  In
 *   rounds without an error no page is dirty that was not written, is not new
 *   and was not disarmed (bound: 0).
 * Limitations: the world is stopped in each sweep.  A page that was written
 *   and then discarded need not be reported, nor one that is gone.  The seed
 *   replays what each thread does, not how the threads meet.
 */
/* { dg-link "unit" } */
/* { dg-matrix "TRUTH_THREADS=1" "TRUTH_THREADS=2" "TRUTH_THREADS=8" } */
/* { dg-timeout 120 } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>

#include "dirty.h"

enum {
    SECTIONS = 14,
    MOST_PAGES = 512,
    MOST_THREADS = 8,
    ROUNDS = 6000,
    HUGE = 2 << 20
};

/* The first half of a section is written by all threads; of the second half
 * each thread has a part that it alone touches, and may discard or replace. */
struct section {
    unsigned char *start; /* NULL: never made */
    size_t pages;
    bool tracked;
    bool huge;
    unsigned char must[MOST_PAGES]; /* written since the last sweep */
    unsigned char fresh[MOST_PAGES]; /* new or disarmed, not yet reported */
};

struct mutator {
    pthread_t thread;
    unsigned number;
    struct test_rng rng;
    int zero;
    int pipe[2];
    /* a part that is unmapped from one round to the next */
    struct section *hole_in;
    size_t hole, hole_pages;
    /* a part that was replaced in this round, for the tracker to be told */
    struct section *replaced_in;
    size_t replaced, replaced_pages;
};

static struct gc_pmscan_tracker t;
static struct section sections[SECTIONS];
static struct mutator mutators[MOST_THREADS];
static unsigned nthreads;
static pthread_barrier_t start_line, finish_line;
static bool over;
static uintptr_t page;
static unsigned char *next_place, *places_end;
static unsigned long spurious, looked_at, written_pages, error_rounds;

static void set(unsigned char *flags, size_t from, size_t to, int value)
{
    for (; from < to; from++)
        __atomic_store_n(&flags[from], (unsigned char)value, __ATOMIC_RELAXED);
}

/* --- the mutators ------------------------------------------------------ */

static struct section *any_section(struct mutator *m)
{
    size_t i = test_random_below(&m->rng, SECTIONS), n;

    for (n = 0; n < SECTIONS; n++, i++)
        if (sections[i % SECTIONS].tracked)
            return &sections[i % SECTIONS];
    return NULL;
}

/* A random run of pages that this thread may write. */
static void writable_run(struct mutator *m, const struct section *s,
                         size_t *from, size_t *to)
{
    size_t half = s->pages / 2, each = half / nthreads;
    size_t begin = 0, end = half;

    if (test_random_below(&m->rng, 2) == 0 && s != m->hole_in) {
        begin = half + m->number * each;
        end = begin + each;
    }
    *from = begin + test_random_below(&m->rng, end - begin);
    *to = *from + 1;
    if (test_random_below(&m->rng, 6) == 0)
        *to += test_random_below(&m->rng, 40);
    *to = *to < end ? *to : end;
}

static void write_run(struct mutator *m)
{
    struct section *s = any_section(m);
    unsigned char *p;
    size_t from, to, offset;

    if (s == NULL)
        return;
    writable_run(m, s, &from, &to);
    offset = test_random_below(&m->rng, page - 8);
    p = page_at(s->start, from);
    switch (test_random_below(&m->rng, 6)) {
    case 0: /* the kernel writes */
        CHECK_EQ(read(m->zero, p, (to - from) * page),
                 (ssize_t)((to - from) * page));
        break;
    case 1:
        to = from + 1;
        CHECK_EQ(write(m->pipe[1], &offset, 8), 8);
        CHECK_EQ(read(m->pipe[0], p + offset, 8), 8);
        break;
    default:
        touch(p + offset, 0, to - from);
        break;
    }
    set(s->must, from, to, 1);
}

static void read_run(struct mutator *m)
{
    struct section *s = any_section(m);
    size_t from, to;

    if (s == NULL)
        return;
    for (writable_run(m, s, &from, &to); from < to; from++)
        (void)*(volatile unsigned char *)page_at(s->start, from);
}

/* A run in this thread's own part, or an empty one. */
static struct section *own_run(struct mutator *m, size_t *from, size_t *to)
{
    struct section *s = any_section(m);
    size_t each, begin;

    if (s == NULL || s == m->hole_in)
        return NULL;
    each = s->pages / 2 / nthreads;
    begin = s->pages / 2 + m->number * each;
    *from = begin + test_random_below(&m->rng, each);
    *to = *from + 1 + test_random_below(&m->rng, begin + each - *from);
    return s;
}

static void discard_run(struct mutator *m)
{
    size_t from, to;
    struct section *s = own_run(m, &from, &to);

    if (s == NULL)
        return;
    CHECK_EQ(madvise(page_at(s->start, from), (to - from) * page,
                     MADV_DONTNEED), 0);
    set(s->must, from, to, 0);
    set(s->fresh, from, to, 1);
}

static void protect_run(struct mutator *m)
{
    size_t from, to;
    struct section *s = own_run(m, &from, &to);

    if (s == NULL)
        return;
    CHECK_EQ(mprotect(page_at(s->start, from), (to - from) * page,
                      test_random_below(&m->rng, 2) ? PROT_NONE : PROT_READ),
             0);
    CHECK_EQ(mprotect(page_at(s->start, from), (to - from) * page,
                      PROT_READ | PROT_WRITE), 0);
}

static void map_here(struct section *s, size_t from, size_t pages)
{
    void *p = page_at(s->start, from);

    CHECK(mmap(p, pages * page, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == p);
    set(s->must, from, from + pages, 0);
    set(s->fresh, from, from + pages, 1);
}

/* Replaces a part, at once or with a sweep in between. */
static void replace_run(struct mutator *m)
{
    size_t from, to;
    struct section *s = own_run(m, &from, &to);

    if (s == NULL || m->hole_in != NULL)
        return;
    switch (test_random_below(&m->rng, 3)) {
    case 0:
        map_here(s, from, to - from);
        break;
    case 1:
        CHECK_EQ(munmap(page_at(s->start, from), (to - from) * page), 0);
        map_here(s, from, to - from);
        m->replaced_in = s;
        m->replaced = from;
        m->replaced_pages = to - from;
        break;
    default:
        CHECK_EQ(munmap(page_at(s->start, from), (to - from) * page), 0);
        set(s->must, from, to, 0);
        set(s->fresh, from, to, 1);
        m->hole_in = s;
        m->hole = from;
        m->hole_pages = to - from;
        break;
    }
}

static void mutate(struct mutator *m)
{
    unsigned n = (unsigned)test_random_below(&m->rng, 24);
    struct section *hole_in = m->hole_in;

    if (hole_in != NULL) {
        map_here(hole_in, m->hole, m->hole_pages);
        m->hole_in = NULL;
        if (test_random_below(&m->rng, 2) == 0 && m->hole_pages > 0) {
            touch(hole_in->start, m->hole, m->hole + 1);
            set(hole_in->must, m->hole, m->hole + 1, 1);
        }
    }
    while (n-- > 0) {
        switch (test_random_below(&m->rng, 16)) {
        case 0:
            discard_run(m);
            break;
        case 1:
            protect_run(m);
            break;
        case 2:
            read_run(m);
            break;
        case 3:
            if (test_random_below(&m->rng, 12 * nthreads) == 0)
                replace_run(m);
            break;
        default:
            write_run(m);
            break;
        }
    }
}

static void *mutator_main(void *argument)
{
    struct mutator *m = argument;

    for (;;) {
        (void)pthread_barrier_wait(&start_line);
        if (over)
            return NULL;
        mutate(m);
        (void)pthread_barrier_wait(&finish_line);
    }
}

/* --- between the rounds, with the world stopped ------------------------- */

static void make_section(struct test_rng *rng, struct section *s)
{
    s->pages = 64 + test_random_below(rng, MOST_PAGES - 64 + 1);
    s->huge = test_random_below(rng, 4) == 0 && page * MOST_PAGES == HUGE;
    if (s->huge) {
        s->pages = MOST_PAGES;
        next_place += (uintptr_t)-(uintptr_t)next_place & (HUGE - 1);
    } else if (test_random_below(rng, 2) == 0) {
        next_place += page * (1 + test_random_below(rng, 30));
    }
    s->start = next_place;
    next_place = page_at(next_place, s->pages);
    CHECK(next_place <= places_end);
    CHECK_EQ(mprotect(s->start, s->pages * page, PROT_READ | PROT_WRITE), 0);
    set(s->fresh, 0, s->pages, 1);
    if (s->huge)
        (void)madvise(s->start, HUGE, MADV_HUGEPAGE);
    if (s->huge || test_random_below(rng, 2) == 0)
        touch(s->start, 0, s->pages);
}

static void change_sections(struct test_rng *rng)
{
    struct section *s = &sections[test_random_below(rng, SECTIONS)];
    size_t from;
    unsigned i;

    if (!s->tracked) {
        if (s->start == NULL)
            make_section(rng, s);
        /* What was written before it was tracked is dirty too. */
        set(s->must, 0, s->pages, 0);
        set(s->fresh, 0, s->pages, 1);
        from = test_random_below(rng, s->pages);
        touch(s->start, from, s->pages);
        set(s->must, from, s->pages, 1);
        dirty_add(&t, s->start, s->pages);
        s->tracked = true;
    } else {
        for (i = 0; i < nthreads; i++)
            if (mutators[i].hole_in == s)
                return;
        CHECK_EQ(gc_pmscan_tracker_remove(
                     &t, (uintptr_t)s->start,
                     (uintptr_t)page_at(s->start, s->pages)), 0);
        s->tracked = false;
    }
}

static void tell_of_replaced(struct test_rng *rng)
{
    unsigned i;

    for (i = 0; i < nthreads; i++) {
        struct mutator *m = &mutators[i];

        if (m->replaced_in != NULL && test_random_below(rng, 2) == 0)
            gc_pmscan_tracker_remapped(
                &t, (uintptr_t)page_at(m->replaced_in->start, m->replaced),
                (uintptr_t)page_at(m->replaced_in->start,
                                   m->replaced + m->replaced_pages));
        m->replaced_in = NULL;
    }
}

/* While the threads run, as the library does it. */
static void disarm_some(struct test_rng *rng)
{
    struct section *s = &sections[test_random_below(rng, SECTIONS)];
    size_t from, to;

    if (!s->tracked)
        return;
    from = test_random_below(rng, s->pages);
    to = from + 1 + test_random_below(rng, s->pages - from);
    set(s->fresh, from, to, 1);
    gc_pmscan_tracker_disarm(&t, (uintptr_t)page_at(s->start, from),
                             (uintptr_t)page_at(s->start, to));
}

static void compare(unsigned long round, struct section *s,
                    const struct gc_pmscan_dirty_set *dirty, bool exact)
{
    size_t i;

    for (i = 0; i < s->pages; i++) {
        bool is = dirty_is(dirty, (uintptr_t)page_at(s->start, i));

        if (s->must[i] && !is) {
            printf("lost page: round %lu, section %d, page %zu of %zu%s\n",
                   round, (int)(s - sections), i, s->pages,
                   s->huge ? ", huge" : "");
            fflush(stdout);
            _exit(1);
        }
        written_pages += s->must[i];
        if (exact) {
            looked_at++;
            if (is && !s->must[i] && !s->fresh[i])
                spurious++;
        }
        s->must[i] = 0;
        /* With an error all of a range is dirty, also what was never touched
         * and so is not armed. */
        if (is && exact)
            s->fresh[i] = 0;
    }
}

static void run_round(struct test_rng *rng, unsigned long round)
{
    uint64_t errors = t.errors;
    struct gc_pmscan_dirty_set dirty;
    size_t i;

    (void)pthread_barrier_wait(&start_line);
    if (test_random_below(rng, 3) == 0)
        disarm_some(rng);
    (void)pthread_barrier_wait(&finish_line);
    tell_of_replaced(rng);
    gc_pmscan_tracker_sweep(&t);
    memset(&dirty, 0, sizeof(dirty));
    gc_pmscan_tracker_dirty_set(&t, &dirty);
    dirty_check_form(&dirty);
    error_rounds += t.errors != errors;
    for (i = 0; i < SECTIONS; i++)
        if (sections[i].tracked)
            compare(round, &sections[i], &dirty, t.errors == errors);
    if (test_random_below(rng, 12) == 0)
        change_sections(rng);
}

static void start_mutators(struct test_rng *rng)
{
    unsigned i;

    CHECK_EQ(pthread_barrier_init(&start_line, NULL, nthreads + 1), 0);
    CHECK_EQ(pthread_barrier_init(&finish_line, NULL, nthreads + 1), 0);
    for (i = 0; i < nthreads; i++) {
        struct mutator *m = &mutators[i];

        m->number = i;
        m->rng.state = test_random(rng);
        m->zero = open("/dev/zero", O_RDONLY);
        CHECK(m->zero >= 0);
        CHECK_EQ(pipe(m->pipe), 0);
        CHECK_EQ(pthread_create(&m->thread, NULL, mutator_main, m), 0);
    }
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    const char *threads = getenv("TRUTH_THREADS");
    unsigned long round, rounds = test_rounds(ROUNDS);
    size_t room, i;

    nthreads = threads != NULL ? (unsigned)atoi(threads) : 2;
    CHECK(nthreads >= 1 && nthreads <= MOST_THREADS);
    dirty_open(&t);
    page = gc_pmscan_page_size();
    room = (size_t)SECTIONS * (MOST_PAGES * page + HUGE + 32 * page);
    next_place = mmap(NULL, room, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(next_place != MAP_FAILED);
    places_end = next_place + room;
    for (i = 0; i < 4; i++)
        change_sections(&rng);
    start_mutators(&rng);
    for (round = 0; round < rounds; round++)
        run_round(&rng, round);
    over = true;
    (void)pthread_barrier_wait(&start_line);
    for (i = 0; i < nthreads; i++)
        CHECK_EQ(pthread_join(mutators[i].thread, NULL), 0);
    printf("%lu rounds, %lu with errors; %lu pages written; of %lu looked at "
           "in rounds without errors %lu were dirty for no reason\n",
           rounds, error_rounds, written_pages, looked_at, spurious);
    CHECK(written_pages > 0 && looked_at > 0);
    CHECK_EQ(spurious, 0);
    gc_pmscan_tracker_close(&t);
    return 0;
}
