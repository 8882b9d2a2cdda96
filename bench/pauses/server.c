/* SPDX-License-Identifier: MIT */
/*
 * A server: requests arrive whether or not it is ready for them.
 *
 * An operation is a request.  When each is due is fixed beforehand, with
 * exponential gaps around the rate; its latency is the time from then until it
 * is answered, so that a request which waits for a pause, or for others that
 * waited for it, counts in full.  A request makes 200 objects and reads a
 * session; one that changes old data gives the session a new state.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <math.h>
#include <time.h>

#include "workload.h"

enum { OBJECTS = 200, SESSION_BYTES = 32 + 128 };

struct state {
    uint64_t session;
    uint64_t serial;
    uint64_t spare[14];
};

struct session {
    struct state *state;
    uint64_t number;
    uint64_t requests;
    uint64_t spare;
};

struct part {
    struct part *next;
    uint64_t value;
    uint64_t spare[30];
};

struct live {
    struct session **sessions;
    size_t count;
    uint64_t answered;
};

static struct histogram latency;

static struct state *new_state(uint64_t session, uint64_t serial,
                               struct mutator *m)
{
    struct state *state = mutator_alloc(m, sizeof *state);

    state->session = session;
    state->serial = serial;
    return state;
}

static void *build(const struct parameters *p, struct mutator *m)
{
    struct live *live = mutator_alloc(m, sizeof *live);
    size_t i;

    if (histogram_open(&latency) < 0)
        (void)support_not_null("pause", NULL);
    live->count = (size_t)((p->live_mb << 20) / SESSION_BYTES) + 1;
    live->sessions = mutator_alloc(m, live->count * sizeof *live->sessions);
    for (i = 0; i < live->count; i++) {
        struct session *session = mutator_alloc(m, sizeof *session);

        session->number = i;
        session->state = new_state(i, 0, m);
        live->sessions[i] = session;
    }
    return live;
}

static uint64_t answer(struct live *live, const struct parameters *p,
                       uint64_t serial, uint64_t *random, struct mutator *m)
{
    struct session *session =
        live->sessions[workload_choose(p, random, live->count)];
    struct part *parts = NULL;
    uint64_t sum = 0;
    int i;

    for (i = 0; i < OBJECTS; i++) {
        struct part *part = mutator_alloc(m, sizeof *part);

        part->next = parts;
        part->value = session->state->serial + (uint64_t)i;
        parts = part;
    }
    for (; parts != NULL; parts = parts->next)
        sum += parts->value;
    if (workload_changes(p, random)) {
        session->state = new_state(session->number, serial, m);
        session->requests++;
    }
    return sum;
}

static void sleep_until(uint64_t ns)
{
    struct timespec t = { .tv_sec = (time_t)(ns / 1000000000),
                          .tv_nsec = (long)(ns % 1000000000) };

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
        ;
}

static void run(void *data, const struct parameters *p, struct mutator *m)
{
    struct live *live = data;
    uint64_t random = p->seed, arrivals = p->seed + 1, n;
    double due = (double)support_now_ns();

    for (n = 1; n <= p->operations; n++) {
        double x = (double)((support_random(&arrivals) >> 11) + 1)
                   / 9007199254740992.0;
        uint64_t now;

        due += -log(x) * 1e9 / (double)p->rate;
        if ((uint64_t)due > support_now_ns())
            sleep_until((uint64_t)due);
        live->answered += answer(live, p, n, &random, m);
        now = support_now_ns();
        histogram_record(&latency,
                         now > (uint64_t)due ? now - (uint64_t)due : 0);
    }
}

static bool check(void *data, const struct parameters *p, uint64_t *sum,
                  const char **why)
{
    struct live *live = data;
    size_t i;

    (void)p;
    for (i = 0; i < live->count; i++) {
        const struct session *session = live->sessions[i];

        if (session->number != i || session->state->session != i) {
            *why = "a session has the state of another";
            return false;
        }
        *sum = *sum * 31 + session->state->serial + session->requests;
    }
    *sum += live->answered;
    return true;
}

static struct histogram *latencies(void)
{
    return &latency;
}

const struct workload workload_server = {
    .name = "server",
    .summary = "requests that arrive at their own times",
    .defaults = { .live_mb = 64, .operations = 3000, .mutation = 300,
                  .locality = 500, .rate = 1000, .seed = 1 },
    .build = build,
    .run = run,
    .check = check,
    .latencies = latencies,
};
