/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: what the program's event callback writes to the heap, at any event
 *   with the world stopped or not, is not lost: pointers that it moves from
 *   one old object to another keep their objects alive in that collection and
 *   in later ones.
 * Limitations: after GC_EVENT_MARK_END nothing may be moved in libgc at all.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "EVENT=stop" "EVENT=stopped" "EVENT=mark" "EVENT=reclaim" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <running.h>

enum { PLACES = 1000, ROUNDS = 60 };

/* Two old objects for each, far enough from one another. */
static void **from[PLACES], **to[PLACES];
static GC_EventType at_event;
static bool move;
static unsigned moved;

static void GC_CALLBACK on_event(GC_EventType event)
{
    unsigned i;

    if (!move || event != at_event)
        return;
    move = false;
    for (i = 0; i < PLACES; i++) {
        void *volatile *a = (void *volatile *)from[i];
        void *volatile *b = (void *volatile *)to[i];

        *b = *a;
        *a = NULL;
    }
    moved++;
}

static void __attribute__((noinline)) fill(unsigned round)
{
    unsigned i;

    for (i = 0; i < PLACES; i++) {
        uint64_t *leaf = GC_MALLOC_ATOMIC(6 * sizeof(*leaf));

        leaf[0] = GRAPH_MAGIC ^ i;
        leaf[1] = round;
        from[i][0] = leaf;
    }
}

static void check(unsigned round)
{
    unsigned i;

    for (i = 0; i < PLACES; i++) {
        uint64_t *leaf = *to[i];

        if (leaf == NULL || leaf[0] != (GRAPH_MAGIC ^ i) || leaf[1] != round)
            graph_lost("overwritten", to[i], leaf, i, 0, 6);
    }
}

int main(void)
{
    const char *text = getenv("EVENT");
    struct graph_thread t;
    unsigned round, i;

    running_start(&t);
    at_event = text == NULL || strcmp(text, "mark") == 0
                   ? GC_EVENT_MARK_START
               : strcmp(text, "stop") == 0    ? GC_EVENT_PRE_STOP_WORLD
               : strcmp(text, "stopped") == 0 ? GC_EVENT_POST_STOP_WORLD
                                              : GC_EVENT_RECLAIM_START;
    GC_set_on_collection_event(on_event);
    for (i = 0; i < PLACES; i++) {
        from[i] = GC_MALLOC(3000);
        to[i] = GC_MALLOC(3000);
    }
    GC_gcollect();
    for (round = 0; round < ROUNDS; round++) {
        fill(round);
        move = true;
        while (move)
            graph_collect(&t);
        running_sweeps(&t, 3);
        check(round);
    }
    CHECK_EQ(moved, ROUNDS);
    running_well(&t, 10);
    return 0;
}
