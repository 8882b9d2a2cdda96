/* SPDX-License-Identifier: MIT */
/*
 * quasiquote, nested and in vectors.
 *
 * In: a template.  Out: an expression that makes it, of calls of cons, append
 * and list->vector.
 */
#include "expand.h"
#include "thread.h"

static value quoted(struct expander *x, value datum)
{
    return pms_listn(x->t, 2, pms_core_form(FORM_QUOTE), datum);
}

static bool is_tagged(value v, struct scope *scope, enum special_form form)
{
    return is_pair(v) && is_pair(cdr(v)) && cdr(cdr(v)) == PMS_NIL &&
           pms_means(car(v), scope, form);
}

static bool is_quoted(value v)
{
    return is_pair(v) && car(v) == pms_core_form(FORM_QUOTE);
}

static value make(struct expander *x, value v, int depth, struct scope *scope);

/* (tag e) where tag stays. */
static value make_tagged(struct expander *x, value v, int depth,
                         struct scope *scope)
{
    value inner = make(x, cdr(v), depth, scope);

    if (is_quoted(inner))
        return quoted(x, v);
    return pms_listn(x->t, 3, pms_core_id(x->t, "cons"), quoted(x, car(v)),
                     inner);
}

static value make_pair(struct expander *x, value v, int depth,
                       struct scope *scope)
{
    struct thread *t = x->t;
    value first = car(v), a, d;

    if (depth == 1 && is_pair(first) &&
        pms_means(car(first), scope, FORM_UNQUOTE_SPLICING)) {
        d = make(x, cdr(v), depth, scope);
        if (pms_length(first) != 2)
            pms_syntax_error(x, "unquote-splicing wants one expression", first);
        if (is_quoted(d) && cdr(v) == PMS_NIL)
            return pms_nth(first, 1);
        return pms_listn(t, 3, pms_core_id(t, "append"), pms_nth(first, 1), d);
    }
    if (is_tagged(first, scope, FORM_UNQUOTE_SPLICING))
        a = make_tagged(x, first, depth - 1, scope);
    else
        a = make(x, first, depth, scope);
    d = make(x, cdr(v), depth, scope);
    if (is_quoted(a) && is_quoted(d))
        return quoted(x, v);
    return pms_listn(t, 3, pms_core_id(t, "cons"), a, d);
}

static value make(struct expander *x, value v, int depth, struct scope *scope)
{
    struct thread *t = x->t;

    if (++x->depth > 20000)
        pms_syntax_error(x, "a template is nested too deeply", PMS_FALSE);
    if (is_tagged(v, scope, FORM_UNQUOTE))
        v = depth == 1 ? pms_nth(v, 1) : make_tagged(x, v, depth - 1, scope);
    else if (is_tagged(v, scope, FORM_QUASIQUOTE))
        v = make_tagged(x, v, depth + 1, scope);
    else if (is_pair(v))
        v = make_pair(x, v, depth, scope);
    else if (is_vector(v)) {
        value list = PMS_NIL, inner;

        for (size_t i = object_length(v); i-- > 0;)
            list = pms_cons(t, vector_items(v)[i], list);
        inner = make(x, list, depth, scope);
        v = is_quoted(inner) ? quoted(x, v)
            : pms_listn(t, 2, pms_core_id(t, "list->vector"), inner);
    } else {
        v = quoted(x, v);
    }
    x->depth--;
    return v;
}

value pms_quasiquote(struct expander *x, value datum, struct scope *scope)
{
    return make(x, datum, 1, scope);
}
