/* SPDX-License-Identifier: MIT */
/*
 * A C workload: how long one small allocation takes, from 1, 2 and 8 threads.
 *
 * What comes in: options on the command line (see usage), and the environment
 * that libgc reads: the collector is incremental only if that asks for it.
 * What goes out: on standard output one line with a checksum, the same in each
 * run with the same options; on standard error one JSON object with times.
 * Exit status: 0, 1 when an object is not what it has to be, 2 for wrong usage.
 * What it may not touch: anything of gc_pmscan.  It is a user of libgc.
 *
 * A list of 64-byte objects stays alive, -k MiB of it.  Then, for each number
 * of threads, -a allocations of 64 bytes are shared out between the threads.
 * A thread fills in the object, keeps every 64th in a ring of its own until
 * the ring comes round, looks then whether it is still what it was, and drops
 * the others at once.  The nanoseconds per allocation are the wall time (of
 * CLOCK_MONOTONIC) from the moment that all threads are there until the last
 * one is done, divided by -a: two threads on two free processors would halve
 * them.
 */
#define _POSIX_C_SOURCE 200809L
#define GC_THREADS 1

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <gc/gc.h>

#include "support.h"

struct object {
    struct object *next;
    uint64_t owner;
    uint64_t stamp;
    uint64_t spare[5];
};

_Static_assert(sizeof(struct object) == 64, "an object has 64 bytes");

#define KEEP_EVERY 64
#define RING 256
#define MAX_THREADS 8

/* Lives in the collector's heap, so that it finds the ring. */
struct worker {
    struct object *ring[RING];
    uint64_t owner;
    uint64_t allocations;
    uint64_t sum;
    int lost;
};

static pthread_barrier_t barrier;
static struct object *alive;

static void *allocate(size_t size)
{
    return support_not_null("alloc", GC_MALLOC(size));
}

static struct object *new_object(uint64_t owner, uint64_t stamp)
{
    struct object *object = allocate(sizeof *object);

    object->owner = owner;
    object->stamp = stamp;
    return object;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    uint64_t n;

    pthread_barrier_wait(&barrier);
    for (n = 0; n < worker->allocations; n++) {
        struct object *object = new_object(worker->owner, n);

        if (n % KEEP_EVERY == 0) {
            struct object **place = &worker->ring[n / KEEP_EVERY % RING];

            if (*place != NULL) {
                if ((*place)->owner != worker->owner
                    || (*place)->stamp != n - KEEP_EVERY * RING)
                    worker->lost = 1;
                worker->sum = worker->sum * 31 + (*place)->stamp;
            }
            *place = object;
        }
    }
    pthread_barrier_wait(&barrier);
    return NULL;
}

/* Returns the wall time, and adds to *sum; exits when something was lost. */
static uint64_t measure(unsigned threads, uint64_t allocations, uint64_t *sum)
{
    pthread_t ids[MAX_THREADS];
    struct worker *workers[MAX_THREADS];
    uint64_t start;
    unsigned i;

    if (pthread_barrier_init(&barrier, NULL, threads + 1) != 0) {
        fprintf(stderr, "alloc: cannot make a barrier\n");
        exit(1);
    }
    for (i = 0; i < threads; i++) {
        workers[i] = allocate(sizeof *workers[i]);
        workers[i]->owner = i + 1;
        workers[i]->allocations = allocations / threads;
        errno = pthread_create(&ids[i], NULL, work, workers[i]);
        if (errno != 0) {
            perror("alloc: pthread_create");
            exit(1);
        }
    }
    pthread_barrier_wait(&barrier);
    start = support_now_ns();
    pthread_barrier_wait(&barrier);
    start = support_now_ns() - start;
    for (i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        if (workers[i]->lost) {
            printf("alloc: LOST: an object is not what it was\n");
            exit(1);
        }
        *sum = *sum * 31 + workers[i]->sum;
    }
    pthread_barrier_destroy(&barrier);
    return start;
}

static const char usage[] =
    "Usage: alloc [-a ALLOCATIONS] [-k MIB]\n"
    "  -a ALLOCATIONS  for each number of threads (20000000)\n"
    "  -k MIB          of objects that stay alive (16)\n";

int main(int argc, char **argv)
{
    static const unsigned thread_counts[] = { 1, 2, 8 };
    const size_t counts = sizeof thread_counts / sizeof thread_counts[0];
    uint64_t allocations = 20000000;
    uint64_t keep = 16;
    uint64_t sum = 0, kept, n;
    struct object *object;
    struct rusage usage_now;
    size_t i;
    int option;

    while ((option = getopt(argc, argv, "a:k:h")) != -1) {
        switch (option) {
        case 'a': allocations = support_number("alloc", optarg); break;
        case 'k': keep = support_number("alloc", optarg); break;
        case 'h': support_usage(stdout, usage); return 0;
        default: support_usage(stderr, usage); return 2;
        }
    }
    if (optind != argc) {
        support_usage(stderr, usage);
        return 2;
    }

    GC_INIT();
    kept = keep * 1048576 / sizeof *alive;
    for (n = 0; n < kept; n++) {
        object = new_object(0, n);
        object->next = alive;
        alive = object;
    }

    fprintf(stderr, "{\"program\": \"alloc\", \"incremental\": %s, "
                    "\"ns_per_allocation\": {",
            GC_is_incremental_mode() ? "true" : "false");
    for (i = 0; i < counts; i++) {
        uint64_t wall = measure(thread_counts[i], allocations, &sum);

        fprintf(stderr, "%s\"%u\": %.1f", i > 0 ? ", " : "", thread_counts[i],
                (double)wall / (double)allocations);
    }
    getrusage(RUSAGE_SELF, &usage_now);
    fprintf(stderr,
            "}, \"collections\": %lu, \"heap_bytes\": %zu, \"user_s\": %.3f, "
            "\"system_s\": %.3f}\n",
            (unsigned long)GC_get_gc_no(), GC_get_heap_size(),
            support_seconds(&usage_now.ru_utime),
            support_seconds(&usage_now.ru_stime));

    for (object = alive; object != NULL; object = object->next) {
        if (object->owner != 0 || object->stamp != --n) {
            printf("alloc: LOST: the list is not whole\n");
            return 1;
        }
        kept--;
    }
    if (kept != 0) {
        printf("alloc: LOST: the list is too short\n");
        return 1;
    }
    printf("alloc: %" PRIu64 " allocations, %" PRIu64
           " MiB kept, checksum %016" PRIx64 "\n",
           allocations, keep, sum);
    return 0;
}
