/* SPDX-License-Identifier: MIT */
/*
 * Bodies: definitions inside, letrec and letrec*.
 *
 * In: the forms of a body.  Out: a node made of let (variables that have
 * their value before anything looks), fix (procedures that see each other)
 * and boxes (everything else), in the order that was written.
 */
#include "expand.h"
#include "thread.h"

struct items {
    struct binding_item *at;
    int count, room;
};

static void add_item(struct expander *x, struct items *items, struct var *var,
                     value form)
{
    if (items->count == items->room) {
        int room = items->room ? 2 * items->room : 8;
        struct binding_item *at = pms_alloc(x->t, (size_t)room * sizeof *at);

        if (items->count > 0)
            memcpy(at, items->at, (size_t)items->count * sizeof *at);
        items->at = at;
        items->room = room;
    }
    items->at[items->count++] = (struct binding_item){.var = var, .form = form};
}

/* ---- From items to nodes --------------------------------------------------- */

/* Items in the order in which they are made, and who refers to whom. */
struct plan {
    struct expander *x;
    struct binding_item *items;
    int count;
    bool *refers;       /* [i * count + k]: item i names the variable of k */
    int *order;         /* negative: ~index, a member of a fix that goes on */
    int *position;      /* of item i in order */
    int length;
};

static bool is_fixed(const struct binding_item *item)
{
    return item->var != NULL && item->node->kind == NODE_LAMBDA &&
           item->var->sets == 0;
}

static void place(struct plan *p, int i)
{
    p->position[i] = p->length;
    p->order[p->length++] = i;
}

/* Procedures wait until something that runs names one of them. */
static void make_order(struct plan *p)
{
    int *waiting = pms_alloc_atomic(p->x->t, (size_t)p->count * sizeof(int) + 1);
    int n = 0;

    for (int i = 0; i < p->count; i++) {
        bool named = i == p->count - 1;

        if (is_fixed(&p->items[i])) {
            waiting[n++] = i;
            continue;
        }
        for (int k = 0; k < n && !named; k++)
            named = p->refers[i * p->count + waiting[k]];
        if (named) {
            for (int k = 0; k < n; k++)
                place(p, waiting[k]);
            n = 0;
        }
        place(p, i);
    }
}

/* Whether the variable of item i can be seen before it has its value. */
static bool is_early(const struct plan *p, int i)
{
    int from = p->position[i];

    /* A fix sees its own members. */
    if (is_fixed(&p->items[i])) {
        int first = from;

        while (first > 0 && is_fixed(&p->items[p->order[first - 1]]))
            first--;
        for (int k = 0; k < first; k++) {
            if (p->refers[p->order[k] * p->count + i])
                return true;
        }
        return false;
    }
    for (int k = 0; k <= from; k++) {
        if (p->refers[p->order[k] * p->count + i])
            return true;
    }
    return false;
}

static struct node *make_fix(struct plan *p, const int *members, int n,
                             struct node *body)
{
    struct expander *x = p->x;
    struct node *node = pms_node(x, NODE_FIX);

    node->count = node->vars.count = n;
    node->nodes = pms_alloc(x->t, (size_t)n * sizeof *node->nodes);
    node->vars.at = pms_alloc(x->t, (size_t)n * sizeof *node->vars.at);
    for (int i = 0; i < n; i++) {
        node->nodes[i] = p->items[members[i]].node;
        node->vars.at[i] = p->items[members[i]].var;
    }
    node->a = body;
    return node;
}

/* As many fixes as possible: a procedure that no other member names gets one
 * of its own, inside the others'. */
static struct node *make_fixes(struct plan *p, const int *order, int n,
                               struct node *body)
{
    int *members = pms_alloc_atomic(p->x->t, (size_t)n * sizeof(int) + 1);
    bool again = true;

    memcpy(members, order, (size_t)n * sizeof(int));
    while (again && n > 1) {
        again = false;
        for (int i = n; i-- > 0 && n > 1;) {
            bool named = false;
            int member = members[i];

            for (int k = 0; k < n && !named; k++)
                named = k != i && p->refers[members[k] * p->count + member];
            if (named)
                continue;
            body = make_fix(p, &member, 1, body);
            memmove(members + i, members + i + 1,
                    (size_t)(n - i - 1) * sizeof(int));
            n--;
            again = true;
        }
    }
    return make_fix(p, members, n, body);
}

static struct node *build(struct plan *p, int at, const bool *early)
{
    struct expander *x = p->x;
    struct binding_item *item = &p->items[p->order[at]];
    int n = 0;

