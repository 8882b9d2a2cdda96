/* SPDX-License-Identifier: MIT */
/*
 * Special forms that choose: cond, case, and, or, when, unless.
 *
 * In: a form.  Out: a node made of if, let and calls.
 */
#include "expand.h"
#include "thread.h"

static struct var *temporary(struct expander *x, const char *name)
{
    struct var *var = pms_alloc(x->t, sizeof *var);

    var->name = pms_intern(x->t, name);
    return var;
}

static struct node *call1(struct expander *x, struct node *operator,
                          struct node *argument)
{
    struct node *node = pms_node(x, NODE_CALL);

    node->a = operator;
    node->count = 1;
    node->nodes = pms_alloc(x->t, sizeof *node->nodes);
    node->nodes[0] = argument;
    return node;
}

static struct node *expand_or(struct expander *x, value forms,
                              struct scope *scope)
{
    struct node *first, *rest;
    struct var *var;

    if (forms == PMS_NIL)
        return pms_node_const(x, PMS_FALSE);
    first = pms_expand(x, car(forms), scope);
    if (cdr(forms) == PMS_NIL)
        return first;
    rest = expand_or(x, cdr(forms), scope);
    if (first->kind == NODE_CONST)
        return is_true(first->constant) ? first : rest;
    var = temporary(x, "or");
    return pms_node_let1(x, var, first,
                         pms_node_if(x, pms_node_ref(x, var),
                                     pms_node_ref(x, var), rest));
}

static struct node *expand_and(struct expander *x, value forms,
                               struct scope *scope)
{
    struct node *first;

    if (forms == PMS_NIL)
        return pms_node_const(x, PMS_TRUE);
    first = pms_expand(x, car(forms), scope);
    if (cdr(forms) == PMS_NIL)
        return first;
    return pms_node_if(x, first, expand_and(x, cdr(forms), scope),
                       pms_node_const(x, PMS_FALSE));
}

/* cond, and the clauses of case after its key is known. */
static struct node *expand_cond(struct expander *x, value clauses,
                                struct scope *scope)
{
    value clause;
    struct node *test;
    struct var *var;
    int n;

    if (clauses == PMS_NIL)
        return pms_node_const(x, PMS_UNSPECIFIED);
    clause = car(clauses);
    n = pms_length(clause);
    if (n < 1)
        pms_syntax_error(x, "a clause of cond is no list", clause);
    pms_at(x, clause);
    if (pms_means(car(clause), scope, FORM_ELSE)) {
        if (cdr(clauses) != PMS_NIL || n < 2)
            pms_syntax_error(x, "else comes last, with at least one "
                                "expression", clause);
        return pms_expand_sequence(x, cdr(clause), scope);
    }
    test = pms_expand(x, car(clause), scope);
    if (n == 1) {
        var = temporary(x, "test");
        return pms_node_let1(x, var, test,
                             pms_node_if(x, pms_node_ref(x, var),
                                         pms_node_ref(x, var),
                                         expand_cond(x, cdr(clauses), scope)));
    }
    if (pms_means(pms_nth(clause, 1), scope, FORM_ARROW)) {
        struct node *receiver;

        if (n != 3)
            pms_syntax_error(x, "=> wants one expression after it", clause);
        var = temporary(x, "test");
        receiver = pms_expand(x, pms_nth(clause, 2), scope);
        return pms_node_let1(x, var, test,
                             pms_node_if(x, pms_node_ref(x, var),
                                         call1(x, receiver,
                                               pms_node_ref(x, var)),
                                         expand_cond(x, cdr(clauses), scope)));
    }
    return pms_node_if(x, test, pms_expand_sequence(x, cdr(clause), scope),
                       expand_cond(x, cdr(clauses), scope));
}

/* (memv key data), as a chain of tests. */
static struct node *case_test(struct expander *x, struct var *key, value data)
{
    struct node *args[2];
    value datum;
    bool simple;

    if (data == PMS_NIL)
        return pms_node_const(x, PMS_FALSE);
    datum = pms_strip(x->t, car(data));
    simple = is_fixnum(datum) || !is_number(datum);
    args[0] = pms_node_ref(x, key);
    args[1] = pms_node_const(x, datum);
    return pms_node_if(x, pms_node_core_call(x, simple ? "eq?" : "eqv?", 2,
                                             args),
                       pms_node_const(x, PMS_TRUE),
                       case_test(x, key, cdr(data)));
}

static struct node *case_body(struct expander *x, value body, struct var *key,
                              value clause, struct scope *scope)
{
    if (body == PMS_NIL)
        pms_syntax_error(x, "a clause of case has no expression", clause);
    if (!pms_means(car(body), scope, FORM_ARROW))
        return pms_expand_sequence(x, body, scope);
    if (pms_length(body) != 2)
        pms_syntax_error(x, "=> wants one expression after it", clause);
    return call1(x, pms_expand(x, pms_nth(body, 1), scope),
                 pms_node_ref(x, key));
}

static struct node *case_clauses(struct expander *x, value clauses,
                                 struct var *key, struct scope *scope)
{
    value clause;
    struct node *test, *body;

    if (clauses == PMS_NIL)
        return pms_node_const(x, PMS_UNSPECIFIED);
    clause = car(clauses);
    if (pms_length(clause) < 2)
        pms_syntax_error(x, "a clause of case wants ((DATUM ...) EXPRESSION "
                            "...)", clause);
    pms_at(x, clause);
    if (pms_means(car(clause), scope, FORM_ELSE)) {
        if (cdr(clauses) != PMS_NIL)
            pms_syntax_error(x, "else comes last", clause);
        return case_body(x, cdr(clause), key, clause, scope);
    }
    if (pms_length(car(clause)) < 0)
        pms_syntax_error(x, "a clause of case wants ((DATUM ...) EXPRESSION "
                            "...)", clause);
    test = case_test(x, key, car(clause));
    body = case_body(x, cdr(clause), key, clause, scope);
    return pms_node_if(x, test, body, case_clauses(x, cdr(clauses), key, scope));
}

struct node *pms_expand_conditional(struct expander *x, enum special_form form,
                                    value datum, struct scope *scope)
{
    int n = pms_length(datum);
    struct node *test, *body;
    struct var *key;

    switch (form) {
    case FORM_AND:
        return expand_and(x, cdr(datum), scope);
    case FORM_OR:
        return expand_or(x, cdr(datum), scope);
    case FORM_COND:
        if (n < 2)
            pms_syntax_error(x, "cond wants a clause", datum);
        return expand_cond(x, cdr(datum), scope);
    case FORM_CASE:
        if (n < 2)
            pms_syntax_error(x, "case wants a key", datum);
        key = temporary(x, "key");
        test = pms_expand(x, pms_nth(datum, 1), scope);
        return pms_node_let1(x, key, test,
                             case_clauses(x, cdr(cdr(datum)), key, scope));
    default: /* when, unless */
        if (n < 3)
            pms_syntax_error(x, "when and unless want a test and at least one "
                                "expression", datum);
        test = pms_expand(x, pms_nth(datum, 1), scope);
        body = pms_expand_sequence(x, cdr(cdr(datum)), scope);
        if (form == FORM_WHEN)
            return pms_node_if(x, test, body,
                               pms_node_const(x, PMS_UNSPECIFIED));
        return pms_node_if(x, test, pms_node_const(x, PMS_UNSPECIFIED), body);
    }
}
