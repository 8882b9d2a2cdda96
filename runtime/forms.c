/* SPDX-License-Identifier: MIT */
/*
 * Special forms: the primitive ones, and which file has which other.
 *
 * In: a form whose head means a special form.  Out: a node.
 */
#include "expand.h"
#include "thread.h"

/* ---- lambda ---------------------------------------------------------------- */

/* Adds the parameters to scope.  Returns their list; *rest: dotted. */
static struct var_list expand_formals(struct expander *x, value formals,
                                      struct scope *scope, bool *rest)
{
    struct var_list vars = {0};
    value f;
    int n = 0;

    for (f = formals; is_pair(f); f = cdr(f))
        n++;
    *rest = f != PMS_NIL;
    n += *rest;
    vars.at = pms_alloc(x->t, (size_t)n * sizeof *vars.at + 1);
    for (f = formals; n > 0; f = is_pair(f) ? cdr(f) : PMS_NIL) {
        value id = is_pair(f) ? car(f) : f;
        int before = scope->count;

        if (!pms_is_identifier(id))
            pms_syntax_error(x, "a parameter is no identifier", id);
        vars.at[vars.count] = pms_scope_add_var(x, scope, id);
        if (scope->count == before)
            pms_syntax_error(x, "a parameter is named twice", id);
        if (++vars.count == n)
            break;
    }
    return vars;
}

struct node *pms_expand_lambda(struct expander *x, value formals, value body,
                               struct scope *scope, value name)
{
    struct node *node = pms_node(x, NODE_LAMBDA);
    struct lambda *lambda = pms_alloc(x->t, sizeof *lambda);
    struct scope *inner = pms_scope_push(x, scope);

    node->lambda = lambda;
    lambda->line = x->line;
    lambda->column = x->column;
    lambda->name = name;
    lambda->params = expand_formals(x, formals, inner, &lambda->rest);
    lambda->body = pms_expand_body(x, body, inner);
    return node;
}

static struct node *expand_case_lambda(struct expander *x, value datum,
                                       struct scope *scope)
{
    struct node *node = pms_node(x, NODE_CASE_LAMBDA);
    value clauses = cdr(datum);
    int n = pms_length(clauses);

    node->nodes = pms_alloc(x->t, (size_t)n * sizeof *node->nodes + 1);
    for (; is_pair(clauses); clauses = cdr(clauses)) {
        if (pms_length(car(clauses)) < 2)
            pms_syntax_error(x, "a clause of case-lambda wants (FORMALS BODY "
                                "...)", car(clauses));
        node->nodes[node->count++] = pms_expand_lambda(
            x, car(car(clauses)), cdr(car(clauses)), scope, PMS_FALSE);
    }
    return node;
}

/* ---- set!, define ---------------------------------------------------------- */

static struct node *expand_set(struct expander *x, value datum,
                               struct scope *scope)
{
    value id;
    struct denotation d;
    struct node *node;
    struct env_entry *entry;

    if (pms_length(datum) != 3 || !pms_is_identifier(car(cdr(datum))))
        pms_syntax_error(x, "set! wants (set! NAME EXPRESSION)", datum);
    id = car(cdr(datum));
    d = pms_lookup(id, scope);
    node = pms_node(x, NODE_GSET);
    switch (d.kind) {
    case DENOTES_LOCAL:
        node->kind = NODE_LSET;
        node->var = d.what;
        node->var->sets++;
        break;
    case DENOTES_GLOBAL:
        node->binding = d.what;
        entry = pms_env_find(scope->env, id);
        if (node->binding->constant ||
            (entry != NULL && entry->imported &&
             entry->binding == node->binding))
            pms_syntax_error(x, "a variable that is imported can't be "
                                "assigned; define it first", id);
        break;
    case DENOTES_NOTHING:
        node->binding = pms_env_define(x->t, d.env, d.name);
        break;
    default:
        pms_syntax_error(x, "set! of a keyword", id);
    }
    node->a = pms_expand(x, car(cdr(cdr(datum))), scope);
    pms_name_lambda(node->a, id);
    return node;
}

/* ---- Local syntax ---------------------------------------------------------- */

static struct node *expand_let_syntax(struct expander *x, bool recursive,
                                      value datum, struct scope *scope)
{
    struct scope *inner = pms_scope_push(x, scope);

    if (pms_length(datum) < 3 || pms_length(car(cdr(datum))) < 0)
        pms_syntax_error(x, "let-syntax wants ((KEYWORD RULES) ...) and a "
                            "body", datum);
    for (value l = car(cdr(datum)); is_pair(l); l = cdr(l)) {
        struct denotation means;

        if (pms_length(car(l)) != 2 || !pms_is_identifier(car(car(l))))
            pms_syntax_error(x, "a binding of let-syntax wants (KEYWORD "
                                "RULES)", car(l));
        means = pms_transformer(x, car(cdr(car(l))), recursive ? inner : scope);
        pms_scope_add(x, inner, car(car(l)))->means = means;
    }
    return pms_expand_body(x, cdr(cdr(datum)), inner);
}

