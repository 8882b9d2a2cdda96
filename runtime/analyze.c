/* SPDX-License-Identifier: MIT */
/*
 * Which local procedures are loops.
 *
 * In: a tree.  Out: var->loop and var->known.  A group of procedures is a loop
 * when all its members are only called, with the right number of arguments,
 * from places in the same procedure after which nothing but the group's own
 * result is left to do.
 */
#include "compile.h"

/* The expression's value is the value of these groups. */
struct tail {
    struct node *fix;
    const struct tail *up;
};

struct analysis {
    struct thread *t;
    struct node **fixes;
    size_t count, room;
    bool first;
};

static void walk(struct analysis *a, struct node *node,
                 const struct tail *tail);

static bool is_in(const struct node *fix, const struct tail *tail)
{
    for (; tail != NULL; tail = tail->up) {
        if (tail->fix == fix)
            return true;
    }
    return false;
}

static void note_fix(struct analysis *a, struct node *fix)
{
    if (a->count == a->room) {
        size_t room = a->room ? 2 * a->room : 16;
        struct node **fixes = pms_alloc(a->t, room * sizeof *fixes);

        if (a->count > 0)
            memcpy(fixes, a->fixes, a->count * sizeof *fixes);
        a->fixes = fixes;
        a->room = room;
    }
    a->fixes[a->count++] = fix;
}

static void walk_fix(struct analysis *a, struct node *node,
                     const struct tail *tail)
{
    struct tail inner = {node, tail};

    note_fix(a, node);
    for (int i = 0; i < node->count; i++) {
        struct var *var = node->vars.at[i];

        if (a->first) {
            var->fix = node;
            var->known = node->nodes[i]->lambda;
            var->loop = true;
            for (int k = 0; k < node->count; k++)
                var->loop = var->loop && !node->nodes[k]->lambda->rest;
        }
        var->seen = var->jumps = 0;
    }
    if (!node->vars.at[0]->loop) {
        for (int i = 0; i < node->count; i++)
            walk(a, node->nodes[i]->lambda->body, NULL);
        walk(a, node->a, tail);
        return;
    }
    for (int i = 0; i < node->count; i++)
        walk(a, node->nodes[i]->lambda->body, &inner);
    walk(a, node->a, &inner);
}

static void walk(struct analysis *a, struct node *node, const struct tail *tail)
{
    struct var *var;

    switch (node->kind) {
    case NODE_CONST:
    case NODE_GREF:
        break;
    case NODE_LREF:
        node->var->seen++;
        break;
    case NODE_LSET:
        node->var->seen++;
        walk(a, node->a, NULL);
        break;
    case NODE_GSET:
    case NODE_GDEF:
        walk(a, node->a, NULL);
        break;
    case NODE_IF:
        walk(a, node->a, NULL);
        walk(a, node->b, tail);
        walk(a, node->c, tail);
        break;
    case NODE_LAMBDA:
        walk(a, node->lambda->body, NULL);
        break;
    case NODE_CASE_LAMBDA:
        for (int i = 0; i < node->count; i++)
            walk(a, node->nodes[i], NULL);
        break;
    case NODE_SEQ:
        for (int i = 0; i < node->count; i++)
            walk(a, node->nodes[i], i == node->count - 1 ? tail : NULL);
        break;
    case NODE_CALL:
        for (int i = 0; i < node->count; i++)
            walk(a, node->nodes[i], NULL);
        var = node->a->kind == NODE_LREF ? node->a->var : NULL;
        if (var != NULL && var->loop && is_in(var->fix, tail) &&
            var->known->params.count == node->count) {
            var->seen++;
            var->jumps++;
        } else {
            walk(a, node->a, NULL);
        }
        break;
    case NODE_LET:
    case NODE_RECEIVE:
        for (int i = 0; i < node->count; i++)
            walk(a, node->nodes[i], NULL);
        walk(a, node->a, tail);
        break;
    case NODE_FIX:
        walk_fix(a, node, tail);
        break;
    }
}

void pms_analyze(struct thread *t, struct node *node)
{
    struct analysis a = {.t = t, .first = true};
    bool again = true;

    /* What is found to be no loop may hold calls of others: look again. */
    for (int round = 0; again; round++) {
        a.count = 0;
        walk(&a, node, NULL);
        a.first = again = false;
        for (size_t i = 0; i < a.count; i++) {
            struct node *fix = a.fixes[i];
            bool loop = fix->vars.at[0]->loop && round < 20;

            for (int k = 0; k < fix->count; k++)
                loop = loop && fix->vars.at[k]->seen == fix->vars.at[k]->jumps;
            if (loop == fix->vars.at[0]->loop)
                continue;
            for (int k = 0; k < fix->count; k++)
                fix->vars.at[k]->loop = false;
            again = true;
        }
    }
}

bool pms_mentions(const struct node *node, const struct var *var)
{
    switch (node->kind) {
    case NODE_CONST:
    case NODE_GREF:
        return false;
    case NODE_LREF:
        return node->var == var;
    case NODE_LSET:
        return node->var == var || pms_mentions(node->a, var);
    case NODE_GSET:
    case NODE_GDEF:
        return pms_mentions(node->a, var);
    case NODE_IF:
        return pms_mentions(node->a, var) || pms_mentions(node->b, var) ||
               pms_mentions(node->c, var);
    case NODE_LAMBDA:
        return pms_mentions(node->lambda->body, var);
    default:
        for (int i = 0; i < node->count; i++) {
            if (pms_mentions(node->nodes[i], var))
                return true;
        }
        return node->a != NULL && pms_mentions(node->a, var);
    }
}
