/* SPDX-License-Identifier: MIT */
/*
 * Threads, mutexes and condition variables of SRFI 18.
 *
 * In: procedures to run.  Out: POSIX threads that libgc knows, each with a
 * machine of its own.  Time is in seconds since 1970; what raises, and what
 * takes times in other forms, is in scheme/threads.scm.
 *
 * One lock for all; each object has a condition variable of its own.  Nothing
 * is allocated or raised while the lock is held.
 */
#include "srfi18.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <time.h>

#include "args.h"
#include "boot.h"
#include "env.h"
#include "interrupt.h"

enum phase { THREAD_NEW, THREAD_RUNNING, THREAD_ENDED };

struct thread_object {
    uint64_t header;      /* PMS_T_THREAD */
    value name, specific, thunk;
    value result;         /* what it returned, or raised */
    value end;            /* a symbol: normal, uncaught, terminated */
    struct thread *t;     /* while it runs */
    struct mutex *owned;  /* a list */
    enum phase phase;
    bool is_main;
    pthread_cond_t ended;
};

struct mutex {
    uint64_t header;      /* PMS_T_MUTEX */
    value name, specific;
    struct thread_object *owner;
    struct mutex *next;   /* owned by the same thread */
    bool locked, abandoned;
    pthread_cond_t released;
};

