/* SPDX-License-Identifier: MIT */
/*
 * syntax-rules: patterns and templates.
 *
 * In: (syntax-rules ...) forms, uses of macros.  Out: macros, the forms that
 * uses stand for, with aliases for what the template inserts.
 */
#include "expand.h"
#include "thread.h"

/* What a pattern variable matched.  depth > 0: v is a vector, one item for
 * each time the ellipsis matched. */
struct match {
    value id, v;
    int depth;
};

struct matches {
    struct match *at;
    int count, room;
};

/* One use of a macro. */
struct use {
    struct expander *x;
    struct macro *macro;
    struct scope *scope;   /* of the use */
    value renames;         /* ((name . alias) ...) */
    value form;
};

static void add_match(struct use *u, struct matches *m, value id, value v,
                      int depth)
{
    if (m->count == m->room) {
        int room = m->room ? 2 * m->room : 8;
        struct match *at = pms_alloc(u->x->t, (size_t)room * sizeof *at);

        if (m->count > 0)
            memcpy(at, m->at, (size_t)m->count * sizeof *at);
        m->at = at;
        m->room = room;
    }
    m->at[m->count++] = (struct match){id, v, depth};
}

static struct match *find_match(const struct matches *m, value id)
{
    for (int i = 0; i < m->count; i++) {
        if (m->at[i].id == id)
            return &m->at[i];
    }
    return NULL;
}

static bool is_literal(const struct macro *macro, value id)
{
    for (value l = macro->literals; is_pair(l); l = cdr(l)) {
        if (car(l) == id)
            return true;
    }
    return false;
}

static bool is_ellipsis(const struct macro *macro, value id)
{
    if (!pms_is_identifier(id))
        return false;
    if (macro->ellipsis != PMS_FALSE)
        return id == macro->ellipsis;
    return pms_means(id, macro->scope, FORM_ELLIPSIS) && !is_literal(macro, id);
}

static bool has_ellipsis(const struct macro *macro, value pattern)
{
    return is_pair(pattern) && is_pair(cdr(pattern)) &&
           is_ellipsis(macro, car(cdr(pattern)));
}

/* Pairs at the front of a list, proper or not. */
static int pairs_in(value list)
{
    int n = 0;

    for (; is_pair(list); list = cdr(list))
        n++;
    return n;
}

static value vector_to_list(struct thread *t, value vector)
{
    value list = PMS_NIL;

    for (size_t i = object_length(vector); i-- > 0;)
        list = pms_cons(t, vector_items(vector)[i], list);
    return list;
}

static value list_to_vector(struct thread *t, value list)
{
    size_t n = (size_t)pairs_in(list);
    value vector = pms_make_vector(t, n, PMS_FALSE);

    for (size_t i = 0; i < n; i++, list = cdr(list))
        vector_items(vector)[i] = car(list);
    return vector;
}

/* ---- Patterns -------------------------------------------------------------- */

/* Adds the variables of a pattern as if its ellipsis had matched no item. */
static void declare(struct use *u, struct matches *m, value pattern, int depth)
{
    if (pms_is_identifier(pattern)) {
        if (!is_literal(u->macro, pattern) && !is_ellipsis(u->macro, pattern) &&
            !pms_means(pattern, u->macro->scope, FORM_UNDERSCORE))
            add_match(u, m, pattern, 0, depth);
    } else if (is_pair(pattern)) {
        int more = has_ellipsis(u->macro, pattern);

        declare(u, m, car(pattern), depth + more);
        declare(u, m, more ? cdr(cdr(pattern)) : cdr(pattern), depth);
    } else if (is_vector(pattern)) {
        declare(u, m, vector_to_list(u->x->t, pattern), depth);
    }
}

static bool match(struct use *u, struct matches *m, value pattern, value form);