/* ---- Which form ------------------------------------------------------------ */

static struct node *expand_if(struct expander *x, value datum,
                              struct scope *scope)
{
    int n = pms_length(datum);
    struct node *a, *b;

    if (n != 3 && n != 4)
        pms_syntax_error(x, "if wants a test and one or two branches", datum);
    a = pms_expand(x, pms_nth(datum, 1), scope);
    b = pms_expand(x, pms_nth(datum, 2), scope);
    return pms_node_if(x, a, b, n == 4 ? pms_expand(x, pms_nth(datum, 3), scope)
                                       : pms_node_const(x, PMS_UNSPECIFIED));
}

/* (receive FORMALS EXPRESSION BODY ...) */
static struct node *expand_receive(struct expander *x, value datum,
                                   struct scope *scope)
{
    struct node *node = pms_node(x, NODE_RECEIVE);
    struct scope *inner = pms_scope_push(x, scope);

    if (pms_length(datum) < 4)
        pms_syntax_error(x, "receive wants (receive FORMALS EXPRESSION BODY "
                            "...)", datum);
    node->count = 1;
    node->nodes = pms_alloc(x->t, sizeof *node->nodes);
    node->nodes[0] = pms_expand(x, pms_nth(datum, 2), scope);
    node->vars = expand_formals(x, car(cdr(datum)), inner, &node->rest);
    node->a = pms_expand_body(x, cdr(cdr(cdr(datum))), inner);
    return node;
}

struct node *pms_expand_form(struct expander *x, enum special_form form,
                             value datum, struct scope *scope)
{
    switch (form) {
    case FORM_QUOTE:
        if (pms_length(datum) != 2)
            pms_syntax_error(x, "quote wants one datum", datum);
        return pms_node_const(x, pms_strip(x->t, car(cdr(datum))));
    case FORM_QUASIQUOTE:
        if (pms_length(datum) != 2)
            pms_syntax_error(x, "quasiquote wants one datum", datum);
        return pms_expand(x, pms_quasiquote(x, car(cdr(datum)), scope), scope);
    case FORM_LAMBDA:
        if (pms_length(datum) < 3)
            pms_syntax_error(x, "lambda wants (lambda FORMALS BODY ...)",
                             datum);
        return pms_expand_lambda(x, car(cdr(datum)), cdr(cdr(datum)), scope,
                                 PMS_FALSE);
    case FORM_CASE_LAMBDA:
        return expand_case_lambda(x, datum, scope);
    case FORM_SET:
        return expand_set(x, datum, scope);
    case FORM_IF:
        return expand_if(x, datum, scope);
    case FORM_BEGIN:
        return pms_expand_sequence(x, cdr(datum), scope);
    case FORM_RECEIVE:
        return expand_receive(x, datum, scope);
    case FORM_LET_SYNTAX:
    case FORM_LETREC_SYNTAX:
        return expand_let_syntax(x, form == FORM_LETREC_SYNTAX, datum, scope);
    case FORM_COND:
    case FORM_CASE:
    case FORM_AND:
    case FORM_OR:
    case FORM_WHEN:
    case FORM_UNLESS:
        return pms_expand_conditional(x, form, datum, scope);
    case FORM_LET:
    case FORM_LET_STAR:
    case FORM_LETREC:
    case FORM_LETREC_STAR:
    case FORM_LET_VALUES:
    case FORM_LET_STAR_VALUES:
    case FORM_DO:
        return pms_expand_binding_form(x, form, datum, scope);
    case FORM_DEFINE:
    case FORM_DEFINE_VALUES:
    case FORM_DEFINE_SYNTAX:
    case FORM_DEFINE_RECORD_TYPE:
        pms_syntax_error(x, "a definition where an expression is wanted",
                         datum);
    case FORM_IMPORT:
    case FORM_DEFINE_LIBRARY:
        pms_syntax_error(x, "this is allowed only at the top level", datum);
    case FORM_SYNTAX_RULES:
        pms_syntax_error(x, "syntax-rules is allowed only where syntax is "
                            "defined", datum);
    default:
        pms_syntax_error(x, "this keyword means nothing here", datum);
    }
}