struct condvar {
    uint64_t header;      /* PMS_T_CONDVAR */
    value name, specific;
    uint64_t waiters, signals;
    pthread_cond_t signalled;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static value symbol_normal, symbol_uncaught, symbol_terminated, symbol_timeout,
    symbol_abandoned, symbol_not_owned, symbol_not_abandoned;

static struct thread_object *self_of(struct thread *t)
{
    return object_of(t->self);
}

static struct thread_object *need_thread(struct thread *t, const char *who,
                                         value *argv, int i)
{
    need_type(t, who, argv, i, PMS_T_THREAD);
    return object_of(argv[i]);
}

static struct mutex *need_mutex(struct thread *t, const char *who, value *argv)
{
    need_type(t, who, argv, 0, PMS_T_MUTEX);
    return object_of(argv[0]);
}

static struct condvar *need_condvar(struct thread *t, const char *who,
                                    value *argv, int i)
{
    need_type(t, who, argv, i, PMS_T_CONDVAR);
    return object_of(argv[i]);
}

/* ---- Waiting --------------------------------------------------------------- */

/* A time argument: #f waits for ever. */
static bool deadline_arg(value v, struct timespec *at)
{
    double d;

    if (!is_flonum(v))
        return false;
    d = flonum_double(v);
    if (!(d > 0))
        d = 0;
    if (d > 1e15)
        d = 1e15;
    at->tv_sec = (time_t)d;
    at->tv_nsec = (long)((d - floor(d)) * 1e9);
    return true;
}

/* Waits with the lock held.  False: the time is over, or the thread is to be
 * interrupted.  A signal does not end a wait on a condition variable: the
 * main thread, which gets SIGINT, looks up every now and then. */
static bool wait_on(struct thread *t, pthread_cond_t *cond,
                    const struct timespec *at)
{
    struct timespec soon;
    bool in_time = true, is_last = true;

    clock_gettime(CLOCK_REALTIME, &soon);
    soon.tv_nsec += 100000000;
    soon.tv_sec += soon.tv_nsec / 1000000000;
    soon.tv_nsec %= 1000000000;
    if (at == NULL || at->tv_sec > soon.tv_sec ||
        (at->tv_sec == soon.tv_sec && at->tv_nsec > soon.tv_nsec)) {
        at = &soon;
        is_last = false;
    }
    t->waiting = cond;
    if (!t->interrupts)
        in_time = pthread_cond_timedwait(cond, &lock, at) != ETIMEDOUT;
    t->waiting = NULL;
    return (in_time || !is_last) && !t->interrupts;
}

/* With the lock held; let go and taken again when there is an interrupt. */
static void poll_unlocked(struct thread *t)
{
    if (!t->interrupts)
        return;
    pthread_mutex_unlock(&lock);
    pms_poll(t);
    pthread_mutex_lock(&lock);
}

/* ---- Threads --------------------------------------------------------------- */

static struct thread_object *make_thread_object(struct thread *t, value thunk,
                                                value name)
{
    struct thread_object *o = pms_alloc(t, sizeof *o);

    o->header = make_header(PMS_T_THREAD, 0);
    o->name = name;
    o->specific = o->result = PMS_UNSPECIFIED;
    o->thunk = thunk;
    o->end = PMS_FALSE;
    pthread_cond_init(&o->ended, NULL);
    return o;
}

static value make_thread(struct thread *t, int argc, value *argv)
{
    if (!is_procedure(argv[0]))
        pms_wrong_type(t, "make-thread", 1, argv[0]);
    return value_of(make_thread_object(t, argv[0],
                                       argc > 1 ? argv[1] : PMS_FALSE));
}

static void *thread_main(void *argument)
{
    struct thread *t = argument;
    struct thread_object *o = self_of(t);
    value v;

    pms_thread_enter(t);
    v = pms_apply(t, o->thunk, 0, NULL);
    pthread_mutex_lock(&lock);
    if (v == PMS_TERMINATED) {
        if (o->end == PMS_FALSE)
            o->end = symbol_terminated;
    } else {
        o->end = symbol_normal;
        o->result = v;
    }
    o->phase = THREAD_ENDED;
    o->t = NULL;
    for (struct mutex *m = o->owned; m != NULL; m = m->next) {
        m->locked = false;
        m->abandoned = true;
        m->owner = NULL;
        pthread_cond_signal(&m->released);
    }
    o->owned = NULL;
    pthread_cond_broadcast(&o->ended);
    pthread_mutex_unlock(&lock);
    pms_thread_free(t);
    return NULL;
}

static value thread_start(struct thread *t, int argc, value *argv)
{
    struct thread_object *o = need_thread(t, "thread-start!", argv, 0);
    struct thread *new;
    pthread_attr_t attributes;
    pthread_t id;
    bool again;
    int r;

    (void)argc;
    new = pms_thread_make(t);
    new->self = argv[0];
    pthread_mutex_lock(&lock);
    again = o->phase != THREAD_NEW || o->is_main;
    if (!again) {
        o->phase = THREAD_RUNNING;
        o->t = new;
    }
    pthread_mutex_unlock(&lock);
    if (again) {
        pms_thread_free(new);
        pms_raise_error(t, "thread-start!: the thread was started before",
                        pms_list1(t, argv[0]));
    }
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    r = pms_thread_create(&id, &attributes, thread_main, new);
    pthread_attr_destroy(&attributes);
    if (r != 0) {
        o->phase = THREAD_NEW;
        o->t = NULL;
        pms_thread_free(new);
        pms_raise_error(t, "thread-start!: the system has no more threads",
                        pms_list1(t, argv[0]));
    }
    return argv[0];
}

/* Returns (status . result); status is timeout when it still runs. */
static value thread_join(struct thread *t, int argc, value *argv)
{
    struct thread_object *o = need_thread(t, "thread-join!", argv, 0);
    struct timespec at;
    bool timed = deadline_arg(argv[1], &at), in_time = true;
    value status, result;

    (void)argc;
    pthread_mutex_lock(&lock);
    while (o->phase != THREAD_ENDED && in_time) {
        in_time = wait_on(t, &o->ended, timed ? &at : NULL);
        if (!in_time && t->interrupts) {
            poll_unlocked(t);
            in_time = true;
        }
    }
    status = o->phase == THREAD_ENDED ? o->end : symbol_timeout;
    result = o->result;
    pthread_mutex_unlock(&lock);
    return pms_cons(t, status, result);
}

static value thread_terminate(struct thread *t, int argc, value *argv)
{
    struct thread_object *o = need_thread(t, "thread-terminate!", argv, 0);
    struct timespec soon;

    (void)argc;
    if (o == self_of(t)) {
        if (o->is_main)
            pms_raise_error(t, "thread-terminate!: the main thread ends by "
                               "exit", PMS_NIL);
        o->end = symbol_terminated;
        pms_end_run(t);
    }
    pthread_mutex_lock(&lock);
    if (o->phase == THREAD_NEW) {
        o->phase = THREAD_ENDED;
        o->end = symbol_terminated;
        pthread_cond_broadcast(&o->ended);
    }
    /* It may be about to wait: it is told until it has ended. */
    while (o->phase == THREAD_RUNNING && !o->is_main) {
        pms_interrupt(o->t, INTERRUPT_TERMINATE);
        if (o->t->waiting != NULL)
            pthread_cond_broadcast(o->t->waiting);
        clock_gettime(CLOCK_REALTIME, &soon);
        soon.tv_nsec += 20000000;
        soon.tv_sec += soon.tv_nsec / 1000000000;
        soon.tv_nsec %= 1000000000;
        wait_on(t, &o->ended, &soon);
        poll_unlocked(t);
    }
    pthread_mutex_unlock(&lock);
    return PMS_UNSPECIFIED;
}

bool pms_thread_ends_uncaught(struct thread *t, value object)
{
    struct thread_object *o = self_of(t);

    if (o->is_main)
        return false;
    o->end = symbol_uncaught;
    o->result = object;
    return true;
}

static value thread_sleep(struct thread *t, int argc, value *argv)
{
    pthread_cond_t never = PTHREAD_COND_INITIALIZER;
    struct timespec at;

    (void)argc;
    if (!deadline_arg(argv[0], &at))
        return PMS_UNSPECIFIED;
    pthread_mutex_lock(&lock);
    for (;;) {
        struct timespec now;

        wait_on(t, &never, &at);
        if (t->interrupts) {
            poll_unlocked(t);
            continue;
        }
        clock_gettime(CLOCK_REALTIME, &now);
        if (now.tv_sec > at.tv_sec ||
            (now.tv_sec == at.tv_sec && now.tv_nsec >= at.tv_nsec))
            break;
    }
    pthread_mutex_unlock(&lock);
    return PMS_UNSPECIFIED;
}

static value thread_yield(struct thread *t, int argc, value *argv)
{
    (void)t, (void)argc, (void)argv;
    sched_yield();
    return PMS_UNSPECIFIED;
}

static value current_thread(struct thread *t, int argc, value *argv)
{
    (void)argc, (void)argv;
    return t->self;
}

/* ---- Mutexes --------------------------------------------------------------- */

static value make_mutex(struct thread *t, int argc, value *argv)
{
    struct mutex *m = pms_alloc(t, sizeof *m);

    m->header = make_header(PMS_T_MUTEX, 0);
    m->name = argc > 0 ? argv[0] : PMS_FALSE;
    m->specific = PMS_UNSPECIFIED;
    pthread_cond_init(&m->released, NULL);
    return value_of(m);
}

static void disown(struct mutex *m)
{
    struct mutex **p;

    if (m->owner == NULL)
        return;
    for (p = &m->owner->owned; *p != NULL; p = &(*p)->next) {
        if (*p == m) {
            *p = m->next;
            break;
        }
    }
    m->owner = NULL;
    m->next = NULL;
}

/* (%mutex-lock! mutex time owner): #t, #f when the time is over, abandoned */
static value mutex_lock(struct thread *t, int argc, value *argv)
{
    struct mutex *m = need_mutex(t, "mutex-lock!", argv);
    struct timespec at;
    bool timed = deadline_arg(argv[1], &at), in_time = true;
    struct thread_object *owner = NULL;
    value result = PMS_TRUE;

    (void)argc;
    if (argv[2] != PMS_FALSE)
        owner = need_thread(t, "mutex-lock!", argv, 2);
    pthread_mutex_lock(&lock);
    while (m->locked && in_time) {
        in_time = wait_on(t, &m->released, timed ? &at : NULL);
        if (!in_time && t->interrupts) {
            poll_unlocked(t);
            in_time = true;
        }
    }
    if (m->locked) {
        result = PMS_FALSE;
    } else {
        if (m->abandoned)
            result = symbol_abandoned;
        m->abandoned = false;
        if (owner == NULL || owner->phase != THREAD_ENDED) {
            m->locked = true;
            m->owner = owner;
            if (owner != NULL) {
                m->next = owner->owned;
                owner->owned = m;
            }
        } else {
            m->abandoned = true;
        }
    }
    pthread_mutex_unlock(&lock);
    return result;
}

/* (%mutex-unlock! mutex condvar time): #f when the time is over */
static value mutex_unlock(struct thread *t, int argc, value *argv)
{
    struct mutex *m = need_mutex(t, "mutex-unlock!", argv);
    struct condvar *c = NULL;
    struct timespec at;
    bool timed = deadline_arg(argv[2], &at), in_time = true;

    (void)argc;
    if (argv[1] != PMS_FALSE)
        c = need_condvar(t, "mutex-unlock!", argv, 1);
    pthread_mutex_lock(&lock);
    disown(m);
    m->locked = m->abandoned = false;
    pthread_cond_signal(&m->released);
    if (c != NULL) {
        uint64_t ticket = ++c->waiters;

        /* Signals are given to waiters in the order in which they came. */
        while (c->signals < ticket && in_time) {
            in_time = wait_on(t, &c->signalled, timed ? &at : NULL);
            if (!in_time && t->interrupts) {
                poll_unlocked(t);
                in_time = true;
            }
        }
        if (c->signals < ticket)
            c->signals++; /* the ticket is given back */
        else
            in_time = true;
    }
    pthread_mutex_unlock(&lock);
    return make_bool(in_time);
}

static value mutex_state(struct thread *t, int argc, value *argv)
{
    struct mutex *m = need_mutex(t, "mutex-state", argv);
    value v;

    (void)argc;
    pthread_mutex_lock(&lock);
    if (!m->locked)
        v = m->abandoned ? symbol_abandoned : symbol_not_abandoned;
    else
        v = m->owner == NULL ? symbol_not_owned : value_of(m->owner);
    pthread_mutex_unlock(&lock);
    return v;
}

/* ---- Condition variables --------------------------------------------------- */

static value make_condvar(struct thread *t, int argc, value *argv)
{
    struct condvar *c = pms_alloc(t, sizeof *c);

    c->header = make_header(PMS_T_CONDVAR, 0);
    c->name = argc > 0 ? argv[0] : PMS_FALSE;
    c->specific = PMS_UNSPECIFIED;
    pthread_cond_init(&c->signalled, NULL);
    return value_of(c);
}

static value condvar_signal(struct thread *t, int argc, value *argv)
{
    struct condvar *c =
        need_condvar(t, "condition-variable-signal!", argv, 0);

    (void)argc;
    pthread_mutex_lock(&lock);
    if (c->signals < c->waiters)
        c->signals++;
    pthread_cond_broadcast(&c->signalled);
    pthread_mutex_unlock(&lock);
    return PMS_UNSPECIFIED;
}

static value condvar_broadcast(struct thread *t, int argc, value *argv)
{
    struct condvar *c =
        need_condvar(t, "condition-variable-broadcast!", argv, 0);

    (void)argc;
    pthread_mutex_lock(&lock);
    c->signals = c->waiters;
    pthread_cond_broadcast(&c->signalled);
    pthread_mutex_unlock(&lock);
    return PMS_UNSPECIFIED;
}

/* ---- Names and specifics --------------------------------------------------- */

#define ACCESSORS(prefix, type, tag, scheme)                                  \
    static value prefix##_p(struct thread *t, int argc, value *argv)          \
    {                                                                         \
        (void)t, (void)argc;                                                  \
        return make_bool(has_type(argv[0], tag));                             \
    }                                                                         \
    static value prefix##_name(struct thread *t, int argc, value *argv)       \
    {                                                                         \
        (void)argc;                                                           \
        need_type(t, scheme "-name", argv, 0, tag);                           \
        return ((type *)object_of(argv[0]))->name;                            \
    }                                                                         \
    static value prefix##_specific(struct thread *t, int argc, value *argv)   \
    {                                                                         \
        (void)argc;                                                           \
        need_type(t, scheme "-specific", argv, 0, tag);                       \
        return ((type *)object_of(argv[0]))->specific;                        \
    }                                                                         \
    static value prefix##_specific_set(struct thread *t, int argc,            \
                                       value *argv)                           \
    {                                                                         \
        (void)argc;                                                           \
        need_type(t, scheme "-specific-set!", argv, 0, tag);                  \
        ((type *)object_of(argv[0]))->specific = argv[1];                     \
        return PMS_UNSPECIFIED;                                               \
    }
