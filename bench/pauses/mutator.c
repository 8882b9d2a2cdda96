/* SPDX-License-Identifier: MIT */
/*
 * A thread that allocates; see mutator.h.
 */
#define _GNU_SOURCE
#define GC_THREADS 1

#include "mutator.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <gc/gc.h>

#include "../workloads/support.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct mutator *all;

struct mutator *mutator_new(void)
{
    struct mutator *m = support_not_null("pause", calloc(1, sizeof *m));

    if (histogram_open(&m->calls) < 0)
        (void)support_not_null("pause", NULL);
    (void)pthread_mutex_lock(&lock);
    m->next = all;
    all = m;
    (void)pthread_mutex_unlock(&lock);
    return m;
}

struct mutator *mutator_list(void)
{
    return all;
}

void mutator_clear_all(void)
{
    struct mutator *m;

    for (m = all; m != NULL; m = m->next) {
        histogram_clear(&m->calls);
        m->long_calls.count = 0;
    }
}

static inline void *done(struct mutator *m, uint64_t began, void *p)
{
    uint64_t ended = support_now_ns();

    histogram_record(&m->calls, ended - began);
    if (ended - began > MUTATOR_LONG_CALL)
        intervals_add(&m->long_calls, began, ended);
    return support_not_null("pause", p);
}

void *mutator_alloc(struct mutator *m, size_t bytes)
{
    uint64_t began = support_now_ns();

    return done(m, began, GC_MALLOC(bytes));
}

void *mutator_alloc_leaf(struct mutator *m, size_t bytes)
{
    uint64_t began = support_now_ns();

    return done(m, began, GC_MALLOC_ATOMIC(bytes));
}
