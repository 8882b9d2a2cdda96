/* SPDX-License-Identifier: MIT */
/*
 * A forest of small binary trees, some of which are replaced by new ones.
 *
 * An operation builds a tree of 127 nodes and counts it; one that changes old
 * data puts it in the place of an old tree, the others drop it.
 */
#include "workload.h"

enum { DEPTH = 6, NODES = (2 << DEPTH) - 1 };

struct node {
    struct node *left, *right;
    uint64_t item;
};

struct live {
    struct node **trees;
    size_t count;
    uint64_t counted;
};

static struct node *make(uint64_t item, int depth, struct mutator *m)
{
    struct node *node = mutator_alloc(m, sizeof *node);

    node->item = item;
    if (depth > 0) {
        node->left = make(2 * item, depth - 1, m);
        node->right = make(2 * item + 1, depth - 1, m);
    }
    return node;
}

/* The number of nodes, or a number above NODES when an item is wrong. */
static uint64_t count(const struct node *node, uint64_t item)
{
    if (node == NULL)
        return 0;
    if (node->item != item)
        return NODES + 1;
    return 1 + count(node->left, 2 * item) + count(node->right, 2 * item + 1);
}

static void *build(const struct parameters *p, struct mutator *m)
{
    struct live *live = mutator_alloc(m, sizeof *live);
    size_t i;

    /* libgc gives a node 32 bytes. */
    live->count = (size_t)((p->live_mb << 20) / (NODES * 32));
    live->trees = mutator_alloc(m, (live->count + 1) * sizeof *live->trees);
    for (i = 0; i < live->count; i++)
        live->trees[i] = make(i + 1, DEPTH, m);
    return live;
}

static void run(void *data, const struct parameters *p, struct mutator *m)
{
    struct live *live = data;
    uint64_t random = p->seed, n;

    for (n = 0; n < p->operations && live->count > 0; n++) {
        size_t place = workload_choose(p, &random, live->count);
        struct node *tree = make(place + 1, DEPTH, m);

        live->counted += count(tree, place + 1);
        if (workload_changes(p, &random))
            live->trees[place] = tree;
    }
}

static bool check(void *data, const struct parameters *p, uint64_t *sum,
                  const char **why)
{
    struct live *live = data;
    size_t i;

    (void)p;
    for (i = 0; i < live->count; i++)
        if (count(live->trees[i], i + 1) != NODES) {
            *why = "an old tree is not whole";
            return false;
        }
    *sum = live->counted * 31 + live->count;
    return true;
}

const struct workload workload_trees = {
    .name = "trees",
    .summary = "a forest of small binary trees, some of them replaced",
    .defaults = { .live_mb = 64, .operations = 40000, .mutation = 50,
                  .locality = 500, .seed = 1 },
    .build = build,
    .run = run,
    .check = check,
};