    if (at == p->length - 1)
        return item->node;
    if (item->var == NULL || early[p->order[at]]) {
        struct node **seq = pms_alloc(x->t, 2 * sizeof *seq);

        seq[0] = item->node;
        if (item->var != NULL) {
            seq[0] = pms_node(x, NODE_LSET);
            seq[0]->var = item->var;
            seq[0]->a = item->node;
        }
        seq[1] = build(p, at + 1, early);
        if (seq[1]->kind == NODE_SEQ) { /* keep sequences flat */
            struct node **flat = pms_alloc(x->t, (size_t)(seq[1]->count + 1) *
                                                     sizeof *flat);

            flat[0] = seq[0];
            memcpy(flat + 1, seq[1]->nodes,
                   (size_t)seq[1]->count * sizeof *flat);
            return pms_node_seq(x, seq[1]->count + 1, flat);
        }
        return pms_node_seq(x, 2, seq);
    }
    if (!is_fixed(item))
        return pms_node_let1(x, item->var, item->node,
                             build(p, at + 1, early));
    while (is_fixed(&p->items[p->order[at + n]]) && !early[p->order[at + n]])
        n++;
    return make_fixes(p, p->order + at, n, build(p, at + n, early));
}

/* The last item is the expression whose value counts. */
static struct node *lower(struct expander *x, struct binding_item *items,
                          int count, bool *refers)
{
    struct plan p = {.x = x, .items = items, .count = count, .refers = refers};
    bool *early = pms_alloc_atomic(x->t, (size_t)count + 1);
    struct node *node;

    p.order = pms_alloc_atomic(x->t, (size_t)count * sizeof(int) + 1);
    p.position = pms_alloc_atomic(x->t, (size_t)count * sizeof(int) + 1);
    make_order(&p);
    for (int i = 0; i < count; i++)
        early[i] = items[i].var != NULL && is_early(&p, i);
    node = build(&p, 0, early);
    for (int i = 0; i < count; i++) {
        if (early[i]) {
            items[i].var->sets++;
            items[i].var->checked = true;
            node = pms_node_let1(x, items[i].var,
                                 pms_node_const(x, PMS_UNBOUND), node);
        }
    }
    return node;
}

static struct node *expand_items(struct expander *x, struct binding_item *items,
                                 int count, struct scope *scope, bool is_body,
                                 value body)
{
    int *before = pms_alloc_atomic(x->t, (size_t)count * sizeof(int) + 1);
    bool *refers = pms_alloc(x->t, (size_t)count * (size_t)count + 1);

    for (int i = 0; i < count; i++) {
        struct binding_item *item = &items[i];

        for (int k = 0; k < count; k++) {
            if (items[k].var != NULL)
                before[k] = items[k].var->refs + items[k].var->sets;
        }
        if (i == count - 1 && !is_body)
            item->node = pms_expand_body(x, body, scope);
        else if (item->form == 0)
            item->node = pms_node_const(x, PMS_UNSPECIFIED);
        else
            item->node = pms_expand(x, item->form, scope);
        if (item->var != NULL)
            pms_name_lambda(item->node, item->var->name);
        for (int k = 0; k < count; k++) {
            refers[i * count + k] =
                items[k].var != NULL &&
                before[k] != items[k].var->refs + items[k].var->sets;
        }
    }
    return lower(x, items, count, refers);
}

struct node *pms_expand_letrec(struct expander *x, struct binding_item *items,
                               int count, value body, struct scope *scope)
{
    struct binding_item *all = pms_alloc(x->t, (size_t)(count + 1) *
                                                   sizeof *all);

    memcpy(all, items, (size_t)count * sizeof *all);
    return expand_items(x, all, count + 1, scope, false, body);
}

/* ---- From forms to items --------------------------------------------------- */

static void collect(struct expander *x, struct items *items, value forms,
                    struct scope *scope)
{
    if (pms_length(forms) < 0)
        pms_syntax_error(x, "a body is no proper list", forms);
    for (; is_pair(forms); forms = cdr(forms)) {
        value form = car(forms), id, init;
        struct denotation means;

        switch (pms_expand_head(x, &form, scope)) {
        case FORM_BEGIN:
            collect(x, items, cdr(form), scope);
            break;
        case FORM_DEFINE:
            pms_take_define(x, form, &id, &init);
            if (scope->count > 0 &&
                pms_lookup(id, scope).kind == DENOTES_LOCAL) {
                struct var *old = pms_lookup(id, scope).what;

                for (int i = 0; i < items->count; i++) {
                    if (items->at[i].var == old)
                        pms_syntax_error(x, "a variable is defined twice", id);
                }
            }
            add_item(x, items, pms_scope_add_var(x, scope, id), init);
            break;
        case FORM_DEFINE_SYNTAX:
            pms_take_define_syntax(x, form, scope, &id, &means);
            pms_scope_add(x, scope, id)->means = means;
            break;
        default:
            add_item(x, items, NULL, form);
        }
    }
}

struct node *pms_expand_body(struct expander *x, value forms,
                             struct scope *up)
{
    struct scope *scope = pms_scope_push(x, up);
    struct items items = {0};

    collect(x, &items, forms, scope);
    if (items.count == 0 || items.at[items.count - 1].var != NULL)
        add_item(x, &items, NULL, 0);
    return expand_items(x, items.at, items.count, scope, true, PMS_NIL);
}
