/* SPDX-License-Identifier: MIT */
/*
 * GCBench, in the form that Boehm and others made known: complete binary trees
 * of growing depth, built from the root and from the leaves, beside one tree
 * and one array of numbers that live long.
 *
 * An operation is a node of a short-lived tree.  The live heap sets the depth
 * of the long-lived tree.  Old data is not changed; the trees that are built
 * from the root are, while they are young.
 */
#include "workload.h"

enum { MIN_DEPTH = 4, MAX_DEPTH = 16, STRETCH_DEPTH = 18, NUMBERS = 500000 };

struct node {
    struct node *left, *right;
    int32_t i, j;
};

struct live {
    struct node *tree;
    double *numbers;
    int depth;
    uint64_t built; /* short-lived nodes */
};

static uint64_t tree_size(int depth)
{
    return (UINT64_C(2) << depth) - 1;
}

static void populate(struct node *node, int depth, struct mutator *m)
{
    if (depth <= 0)
        return;
    node->left = mutator_alloc(m, sizeof *node);
    node->right = mutator_alloc(m, sizeof *node);
    populate(node->left, depth - 1, m);
    populate(node->right, depth - 1, m);
}

static struct node *make_tree(int depth, struct mutator *m)
{
    struct node *left = NULL, *right = NULL, *node;

    if (depth > 0) {
        left = make_tree(depth - 1, m);
        right = make_tree(depth - 1, m);
    }
    node = mutator_alloc(m, sizeof *node);
    node->left = left;
    node->right = right;
    return node;
}

static uint64_t count(const struct node *node)
{
    return node == NULL ? 0 : 1 + count(node->left) + count(node->right);
}

static void *build(const struct parameters *p, struct mutator *m)
{
    struct live *live = mutator_alloc(m, sizeof *live);
    int i;

    /* Makes the heap as large as it will get. */
    (void)make_tree(STRETCH_DEPTH, m);
    while (tree_size(live->depth + 1) * sizeof(struct node)
           <= p->live_mb << 20)
        live->depth++;
    live->tree = mutator_alloc(m, sizeof *live->tree);
    populate(live->tree, live->depth, m);
    live->numbers = mutator_alloc_leaf(m, NUMBERS * sizeof *live->numbers);
    for (i = 0; i < NUMBERS / 2; i++)
        live->numbers[i] = 1.0 / (i + 1);
    return live;
}

static void run(void *data, const struct parameters *p, struct mutator *m)
{
    struct live *live = data;
    int depths = (MAX_DEPTH - MIN_DEPTH) / 2 + 1, depth;
    uint64_t i;

    for (depth = MIN_DEPTH; depth <= MAX_DEPTH; depth += 2) {
        uint64_t trees = p->operations / (uint64_t)depths / 2
                         / tree_size(depth);

        for (i = 0; i < trees; i++) {
            struct node *root = mutator_alloc(m, sizeof *root);

            populate(root, depth, m);
        }
        for (i = 0; i < trees; i++)
            (void)make_tree(depth, m);
        live->built += 2 * trees * tree_size(depth);
    }
}

static bool check(void *data, const struct parameters *p, uint64_t *sum,
                  const char **why)
{
    struct live *live = data;

    (void)p;
    if (count(live->tree) != tree_size(live->depth)) {
        *why = "the long-lived tree is not whole";
        return false;
    }
    if (live->numbers[1000] != 1.0 / 1001) {
        *why = "a number of the long-lived array is another";
        return false;
    }
    *sum = tree_size(live->depth) * 31 + live->built;
    return true;
}

const struct workload workload_gcbench = {
    .name = "gcbench",
    .summary = "short-lived binary trees beside a long-lived one, in the "
               "known form",
    .defaults = { .live_mb = 64, .operations = 5000000 },
    .build = build,
    .run = run,
    .check = check,
};
