/* SPDX-License-Identifier: MIT */
/*
 * Threads that send each other messages through queues.
 *
 * Each thread has a mailbox and a table of messages that it keeps.  An
 * operation sends a message to a thread chosen at random and empties the own
 * mailbox; a message that changes old data is kept, in the place of an old
 * one, the others are read and dropped.  At the end each thread tells all
 * others so, and waits until all have told it.  In which order messages arrive
 * is left to chance, so the checksum does not depend on it.
 */
#define GC_THREADS 1

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gc/gc.h>

#include "workload.h"

enum { MESSAGE_BYTES = 96, TEXT_BYTES = 256 };

#define MAGIC UINT64_C(0x6d65737361676521)

struct message {
    struct message *next;
    unsigned char *text; /* TEXT_BYTES of the message's serial */
    uint64_t magic, serial;
    bool keep, last;
};

struct worker {
    const struct parameters *p;
    struct live *live;
    struct mutator *mutator;
    size_t number;
    struct message **table;
    size_t table_size;
    uint64_t sum;
    size_t ended;    /* threads that have told so */
    uint64_t wrong;
    pthread_t id;
    /* The mailbox. */
    pthread_mutex_t lock;
    pthread_cond_t filled;
    struct message *oldest, *newest;
};

struct live {
    struct worker **workers;
    size_t count;
};

static void send_message(struct worker *to, struct message *message)
{
    (void)pthread_mutex_lock(&to->lock);
    if (to->newest != NULL)
        to->newest->next = message;
    else
        to->oldest = message;
    to->newest = message;
    (void)pthread_cond_signal(&to->filled);
    (void)pthread_mutex_unlock(&to->lock);
}

static struct message *new_message(uint64_t serial, bool keep,
                                   struct mutator *m)
{
    struct message *message = mutator_alloc(m, sizeof *message);

    message->magic = MAGIC;
    message->serial = serial;
    message->keep = keep;
    message->text = mutator_alloc_leaf(m, TEXT_BYTES);
    memset(message->text, (int)(serial % 256), TEXT_BYTES);
    return message;
}

static bool whole(const struct message *message)
{
    return message->magic == MAGIC
           && message->text[0] == message->serial % 256
           && message->text[TEXT_BYTES - 1] == message->serial % 256;
}

/* Takes everything from the mailbox, and waits for something if need be. */
static void receive(struct worker *self, bool wait, uint64_t *random)
{
    struct message *message, *next;

    (void)pthread_mutex_lock(&self->lock);
    while (wait && self->oldest == NULL)
        (void)pthread_cond_wait(&self->filled, &self->lock);
    message = self->oldest;
    self->oldest = self->newest = NULL;
    (void)pthread_mutex_unlock(&self->lock);
    for (; message != NULL; message = next) {
        next = message->next;
        message->next = NULL; /* what is kept must not keep the others */
        if (!whole(message))
            self->wrong++;
        self->sum += message->serial;
        if (message->last)
            self->ended++;
        else if (message->keep)
            self->table[workload_choose(self->p, random, self->table_size)] =
                message;
    }
}

static void *work(void *argument)
{
    struct worker *self = argument;
    struct live *live = self->live;
    uint64_t random = self->p->seed + self->number;
    uint64_t turns = self->number + 1; /* which messages are kept may differ */
    uint64_t share = self->p->operations / live->count, n;
    size_t i;

    for (n = 0; n < share; n++) {
        size_t to = (size_t)(support_random(&random) % live->count);

        send_message(live->workers[to],
                     new_message(n * live->count + self->number,
                                 workload_changes(self->p, &random),
                                 self->mutator));
        receive(self, false, &turns);
    }
    for (i = 0; i < live->count; i++) {
        struct message *last = new_message(0, false, self->mutator);

        last->last = true;
        send_message(live->workers[i], last);
    }
    while (self->ended < live->count)
        receive(self, true, &turns);
    return NULL;
}

static void *build(const struct parameters *p, struct mutator *m)
{
    struct live *live = mutator_alloc(m, sizeof *live);
    uint64_t bytes = (p->live_mb << 20) / p->threads;
    size_t i, j;

    live->count = (size_t)p->threads;
    live->workers = mutator_alloc(m, live->count * sizeof *live->workers);
    for (i = 0; i < live->count; i++) {
        struct worker *worker = mutator_alloc(m, sizeof *worker);

        worker->p = p;
        worker->live = live;
        worker->number = i;
        worker->mutator = mutator_new();
        worker->table_size =
            (size_t)(bytes / (MESSAGE_BYTES + TEXT_BYTES)) + 1;
        worker->table = mutator_alloc(m, worker->table_size
                                             * sizeof *worker->table);
        for (j = 0; j < worker->table_size; j++)
            worker->table[j] = new_message(j, true, m);
        (void)pthread_mutex_init(&worker->lock, NULL);
        (void)pthread_cond_init(&worker->filled, NULL);
        live->workers[i] = worker;
    }
    return live;
}

static void run(void *data, const struct parameters *p, struct mutator *m)
{
    struct live *live = data;
    size_t i;

    (void)p;
    (void)m;
    for (i = 0; i < live->count; i++) {
        errno = pthread_create(&live->workers[i]->id, NULL, work,
                               live->workers[i]);
        if (errno != 0) {
            perror("pause: pthread_create");
            exit(1);
        }
    }
    for (i = 0; i < live->count; i++)
        (void)pthread_join(live->workers[i]->id, NULL);
}

static bool check(void *data, const struct parameters *p, uint64_t *sum,
                  const char **why)
{
    struct live *live = data;
    size_t i, j;

    (void)p;
    for (i = 0; i < live->count; i++) {
        const struct worker *worker = live->workers[i];

        if (worker->wrong > 0) {
            *why = "a message arrived that nobody sent";
            return false;
        }
        for (j = 0; j < worker->table_size; j++)
            if (!whole(worker->table[j])) {
                *why = "a message that was kept is not what it was";
                return false;
            }
        *sum += worker->sum;
    }
    return true;
}

const struct workload workload_queues = {
    .name = "queues",
    .summary = "threads with queues between them",
    .defaults = { .live_mb = 64, .operations = 600000, .mutation = 50,
                  .locality = 500, .threads = 8, .seed = 1 },
    .build = build,
    .run = run,
    .check = check,
};
