/* SPDX-License-Identifier: MIT */
/*
 * A graph of nodes with eight edges each, of which some are made to lead
 * elsewhere.
 *
 * An operation walks eight steps and makes a cell of a list for each, as a
 * search would; one that changes old data then gives an edge of the node where
 * it started a new end.
 */
#include "workload.h"

enum { EDGES = 8, STEPS = 8, NODE_BYTES = 96 + EDGES * 32 };

struct node;

struct edge {
    struct node *to;
    uint64_t from; /* the number of the node that has it */
    uint64_t weight;
};

struct node {
    struct edge *edges[EDGES];
    uint64_t number;
    uint64_t visits;
};

struct cell {
    struct cell *next;
    struct node *node;
    uint64_t spare[6];
};

struct live {
    struct node **nodes;
    size_t count;
    uint64_t walked;
};

static struct edge *new_edge(const struct live *live, struct node *from,
                             size_t to, uint64_t weight, struct mutator *m)
{
    struct edge *edge = mutator_alloc(m, sizeof *edge);

    edge->to = live->nodes[to];
    edge->from = from->number;
    edge->weight = weight;
    return edge;
}

static void *build(const struct parameters *p, struct mutator *m)
{
    struct live *live = mutator_alloc(m, sizeof *live);
    uint64_t random = p->seed;
    size_t i;
    int e;

    live->count = (size_t)((p->live_mb << 20) / NODE_BYTES) + 1;
    live->nodes = mutator_alloc(m, live->count * sizeof *live->nodes);
    for (i = 0; i < live->count; i++) {
        live->nodes[i] = mutator_alloc(m, sizeof **live->nodes);
        live->nodes[i]->number = i;
    }
    for (i = 0; i < live->count; i++)
        for (e = 0; e < EDGES; e++)
            live->nodes[i]->edges[e] =
                new_edge(live, live->nodes[i],
                         (size_t)(support_random(&random) % live->count),
                         (uint64_t)e, m);
    return live;
}

static void run(void *data, const struct parameters *p, struct mutator *m)
{
    struct live *live = data;
    uint64_t random = p->seed + 1, n;
    int step;

    for (n = 0; n < p->operations; n++) {
        struct node *start =
            live->nodes[workload_choose(p, &random, live->count)];
        struct node *node = start;
        struct cell *path = NULL;

        for (step = 0; step < STEPS; step++) {
            struct cell *cell = mutator_alloc(m, sizeof *cell);

            cell->next = path;
            cell->node = node;
            path = cell;
            node = node->edges[support_random(&random) % EDGES]->to;
        }
        for (; path != NULL; path = path->next)
            live->walked += path->node->number;
        if (workload_changes(p, &random)) {
            start->edges[support_random(&random) % EDGES] =
                new_edge(live, start,
                         (size_t)(support_random(&random) % live->count), n,
                         m);
            start->visits++;
        }
    }
}

static bool check(void *data, const struct parameters *p, uint64_t *sum,
                  const char **why)
{
    struct live *live = data;
    size_t i;
    int e;

    (void)p;
    for (i = 0; i < live->count; i++) {
        const struct node *node = live->nodes[i];

        if (node->number != i) {
            *why = "a node is not what it was";
            return false;
        }
        for (e = 0; e < EDGES; e++) {
            const struct edge *edge = node->edges[e];

            if (edge->from != i || edge->to->number >= live->count
                || live->nodes[edge->to->number] != edge->to) {
                *why = "an edge leads nowhere";
                return false;
            }
            *sum = *sum * 31 + edge->to->number + edge->weight;
        }
        *sum += node->visits;
    }
    *sum = *sum * 31 + live->walked;
    return true;
}

const struct workload workload_graph = {
    .name = "graph",
    .summary = "walks through a graph whose edges change",
    .defaults = { .live_mb = 64, .operations = 300000, .mutation = 20,
                  .locality = 300, .seed = 1 },
    .build = build,
    .run = run,
    .check = check,
};