static bool match_ellipsis(struct use *u, struct matches *m, value pattern,
                           value form)
{
    value sub = car(pattern), after = cdr(cdr(pattern));
    int n = pairs_in(form) - pairs_in(after);
    struct matches vars = {0};

    if (n < 0)
        return false;
    declare(u, &vars, sub, 1);
    for (int i = 0; i < vars.count; i++)
        vars.at[i].v = pms_make_vector(u->x->t, (size_t)n, PMS_FALSE);
    for (int i = 0; i < n; i++, form = cdr(form)) {
        struct matches one = {0};

        if (!match(u, &one, sub, car(form)))
            return false;
        for (int k = 0; k < one.count; k++) {
            struct match *var = find_match(&vars, one.at[k].id);

            vector_items(var->v)[i] = one.at[k].v;
        }
    }
    for (int i = 0; i < vars.count; i++)
        add_match(u, m, vars.at[i].id, vars.at[i].v, vars.at[i].depth);
    return match(u, m, after, form);
}

static bool match(struct use *u, struct matches *m, value pattern, value form)
{
    for (;;) {
        if (is_pair(pattern)) {
            if (has_ellipsis(u->macro, pattern))
                return match_ellipsis(u, m, pattern, form);
            if (!is_pair(form) || !match(u, m, car(pattern), car(form)))
                return false;
            pattern = cdr(pattern);
            form = cdr(form);
            continue;
        }
        if (pms_is_identifier(pattern)) {
            if (is_literal(u->macro, pattern))
                return pms_is_identifier(form) &&
                       pms_same_denotation(pms_lookup(form, u->scope),
                                           pms_lookup(pattern,
                                                      u->macro->scope));
            if (!pms_means(pattern, u->macro->scope, FORM_UNDERSCORE))
                add_match(u, m, pattern, form, 0);
            return true;
        }
        if (is_vector(pattern)) {
            if (!is_vector(form))
                return false;
            pattern = vector_to_list(u->x->t, pattern);
            form = vector_to_list(u->x->t, form);
            continue;
        }
        return pms_equal(u->x->t, pattern, form);
    }
}

/* ---- Templates ------------------------------------------------------------- */

static value rename(struct use *u, value id)
{
    value alias;

    for (value l = u->renames; l != PMS_NIL; l = cdr(l)) {
        if (car(car(l)) == id)
            return cdr(car(l));
    }
    alias = pms_alias(u->x->t, id, u->macro->scope);
    u->renames = pms_cons(u->x->t, pms_cons(u->x->t, id, alias), u->renames);
    return alias;
}

/* With how many ellipses after it id occurs in a template; -1: not at all. */
static int occurs(const struct macro *macro, value id, value template)
{
    int most = id == template ? 0 : -1;

    while (is_pair(template)) {
        int r = occurs(macro, id, car(template));

        template = cdr(template);
        while (is_pair(template) && is_ellipsis(macro, car(template))) {
            r += r >= 0;
            template = cdr(template);
        }
        most = r > most ? r : most;
        if (template == id && most < 0)
            most = 0;
    }
    if (is_vector(template)) {
        for (size_t i = 0; i < object_length(template); i++) {
            int r = occurs(macro, id, vector_items(template)[i]);
            size_t k = i + 1;

            for (; k < object_length(template) &&
                   is_ellipsis(macro, vector_items(template)[k]); k++)
                r += r >= 0;
            most = r > most ? r : most;
        }
    }
    return most;
}

static value fill(struct use *u, const struct matches *m, value template,
                  bool escaped);

/* The list of what sub stands for with depth ellipses after it, before
 * tail. */
static value fill_ellipsis(struct use *u, const struct matches *m, value sub,
                           int depth, bool escaped, value tail)
{
    struct thread *t = u->x->t;
    struct matches inner = {0};
    value results = PMS_NIL;
    int64_t n = -1;
    bool *turns;

    if (depth == 0)
        return pms_cons(t, fill(u, m, sub, escaped), tail);
    turns = pms_alloc(t, (size_t)m->count + 1);
    for (int i = 0; i < m->count; i++) {
        int within = occurs(u->macro, m->at[i].id, sub);
        bool repeats = within >= 0 && m->at[i].depth > within + depth - 1;

        if (within < 0)
            continue;
        /* A variable that an ellipsis further in repeats stays whole. */
        add_match(u, &inner, m->at[i].id, m->at[i].v, m->at[i].depth);
        if (!repeats)
            continue;
        turns[inner.count - 1] = true;
        if (n >= 0 && n != (int64_t)object_length(m->at[i].v))
            pms_syntax_error(u->x, "the variables before an ellipsis match "
                                   "different numbers of forms", u->form);
        n = (int64_t)object_length(m->at[i].v);
    }
    if (n < 0)
        pms_syntax_error(u->x, "an ellipsis follows a template without a "
                               "variable to repeat", pms_strip(t, sub));
    struct matches one = {.count = inner.count, .room = inner.count};

    one.at = pms_alloc(t, (size_t)inner.count * sizeof *one.at + 1);
    for (int64_t i = n; i-- > 0;) {
        for (int k = 0; k < inner.count; k++) {
            one.at[k] = inner.at[k];
            if (turns[k]) {
                one.at[k].v = vector_items(inner.at[k].v)[i];
                one.at[k].depth--;
            }
        }
        results = fill_ellipsis(u, &one, sub, depth - 1, escaped,
                                i == n - 1 ? tail : results);
    }
    return n == 0 ? tail : results;
}

