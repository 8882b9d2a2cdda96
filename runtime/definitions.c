/* SPDX-License-Identifier: MIT */
/*
 * Definitions taken apart, and the forms that stand for others.
 *
 * In: define, define-syntax, define-values, define-record-type, include,
 * cond-expand.  Out: names with their expressions; forms made of define.
 */
#include "expand.h"
#include "thread.h"
#include "error.h"

void pms_take_define(struct expander *x, value form, value *id, value *init)
{
    struct thread *t = x->t;
    value target, body;

    if (pms_length(form) < 2)
        pms_syntax_error(x, "define wants (define NAME EXPRESSION)", form);
    target = pms_nth(form, 1);
    body = cdr(cdr(form));
    while (is_pair(target)) { /* (define (name . formals) body ...) */
        if (body == PMS_NIL)
            pms_syntax_error(x, "a procedure without a body", form);
        body = pms_listn(t, 1, pms_cons(t, pms_core_form(FORM_LAMBDA),
                                        pms_cons(t, cdr(target), body)));
        target = car(target);
    }
    if (!pms_is_identifier(target))
        pms_syntax_error(x, "what is defined is no identifier", form);
    if (pms_length(body) > 1)
        pms_syntax_error(x, "define wants one expression", form);
    *id = target;
    *init = body == PMS_NIL ? 0 : car(body);
}

struct denotation pms_transformer(struct expander *x, value spec,
                                  struct scope *scope)
{
    struct denotation d;

    if (pms_expand_head(x, &spec, scope) == FORM_SYNTAX_RULES) {
        d = (struct denotation){.kind = DENOTES_MACRO, .form = FORM_NONE,
                                .what = pms_syntax_rules(x, spec, scope)};
        return d;
    }
    if (pms_is_identifier(spec)) {
        d = pms_lookup(spec, scope);
        if (d.kind == DENOTES_MACRO || d.kind == DENOTES_FORM)
            return d;
    }
    pms_syntax_error(x, "syntax is defined by syntax-rules or by a keyword",
                     spec);
}

void pms_take_define_syntax(struct expander *x, value form, struct scope *scope,
                            value *id, struct denotation *means)
{
    if (pms_length(form) != 3 || !pms_is_identifier(pms_nth(form, 1)))
        pms_syntax_error(x, "define-syntax wants (define-syntax KEYWORD "
                            "RULES)", form);
    *id = pms_nth(form, 1);
    *means = pms_transformer(x, pms_nth(form, 2), scope);
}

static value define_form(struct thread *t, value id, value init)
{
    return pms_listn(t, 3, pms_core_form(FORM_DEFINE), id, init);
}

static value quote_form(struct thread *t, value datum)
{
    return pms_listn(t, 2, pms_core_form(FORM_QUOTE), datum);
}

/* (define-values (a b . c) e): a vector of the values gets a name, and each
 * variable an item of it. */
static value rewrite_define_values(struct expander *x, value form)
{
    struct thread *t = x->t;
    value all, formals = PMS_NIL, temps = PMS_NIL, definitions = PMS_NIL, f;
    value tail = PMS_NIL, temp;
    int n = 0;

    if (pms_length(form) != 3)
        pms_syntax_error(x, "define-values wants (define-values FORMALS "
                            "EXPRESSION)", form);
    all = pms_core_id(t, "values");
    for (f = pms_nth(form, 1); f != PMS_NIL; f = is_pair(f) ? cdr(f) : PMS_NIL) {
        value id = is_pair(f) ? car(f) : f;

        if (!pms_is_identifier(id))
            pms_syntax_error(x, "a variable is no identifier", form);
        temp = pms_core_id(t, "temporary");
        if (is_pair(f))
            formals = pms_cons(t, temp, formals);
        else
            tail = temp;
        temps = pms_cons(t, temp, temps);
        definitions = pms_cons(
            t, define_form(t, id, pms_listn(t, 3, pms_core_id(t, "vector-ref"),
                                            all, FIX(n))), definitions);
        n++;
    }
    for (; is_pair(formals); formals = cdr(formals))
        tail = pms_cons(t, car(formals), tail);
    for (f = PMS_NIL; is_pair(temps); temps = cdr(temps))
        f = pms_cons(t, car(temps), f);
    f = pms_listn(t, 4, pms_core_form(FORM_RECEIVE), tail, pms_nth(form, 2),
                  pms_cons(t, pms_core_id(t, "vector"), f));
    /* The definitions' order is of no interest. */
    return pms_cons(t, pms_core_form(FORM_BEGIN),
                    pms_cons(t, define_form(t, all, f), definitions));
}

/* ---- Records --------------------------------------------------------------- */

static int field_index(struct expander *x, value fields, value id, value form)
{
    for (int i = 0; is_pair(fields); fields = cdr(fields), i++) {
        value spec = car(fields);

        if ((is_pair(spec) ? car(spec) : spec) == id)
            return i;
    }
    pms_syntax_error(x, "the constructor names a field that there is not",
                     form);
}

