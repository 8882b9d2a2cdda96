/* SPDX-License-Identifier: MIT */
/*
 * The expander's main step: one expression to a node.
 *
 * In: a datum and its scope.  Out: a node.  What special forms mean is in
 * forms.c, conditionals.c and binding_forms.c.
 */
#include <stdarg.h>
#include <stdio.h>

#include "expand.h"
#include "thread.h"
#include "error.h"

#define DEPTH_MAX 3000

void pms_syntax_error(struct expander *x, const char *message, value form)
{
    pms_raise_syntax(x->t, message, pms_list1(x->t, pms_strip(x->t, form)),
                     x->file, x->line, x->column);
}

void pms_at(struct expander *x, value form)
{
    value position;

    if (x->positions == PMS_FALSE)
        return;
    position = pms_table_get(x->t, x->positions, form, PMS_FALSE);
    if (position != PMS_FALSE) {
        x->line = pms_position_line(position);
        x->column = pms_position_column(position);
    }
}

/* ---- Lists ----------------------------------------------------------------- */

int pms_length(value list)
{
    int n = 0;

    for (; is_pair(list); list = cdr(list)) {
        if (++n > 100000000)
            return -1;
    }
    return list == PMS_NIL ? n : -1;
}

value pms_nth(value list, int n)
{
    while (n-- > 0)
        list = cdr(list);
    return car(list);
}

value pms_listn(struct thread *t, int n, ...)
{
    value items[16], list = PMS_NIL;
    va_list ap;

    va_start(ap, n);
    for (int i = 0; i < n; i++)
        items[i] = va_arg(ap, value);
    va_end(ap);
    while (n-- > 0)
        list = pms_cons(t, items[n], list);
    return list;
}

/* ---- Nodes ----------------------------------------------------------------- */

struct node *pms_node(struct expander *x, enum node_kind kind)
{
    struct node *node = pms_alloc(x->t, sizeof *node);

    node->kind = kind;
    node->line = x->line;
    node->column = x->column;
    return node;
}

struct node *pms_node_const(struct expander *x, value v)
{
    struct node *node = pms_node(x, NODE_CONST);

    node->constant = v;
    return node;
}

struct node *pms_node_ref(struct expander *x, struct var *var)
{
    struct node *node = pms_node(x, NODE_LREF);

    node->var = var;
    var->refs++;
    return node;
}

struct node *pms_node_if(struct expander *x, struct node *a, struct node *b,
                         struct node *c)
{
    struct node *node;

    if (a->kind == NODE_CONST)
        return is_true(a->constant) ? b : c;
    node = pms_node(x, NODE_IF);
    node->a = a;
    node->b = b;
    node->c = c;
    return node;
}

struct node *pms_node_let1(struct expander *x, struct var *var,
                           struct node *init, struct node *body)
{
    struct node *node = pms_node(x, NODE_LET);

    node->vars.count = node->count = 1;
    node->vars.at = pms_alloc(x->t, sizeof *node->vars.at);
    node->vars.at[0] = var;
    node->nodes = pms_alloc(x->t, sizeof *node->nodes);
    node->nodes[0] = init;
    node->a = body;
    return node;
}

struct node *pms_node_core_call(struct expander *x, const char *name, int argc,
                                struct node **args)
{
    struct node *node = pms_node(x, NODE_CALL), *operator;

    operator = pms_node(x, NODE_GREF);
    operator->binding = pms_env_find(pms_core_env,
                                     pms_intern(x->t, name))->binding;
    node->a = operator;
    node->count = argc;
    node->nodes = pms_alloc(x->t, (size_t)argc * sizeof *args + 1);
    memcpy(node->nodes, args, (size_t)argc * sizeof *args);
    return node;
}

struct node *pms_node_seq(struct expander *x, int count, struct node **nodes)
{
    struct node *node;

    if (count == 0)
        return pms_node_const(x, PMS_UNSPECIFIED);
    if (count == 1)
        return nodes[0];
    node = pms_node(x, NODE_SEQ);
    node->count = count;
    node->nodes = nodes;
    return node;
}

