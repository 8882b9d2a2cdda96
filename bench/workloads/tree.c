/* SPDX-License-Identifier: MIT */
/*
 * A C workload: a large old tree, of which little changes while much garbage
 * is made.
 *
 * What comes in: options on the command line (see usage), and the environment
 * that libgc reads: the collector is incremental only if that asks for it.
 * What goes out: on standard output one line with a checksum, the same in each
 * run with the same -n and -a; on standard error one JSON object with times.
 * Exit status: 0, 1 when the tree is not what it has to be, 2 for wrong usage.
 * What it may not touch: anything of gc_pmscan.  It is a user of libgc.
 *
 * The tree has -n nodes of 104 bytes, for which libgc takes 112, and an array
 * of pointers names every node: with 4 million nodes, 480 MB are alive.  Then
 * come -a allocations of 32 bytes.  One percent of them, a batch of 1000 in
 * 100000, become the values of nodes taken at random, whose values before, if
 * any, become garbage; the others are garbage at once.
 *
 * Times are CLOCK_MONOTONIC.  A pause is from GC_EVENT_PRE_STOP_WORLD to
 * GC_EVENT_POST_START_WORLD.  The worst call is the longest time from the
 * return of one GC_MALLOC to the return of the next: a clock is read once per
 * allocation, and what lies between two calls is a few stores.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <gc/gc.h>

#include "support.h"

struct value {
    uint64_t owner; /* key of the node that has it, or NO_OWNER */
    uint64_t stamp; /* number of the allocation that made it */
    uint64_t spare[2];
};

struct node {
    struct node *left;
    struct node *right;
    struct value *value;
    uint64_t key;
    uint64_t spare[9];
};

_Static_assert(sizeof(struct value) == 32, "a value has 32 bytes");
_Static_assert(sizeof(struct node) == 104, "a node has 104 bytes");

#define NO_OWNER UINT64_MAX
#define BATCH 1000
#define BATCH_EVERY 100000

/* What is measured, separately for building the tree and for changing it. */
struct phase {
    uint64_t wall;
    uint64_t pauses;
    uint64_t pause_total;
    uint64_t pause_max;
    uint64_t worst_call;
};

static struct phase *phase; /* written by the callback: libgc's lock is held */
static GC_on_collection_event_proc next_callback;
static uint64_t stopped_at;

static void on_event(GC_EventType event)
{
    if (next_callback != NULL)
        next_callback(event);
    if (event == GC_EVENT_PRE_STOP_WORLD) {
        stopped_at = support_now_ns();
    } else if (event == GC_EVENT_POST_START_WORLD) {
        uint64_t pause = support_now_ns() - stopped_at;

        phase->pauses++;
        phase->pause_total += pause;
        if (pause > phase->pause_max)
            phase->pause_max = pause;
    }
}

static void *allocate(size_t size, uint64_t *last)
{
    void *p = GC_MALLOC(size);
    uint64_t now = support_now_ns();

    (void)support_not_null("tree", p);
    if (now - *last > phase->worst_call)
        phase->worst_call = now - *last;
    *last = now;
    return p;
}

static struct value *new_value(uint64_t owner, uint64_t stamp, uint64_t *last)
{
    struct value *value = allocate(sizeof *value, last);

    value->owner = owner;
    value->stamp = stamp;
    return value;
}

/* The balanced tree of the keys low .. high-1. */
static struct node *build(struct node **all, uint64_t low, uint64_t high,
                          uint64_t *last)
{
    struct node *node;
    uint64_t key;

    if (low == high)
        return NULL;
    key = low + (high - low) / 2;
    node = allocate(sizeof *node, last);
    all[key] = node;
    node->key = key;
    node->left = build(all, low, key, last);
    node->right = build(all, key + 1, high, last);
    return node;
}

static void change(struct node **all, uint64_t nodes, uint64_t allocations,
                   uint64_t *last)
{
    uint64_t state = 20011;
    uint64_t n;

    for (n = 1; n <= allocations; n++) {
        if (n % BATCH_EVERY < BATCH) {
            struct node *node = all[support_random(&state) % nodes];

            node->value = new_value(node->key, n, last);
        } else {
            /* The stores to it stay: the collector may read any object. */
            (void)new_value(NO_OWNER, n, last);
        }
    }
}

/* Visits the tree in order of its keys; returns the next key, or UINT64_MAX
 * when something is not what it has to be. */