static value record_constructor(struct expander *x, value spec, value type,
                                value fields, int n, value form)
{
    struct thread *t = x->t;
    value ids = is_pair(spec) ? cdr(spec) : PMS_NIL, args = PMS_NIL;
    value name = is_pair(spec) ? car(spec) : spec;
    value *slots = pms_alloc(t, (size_t)n * sizeof *slots + 1);

    for (int i = 0; i < n; i++)
        slots[i] = PMS_FALSE;
    if (!is_pair(spec)) {
        for (int i = n; i-- > 0;) {
            value field = pms_nth(fields, i);

            ids = pms_cons(t, is_pair(field) ? car(field) : field, ids);
        }
    }
    if (pms_length(ids) < 0)
        pms_syntax_error(x, "the constructor's fields are no list", form);
    for (value l = ids; is_pair(l); l = cdr(l))
        slots[field_index(x, fields, car(l), form)] = car(l);
    for (int i = n; i-- > 0;)
        args = pms_cons(t, slots[i], args);
    args = pms_cons(t, pms_core_id(t, "%record"),
                    pms_cons(t, quote_form(t, type), args));
    return define_form(t, name, pms_listn(t, 3, pms_core_form(FORM_LAMBDA),
                                          ids, args));
}

static value rewrite_record_type(struct expander *x, value form)
{
    struct thread *t = x->t;
    value name, constructor, predicate, fields, result = PMS_NIL, names;
    value r = pms_core_id(t, "record"), v = pms_core_id(t, "value");
    struct record_type *type = pms_alloc(t, sizeof *type);
    int n;

    if (pms_length(form) < 4)
        pms_syntax_error(x, "define-record-type wants (define-record-type "
                            "NAME (CONSTRUCTOR FIELD ...) PREDICATE (FIELD "
                            "ACCESSOR MODIFIER) ...)", form);
    name = pms_nth(form, 1);
    if (is_pair(name))
        name = car(name);
    constructor = pms_nth(form, 2);
    predicate = pms_nth(form, 3);
    fields = cdr(cdr(cdr(cdr(form))));
    n = pms_length(fields);
    names = pms_make_vector(t, (size_t)n, PMS_FALSE);
    if (!pms_is_identifier(name))
        pms_syntax_error(x, "the name of a record type is no identifier", form);
    type->header = make_header(PMS_T_RECORD_TYPE, 0);
    type->name = pms_identifier_symbol(name);
    type->fields = names;
    for (int i = n; i-- > 0;) {
        value spec = pms_nth(fields, i), where = FIX(i);
        value type_form = quote_form(t, value_of(type));
        int length = is_pair(spec) ? pms_length(spec) : 1;

        if (length < 1 || length > 3 ||
            !pms_is_identifier(is_pair(spec) ? car(spec) : spec))
            pms_syntax_error(x, "a field wants (FIELD ACCESSOR MODIFIER)",
                             form);
        vector_items(names)[i] =
            pms_identifier_symbol(is_pair(spec) ? car(spec) : spec);
        if (length == 3)
            result = pms_cons(t, define_form(t, pms_nth(spec, 2), pms_listn(
                t, 3, pms_core_form(FORM_LAMBDA), pms_listn(t, 2, r, v),
                pms_listn(t, 5, pms_core_id(t, "%record-set!"), type_form, r,
                          where, v))), result);
        if (length >= 2)
            result = pms_cons(t, define_form(t, pms_nth(spec, 1), pms_listn(
                t, 3, pms_core_form(FORM_LAMBDA), pms_listn(t, 1, r),
                pms_listn(t, 4, pms_core_id(t, "%record-ref"), type_form, r,
                          where))), result);
    }
    if (pms_is_identifier(predicate))
        result = pms_cons(t, define_form(t, predicate, pms_listn(
            t, 3, pms_core_form(FORM_LAMBDA), pms_listn(t, 1, r),
            pms_listn(t, 3, pms_core_id(t, "%record?"),
                      quote_form(t, value_of(type)), r))), result);
    if (constructor != PMS_FALSE)
        result = pms_cons(t, record_constructor(x, constructor, value_of(type),
                                                fields, n, form), result);
    result = pms_cons(t, define_form(t, name, quote_form(t, value_of(type))),
                      result);
    return pms_cons(t, pms_core_form(FORM_BEGIN), result);
}

/* ---- Which ----------------------------------------------------------------- */

value pms_rewrite(struct expander *x, enum special_form form, value datum,
                  struct scope *scope)
{
    switch (form) {
    case FORM_DEFINE_VALUES:
        return rewrite_define_values(x, datum);
    case FORM_DEFINE_RECORD_TYPE:
        return rewrite_record_type(x, datum);
    case FORM_INCLUDE:
    case FORM_INCLUDE_CI:
        return pms_cons(x->t, pms_core_form(FORM_BEGIN),
                        pms_read_files(x, cdr(datum), form == FORM_INCLUDE_CI));
    case FORM_COND_EXPAND:
        return pms_cons(x->t, pms_core_form(FORM_BEGIN),
                        pms_cond_expand(x, datum, scope));
    case FORM_SYNTAX_ERROR:
        if (pms_length(datum) >= 2 && is_string(pms_nth(datum, 1)))
            pms_raise_syntax(x->t, pms_string_to_utf8(x->t, pms_nth(datum, 1),
                                                      NULL),
                             pms_strip(x->t, cdr(cdr(datum))), x->file, x->line,
                             x->column);
        pms_syntax_error(x, "syntax-error wants a message", datum);
    default:
        return 0;
    }
}
