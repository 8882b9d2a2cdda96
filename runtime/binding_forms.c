/* SPDX-License-Identifier: MIT */
/*
 * Special forms that bind: let, let*, letrec, letrec*, named let, do,
 * let-values, let*-values.
 *
 * In: a form.  Out: a node made of let, fix and receive.
 */
#include "expand.h"
#include "thread.h"

/* Checks ((NAME EXPRESSION) ...) and returns how many. */
static int check_bindings(struct expander *x, value bindings, value datum)
{
    int n = pms_length(bindings);

    if (n < 0)
        pms_syntax_error(x, "the bindings are no list", datum);
    for (value l = bindings; is_pair(l); l = cdr(l)) {
        if (pms_length(car(l)) != 2 || !pms_is_identifier(car(car(l))))
            pms_syntax_error(x, "a binding wants (NAME EXPRESSION)", car(l));
    }
    return n;
}

static struct var *add_var(struct expander *x, struct scope *scope, value id)
{
    int before = scope->count;
    struct var *var = pms_scope_add_var(x, scope, id);

    if (scope->count == before)
        pms_syntax_error(x, "a variable is bound twice", id);
    return var;
}

static struct node *make_let(struct expander *x, int n)
{
    struct node *node = pms_node(x, NODE_LET);

    node->count = node->vars.count = n;
    node->nodes = pms_alloc(x->t, (size_t)n * sizeof *node->nodes + 1);
    node->vars.at = pms_alloc(x->t, (size_t)n * sizeof *node->vars.at + 1);
    return node;
}

static struct node *expand_let(struct expander *x, value bindings, value body,
                               struct scope *scope, value datum)
{
    int n = check_bindings(x, bindings, datum);
    struct node *node = make_let(x, n);
    struct scope *inner = pms_scope_push(x, scope);

    for (int i = 0; i < n; i++, bindings = cdr(bindings)) {
        value id = car(car(bindings));

        node->nodes[i] = pms_expand(x, pms_nth(car(bindings), 1), scope);
        pms_name_lambda(node->nodes[i], id);
        node->vars.at[i] = add_var(x, inner, id);
    }
    node->a = pms_expand_body(x, body, inner);
    return n == 0 ? node->a : node;
}

static struct node *expand_let_star(struct expander *x, value bindings,
                                    value body, struct scope *scope)
{
    struct scope *inner;
    struct node *init;
    struct var *var;

    if (bindings == PMS_NIL)
        return pms_expand_body(x, body, pms_scope_push(x, scope));
    init = pms_expand(x, pms_nth(car(bindings), 1), scope);
    pms_name_lambda(init, car(car(bindings)));
    inner = pms_scope_push(x, scope);
    var = pms_scope_add_var(x, inner, car(car(bindings)));
    return pms_node_let1(x, var, init,
                         expand_let_star(x, cdr(bindings), body, inner));
}

/* A loop: the variable name is a procedure of vars, called with inits. */
static struct node *make_loop(struct expander *x, struct var *name,
                              struct node *procedure, int n,
                              struct node **inits)
{
    struct node *fix = pms_node(x, NODE_FIX), *call = pms_node(x, NODE_CALL);

    fix->count = fix->vars.count = 1;
    fix->vars.at = pms_alloc(x->t, sizeof *fix->vars.at);
    fix->vars.at[0] = name;
    fix->nodes = pms_alloc(x->t, sizeof *fix->nodes);
    fix->nodes[0] = procedure;
    call->a = pms_node_ref(x, name);
    call->count = n;
    call->nodes = inits;
    fix->a = call;
    return fix;
}

static struct node *expand_named_let(struct expander *x, value datum,
                                     struct scope *scope)
{
    value name = pms_nth(datum, 1), bindings, formals = PMS_NIL;
    struct node **inits, *procedure;
    struct scope *inner;
    struct var *var;
    int n;