ACCESSORS(thread, struct thread_object, PMS_T_THREAD, "thread")
ACCESSORS(mutex, struct mutex, PMS_T_MUTEX, "mutex")
ACCESSORS(condvar, struct condvar, PMS_T_CONDVAR, "condition-variable")

#define ENTRIES(prefix, scheme)                                               \
    {scheme "?", 1, 1, prefix##_p}, {scheme "-name", 1, 1, prefix##_name},    \
    {scheme "-specific", 1, 1, prefix##_specific},                            \
    {scheme "-specific-set!", 2, 2, prefix##_specific_set}

const struct primitive pms_srfi18_primitives[] = {
    ENTRIES(thread, "thread"),
    ENTRIES(mutex, "mutex"),
    ENTRIES(condvar, "condition-variable"),
    {"current-thread", 0, 0, current_thread},
    {"make-thread", 1, 2, make_thread},
    {"thread-start!", 1, 1, thread_start},
    {"thread-yield!", 0, 0, thread_yield},
    {"%thread-sleep!", 1, 1, thread_sleep},
    {"thread-terminate!", 1, 1, thread_terminate},
    {"%thread-join!", 2, 2, thread_join},
    {"make-mutex", 0, 1, make_mutex},
    {"%mutex-lock!", 3, 3, mutex_lock},
    {"%mutex-unlock!", 3, 3, mutex_unlock},
    {"mutex-state", 1, 1, mutex_state},
    {"make-condition-variable", 0, 1, make_condvar},
    {"condition-variable-signal!", 1, 1, condvar_signal},
    {"condition-variable-broadcast!", 1, 1, condvar_broadcast},
    {NULL, 0, 0, NULL},
};

void pms_srfi18_init(struct thread *t)
{
    struct thread_object *o;

    symbol_normal = pms_intern(t, "normal");
    symbol_uncaught = pms_intern(t, "uncaught");
    symbol_terminated = pms_intern(t, "terminated");
    symbol_timeout = pms_intern(t, "timeout");
    symbol_abandoned = pms_intern(t, "abandoned");
    symbol_not_owned = pms_intern(t, "not-owned");
    symbol_not_abandoned = pms_intern(t, "not-abandoned");
    o = make_thread_object(t, PMS_FALSE, pms_intern(t, "main"));
    o->phase = THREAD_RUNNING;
    o->is_main = true;
    o->t = t;
    t->self = value_of(o);
}