static uint64_t check(struct node **all, const struct node *node, uint64_t key,
                      uint64_t *sum)
{
    if (node == NULL)
        return key;
    key = check(all, node->left, key, sum);
    if (node->key != key || all[key] != node)
        return UINT64_MAX;
    if (node->value != NULL) {
        if (node->value->owner != key)
            return UINT64_MAX;
        *sum = *sum * 31 + node->value->stamp;
    }
    return check(all, node->right, key + 1, sum);
}

static void print_phase(const char *name, const struct phase *p)
{
    fprintf(stderr,
            "\"%s\": {\"wall_s\": %.3f, \"pause_ns\": {\"count\": %" PRIu64
            ", \"total\": %" PRIu64 ", \"max\": %" PRIu64
            "}, \"worst_call_ns\": %" PRIu64 "}, ",
            name, (double)p->wall / 1e9, p->pauses, p->pause_total,
            p->pause_max, p->worst_call);
}

static const char usage[] =
    "Usage: tree [-n NODES] [-a ALLOCATIONS] [-l MS] [-p ATTEMPTS] "
    "[-r RATE]\n"
    "  -n NODES        nodes of the tree (4000000)\n"
    "  -a ALLOCATIONS  allocations after it is built (20000000)\n"
    "Once the tree is built (libgc's defaults else):\n"
    "  -l MS           GC_set_time_limit\n"
    "  -p ATTEMPTS     GC_set_max_prior_attempts\n"
    "  -r RATE         GC_set_rate\n";

int main(int argc, char **argv)
{
    uint64_t nodes = 4000000;
    uint64_t allocations = 20000000;
    uint64_t limit = 0, attempts = 0, rate = 0;
    struct phase build_phase = { 0 }, change_phase = { 0 };
    struct node **all;
    struct node *root;
    struct rusage usage_now;
    uint64_t last, start, sum = 0, keys;
    int option;

    while ((option = getopt(argc, argv, "n:a:l:p:r:h")) != -1) {
        switch (option) {
        case 'n': nodes = support_number("tree", optarg); break;
        case 'a': allocations = support_number("tree", optarg); break;
        case 'l': limit = support_number("tree", optarg); break;
        case 'p': attempts = support_number("tree", optarg); break;
        case 'r': rate = support_number("tree", optarg); break;
        case 'h': support_usage(stdout, usage); return 0;
        default: support_usage(stderr, usage); return 2;
        }
    }
    if (optind != argc) {
        support_usage(stderr, usage);
        return 2;
    }

    GC_INIT();
    phase = &build_phase;
    next_callback = GC_get_on_collection_event();
    GC_set_on_collection_event(on_event);

    start = last = support_now_ns();
    all = allocate(nodes * sizeof *all, &last);
    root = build(all, 0, nodes, &last);
    /* Building leaves a full collection due at some point of what follows, or
     * not: have it now, so that the changes meet a tree that is old. */
    GC_gcollect();
    last = support_now_ns();
    build_phase.wall = last - start;

    if (limit != 0)
        GC_set_time_limit((unsigned long)limit);
    if (attempts != 0)
        GC_set_max_prior_attempts((int)attempts);
    if (rate != 0)
        GC_set_rate((int)rate);
    phase = &change_phase;
    start = last;
    change(all, nodes, allocations, &last);
    change_phase.wall = support_now_ns() - start;

    keys = check(all, root, 0, &sum);
    if (keys != nodes) {
        printf("tree: LOST: the tree is not whole\n");
        return 1;
    }
    printf("tree: %" PRIu64 " nodes, %" PRIu64
           " allocations, checksum %016" PRIx64 "\n",
           nodes, allocations, sum);

    getrusage(RUSAGE_SELF, &usage_now);
    fprintf(stderr, "{\"program\": \"tree\", \"incremental\": %s, ",
            GC_is_incremental_mode() ? "true" : "false");
    print_phase("build", &build_phase);
    print_phase("change", &change_phase);
    fprintf(stderr,
            "\"collections\": %lu, \"heap_bytes\": %zu, \"user_s\": %.3f, "
            "\"system_s\": %.3f}\n",
            (unsigned long)GC_get_gc_no(), GC_get_heap_size(),
            support_seconds(&usage_now.ru_utime),
            support_seconds(&usage_now.ru_stime));
    return 0;
}