    if (pms_length(datum) < 4)
        pms_syntax_error(x, "a named let wants a body", datum);
    bindings = pms_nth(datum, 2);
    n = check_bindings(x, bindings, datum);
    inits = pms_alloc(x->t, (size_t)n * sizeof *inits + 1);
    for (int i = n; i-- > 0;)
        formals = pms_cons(x->t, car(pms_nth(bindings, i)), formals);
    for (int i = 0; i < n; i++)
        inits[i] = pms_expand(x, pms_nth(pms_nth(bindings, i), 1), scope);
    inner = pms_scope_push(x, scope);
    var = pms_scope_add_var(x, inner, name);
    procedure = pms_expand_lambda(x, formals, cdr(cdr(cdr(datum))), inner,
                                  pms_identifier_symbol(name));
    if (var->sets > 0) {
        /* ((letrec ((name procedure)) name) init ...) */
        struct node *set = pms_node(x, NODE_LSET), *call, **seq;

        set->var = var;
        set->a = procedure;
        call = pms_node(x, NODE_CALL);
        call->a = pms_node_ref(x, var);
        call->count = n;
        call->nodes = inits;
        seq = pms_alloc(x->t, 2 * sizeof *seq);
        seq[0] = set;
        seq[1] = call;
        return pms_node_let1(x, var, pms_node_const(x, PMS_UNSPECIFIED),
                             pms_node_seq(x, 2, seq));
    }
    return make_loop(x, var, procedure, n, inits);
}

static struct node *expand_do(struct expander *x, value datum,
                              struct scope *scope)
{
    value specs, exit, commands;
    struct node **inits, **steps, **seq, *procedure, *again, *done, *test;
    struct lambda *lambda;
    struct scope *inner = pms_scope_push(x, scope);
    struct var *loop = pms_alloc(x->t, sizeof *loop);
    int n, k = 0;

    if (pms_length(datum) < 3 || pms_length(pms_nth(datum, 1)) < 0 ||
        pms_length(pms_nth(datum, 2)) < 1)
        pms_syntax_error(x, "do wants ((NAME INIT STEP) ...) (TEST EXPRESSION "
                            "...) COMMAND ...", datum);
    specs = pms_nth(datum, 1);
    exit = pms_nth(datum, 2);
    commands = cdr(cdr(cdr(datum)));
    n = pms_length(specs);
    loop->name = pms_intern(x->t, "do");
    inits = pms_alloc(x->t, (size_t)n * sizeof *inits + 1);
    steps = pms_alloc(x->t, (size_t)n * sizeof *steps + 1);
    procedure = pms_node(x, NODE_LAMBDA);
    procedure->lambda = lambda = pms_alloc(x->t, sizeof *lambda);
    lambda->name = loop->name;
    lambda->line = x->line;
    lambda->column = x->column;
    lambda->params.at = pms_alloc(x->t, (size_t)n * sizeof *inits + 1);
    for (value l = specs; is_pair(l); l = cdr(l)) {
        int length = pms_length(car(l));

        if (length < 2 || length > 3 || !pms_is_identifier(car(car(l))))
            pms_syntax_error(x, "a variable of do wants (NAME INIT STEP)",
                             car(l));
        inits[k] = pms_expand(x, pms_nth(car(l), 1), scope);
        lambda->params.at[k++] = add_var(x, inner, car(car(l)));
    }
    lambda->params.count = n;
    test = pms_expand(x, car(exit), inner);
    done = pms_expand_sequence(x, cdr(exit), inner);
    seq = pms_alloc(x->t, 2 * sizeof *seq);
    seq[0] = pms_expand_sequence(x, commands, inner);
    for (int i = 0; i < n; i++, specs = cdr(specs)) {
        value step = cdr(cdr(car(specs)));

        steps[i] = step == PMS_NIL ? pms_node_ref(x, lambda->params.at[i])
                                   : pms_expand(x, car(step), inner);
    }
    again = pms_node(x, NODE_CALL);
    again->a = pms_node_ref(x, loop);
    again->count = n;
    again->nodes = steps;
    seq[1] = again;
    lambda->body = pms_node_if(x, test, done,
                               commands == PMS_NIL ? again
                                                   : pms_node_seq(x, 2, seq));
    return make_loop(x, loop, procedure, n, inits);
}