void pms_name_lambda(struct node *node, value name)
{
    if (node->kind == NODE_LAMBDA && node->lambda->name == PMS_FALSE)
        node->lambda->name = pms_identifier_symbol(name);
    if (node->kind == NODE_CASE_LAMBDA) {
        for (int i = 0; i < node->count; i++)
            pms_name_lambda(node->nodes[i], name);
    }
}

/* ---- Expressions ----------------------------------------------------------- */

static struct node *expand_identifier(struct expander *x, value id,
                                      struct scope *scope)
{
    struct denotation d = pms_lookup(id, scope);
    struct node *node;

    switch (d.kind) {
    case DENOTES_LOCAL:
        return pms_node_ref(x, d.what);
    case DENOTES_GLOBAL:
        node = pms_node(x, NODE_GREF);
        node->binding = d.what;
        return node;
    case DENOTES_NOTHING:
        /* It may be defined later. */
        node = pms_node(x, NODE_GREF);
        node->binding = pms_env_define(x->t, d.env, d.name);
        return node;
    default:
        pms_syntax_error(x, "a keyword is no expression by itself", id);
    }
}

static struct node *expand_call(struct expander *x, value form,
                                struct scope *scope)
{
    int n = pms_length(form);
    struct node *node;

    if (n < 0)
        pms_syntax_error(x, "a call is no proper list", form);
    /* ((lambda (a ...) body) b ...) is a let. */
    node = pms_node(x, NODE_CALL);
    node->a = pms_expand(x, car(form), scope);
    node->count = n - 1;
    node->nodes = pms_alloc(x->t, (size_t)n * sizeof *node->nodes);
    form = cdr(form);
    for (int i = 0; i < n - 1; i++, form = cdr(form))
        node->nodes[i] = pms_expand(x, car(form), scope);
    if (node->a->kind == NODE_LAMBDA && !node->a->lambda->rest &&
        node->a->lambda->params.count == node->count) {
        node->kind = NODE_LET;
        node->vars = node->a->lambda->params;
        node->a = node->a->lambda->body;
    }
    return node;
}

enum special_form pms_expand_head(struct expander *x, value *form,
                                  struct scope *scope)
{
    while (is_pair(*form) && pms_is_identifier(car(*form))) {
        struct denotation d = pms_lookup(car(*form), scope);

        pms_at(x, *form);
        if (d.kind == DENOTES_MACRO) {
            *form = pms_macro_expand(x, d.what, *form, scope);
        } else if (d.kind == DENOTES_FORM) {
            value other;

            if (pms_length(*form) < 0)
                pms_syntax_error(x, "a form is no proper list", *form);
            other = pms_rewrite(x, d.form, *form, scope);
            if (other == 0)
                return d.form;
            *form = other;
        } else {
            break;
        }
    }
    return FORM_NONE;
}

struct node *pms_expand(struct expander *x, value form, struct scope *scope)
{
    unsigned line = x->line, column = x->column;
    enum special_form special;
    struct node *node;

    if (++x->depth > DEPTH_MAX) {
        x->depth = 0;
        pms_syntax_error(x, "forms are nested too deeply", PMS_FALSE);
    }
    special = pms_expand_head(x, &form, scope);
    if (special != FORM_NONE) {
        node = pms_expand_form(x, special, form, scope);
    } else if (pms_is_identifier(form)) {
        node = expand_identifier(x, form, scope);
    } else if (is_pair(form)) {
        pms_at(x, form);
        node = expand_call(x, form, scope);
    } else if (form == PMS_NIL) {
        pms_syntax_error(x, "() is no expression; '() is the empty list",
                         form);
    } else {
        node = pms_node_const(x, pms_strip(x->t, form));
    }
    x->depth--;
    x->line = line;
    x->column = column;
    return node;
}

struct node *pms_expand_sequence(struct expander *x, value forms,
                                 struct scope *scope)
{
    int n = pms_length(forms);
    struct node **nodes;

    if (n < 0)
        pms_syntax_error(x, "a sequence is no proper list", forms);
    nodes = pms_alloc(x->t, (size_t)n * sizeof *nodes + 1);
    for (int i = 0; i < n; i++, forms = cdr(forms))
        nodes[i] = pms_expand(x, car(forms), scope);
    return pms_node_seq(x, n, nodes);
}