static value fill(struct use *u, const struct matches *m, value template,
                  bool escaped)
{
    struct thread *t = u->x->t;

    if (pms_is_identifier(template)) {
        struct match *found = find_match(m, template);

        if (found == NULL)
            return rename(u, template);
        if (found->depth > 0)
            pms_syntax_error(u->x, "a variable that was matched with an "
                                   "ellipsis is used without one",
                             pms_strip(t, template));
        return found->v;
    }
    if (is_pair(template)) {
        int depth = 0;
        value rest = cdr(template);

        if (!escaped && is_ellipsis(u->macro, car(template)) && is_pair(rest))
            return fill(u, m, car(rest), true);
        while (!escaped && is_pair(rest) && is_ellipsis(u->macro, car(rest))) {
            depth++;
            rest = cdr(rest);
        }
        rest = fill(u, m, rest, escaped);
        return fill_ellipsis(u, m, car(template), depth, escaped, rest);
    }
    if (is_vector(template))
        return list_to_vector(t, fill(u, m, vector_to_list(t, template),
                                      escaped));
    return template;
}

/* ---- Macros ---------------------------------------------------------------- */

struct macro *pms_syntax_rules(struct expander *x, value spec,
                               struct scope *scope)
{
    struct macro *macro = pms_alloc(x->t, sizeof *macro);
    value rest = cdr(spec);

    macro->header = make_header(PMS_T_MACRO, 0);
    macro->scope = scope;
    macro->ellipsis = PMS_FALSE;
    if (is_pair(rest) && pms_is_identifier(car(rest))) {
        macro->ellipsis = car(rest);
        rest = cdr(rest);
    }
    if (!is_pair(rest) || pms_length(car(rest)) < 0 ||
        pms_length(cdr(rest)) < 0)
        pms_syntax_error(x, "syntax-rules wants (syntax-rules (LITERAL ...) "
                            "(PATTERN TEMPLATE) ...)", spec);
    for (value l = car(rest); is_pair(l); l = cdr(l)) {
        if (!pms_is_identifier(car(l)))
            pms_syntax_error(x, "a literal of syntax-rules is no identifier",
                             car(l));
    }
    macro->literals = car(rest);
    if (macro->ellipsis != PMS_FALSE && is_literal(macro, macro->ellipsis))
        macro->ellipsis = PMS_NIL; /* a literal, and no ellipsis */
    macro->rules = cdr(rest);
    for (value l = macro->rules; is_pair(l); l = cdr(l)) {
        if (pms_length(car(l)) != 2 || !is_pair(car(car(l))))
            pms_syntax_error(x, "a rule of syntax-rules wants (PATTERN "
                                "TEMPLATE), and PATTERN a list", car(l));
    }
    return macro;
}

value pms_macro_expand(struct expander *x, struct macro *macro, value form,
                       struct scope *scope)
{
    struct use u = {.x = x, .macro = macro, .scope = scope,
                    .renames = PMS_NIL, .form = form};

    if (++x->steps > 10000000)
        pms_syntax_error(x, "macros expand without end", form);
    for (value l = macro->rules; is_pair(l); l = cdr(l)) {
        struct matches m = {0};
        value pattern = car(car(l));

        /* The keyword's place in the pattern matches anything. */
        if (match(&u, &m, cdr(pattern), cdr(form)))
            return fill(&u, &m, car(cdr(car(l))), false);
    }
    pms_syntax_error(x, "no rule of the macro matches", form);
}