/* (((a b) e) ...): outer expressions see scope, later ones too unless it is
 * let*-values. */
static struct node *expand_let_values(struct expander *x, bool star,
                                      value bindings, value body,
                                      struct scope *scope)
{
    struct thread *t = x->t;
    value rest = PMS_NIL, lets = PMS_NIL;

    for (value l = bindings; is_pair(l); l = cdr(l)) {
        if (pms_length(car(l)) != 2)
            pms_syntax_error(x, "a binding wants (FORMALS EXPRESSION)", car(l));
    }
    if (pms_length(bindings) < 0)
        pms_syntax_error(x, "the bindings are no list", bindings);
    rest = pms_cons(t, pms_core_form(FORM_LET),
                    pms_cons(t, PMS_NIL, body));
    if (!star) {
        /* Every variable gets a temporary name first. */
        value renamed = PMS_NIL;

        for (value l = bindings; is_pair(l); l = cdr(l)) {
            value formals = PMS_NIL, f = car(car(l)), tail = PMS_NIL;

            for (; is_pair(f); f = cdr(f)) {
                value temp = pms_core_id(t, "temporary");

                if (!pms_is_identifier(car(f)))
                    pms_syntax_error(x, "a variable is no identifier", car(f));
                lets = pms_cons(t, pms_listn(t, 2, car(f), temp), lets);
                formals = pms_cons(t, temp, formals);
            }
            if (f != PMS_NIL) {
                tail = pms_core_id(t, "temporary");
                lets = pms_cons(t, pms_listn(t, 2, f, tail), lets);
            }
            for (; is_pair(formals); formals = cdr(formals))
                tail = pms_cons(t, car(formals), tail);
            renamed = pms_cons(t, pms_listn(t, 2, tail, pms_nth(car(l), 1)),
                               renamed);
        }
        rest = pms_cons(t, pms_core_form(FORM_LET), pms_cons(t, lets, body));
        bindings = renamed;
    } else {
        value reversed = PMS_NIL;

        for (value l = bindings; is_pair(l); l = cdr(l))
            reversed = pms_cons(t, car(l), reversed);
        bindings = reversed;
    }
    for (value l = bindings; is_pair(l); l = cdr(l))
        rest = pms_listn(t, 4, pms_core_form(FORM_RECEIVE), car(car(l)),
                         pms_nth(car(l), 1), rest);
    return pms_expand(x, rest, scope);
}

static struct node *expand_letrec(struct expander *x, value bindings,
                                  value body, struct scope *scope, value datum)
{
    int n = check_bindings(x, bindings, datum);
    struct binding_item *items = pms_alloc(x->t, (size_t)n * sizeof *items + 1);
    struct scope *inner = pms_scope_push(x, scope);

    for (int i = 0; i < n; i++, bindings = cdr(bindings)) {
        items[i].var = add_var(x, inner, car(car(bindings)));
        items[i].form = pms_nth(car(bindings), 1);
    }
    return pms_expand_letrec(x, items, n, body, inner);
}

struct node *pms_expand_binding_form(struct expander *x, enum special_form form,
                                     value datum, struct scope *scope)
{
    value bindings, body;

    if (form == FORM_DO)
        return expand_do(x, datum, scope);
    if (pms_length(datum) < 3)
        pms_syntax_error(x, "bindings and a body are wanted", datum);
    bindings = pms_nth(datum, 1);
    body = cdr(cdr(datum));
    switch (form) {
    case FORM_LET:
        if (pms_is_identifier(bindings))
            return expand_named_let(x, datum, scope);
        return expand_let(x, bindings, body, scope, datum);
    case FORM_LET_STAR:
        check_bindings(x, bindings, datum);
        return expand_let_star(x, bindings, body, scope);
    case FORM_LET_VALUES:
    case FORM_LET_STAR_VALUES:
        return expand_let_values(x, form == FORM_LET_STAR_VALUES, bindings,
                                 body, scope);
    default:
        return expand_letrec(x, bindings, body, scope, datum);
    }
}
