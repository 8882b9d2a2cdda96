/* SPDX-License-Identifier: MIT */
/*
 * What an identifier means where it stands.
 *
 * In: identifiers and scopes.  Out: denotations.  Knows no syntax.
 */
#include "expand.h"

static struct scope *core_scope;
static value core_forms[FORM_COUNT];
static value form_symbols[FORM_COUNT];

bool pms_is_identifier(value v)
{
    return is_symbol(v) || has_type(v, PMS_T_ALIAS);
}

static struct alias *alias_of(value id)
{
    return object_of(id);
}

value pms_identifier_symbol(value id)
{
    while (!is_symbol(id))
        id = alias_of(id)->name;
    return id;
}

value pms_alias(struct thread *t, value name, struct scope *scope)
{
    struct alias *a = pms_alloc_small(t, sizeof *a);

    a->header = make_header(PMS_T_ALIAS, 0);
    a->name = name;
    a->scope = scope;
    return value_of(a);
}

struct scope *pms_scope_global(struct thread *t, struct env *env)
{
    struct scope *scope = pms_alloc_small(t, sizeof *scope);

    scope->env = env;
    return scope;
}

struct scope *pms_scope_push(struct expander *x, struct scope *up)
{
    struct scope *scope = pms_alloc_small(x->t, sizeof *scope);

    scope->up = up;
    scope->env = up->env;
    return scope;
}

static struct scope_entry *find_entry(const struct scope *scope, value id)
{
    for (int i = scope->count - 1; i >= 0; i--) {
        if (scope->at[i].id == id)
            return &scope->at[i];
    }
    return NULL;
}

/* An entry for id, the old one if there is one. */
struct scope_entry *pms_scope_add(struct expander *x, struct scope *scope,
                                  value id)
{
    struct scope_entry *e = find_entry(scope, id);

    if (e != NULL)
        return e;
    if (scope->count == scope->room) {
        int room = scope->room ? 2 * scope->room : 4;
        struct scope_entry *at = pms_alloc(x->t, (size_t)room * sizeof *at);

        if (scope->count > 0)
            memcpy(at, scope->at, (size_t)scope->count * sizeof *at);
        scope->at = at;
        scope->room = room;
    }
    e = &scope->at[scope->count++];
    e->id = id;
    return e;
}

struct var *pms_scope_add_var(struct expander *x, struct scope *scope, value id)
{
    struct var *var = pms_alloc(x->t, sizeof *var);
    struct scope_entry *e = pms_scope_add(x, scope, id);

    var->name = pms_identifier_symbol(id);
    e->means = (struct denotation){.kind = DENOTES_LOCAL, .what = var};
    return var;
}

static bool lookup_global(value id, struct env *env, struct denotation *d)
{
    struct env_entry *e = pms_env_find(env, id);

    if (e == NULL)
        return false;
    d->what = e->binding;
    d->form = FORM_NONE;
    d->kind = DENOTES_GLOBAL;
    if (e->binding->kind == BINDING_SPECIAL) {
        d->kind = DENOTES_FORM;
        d->form = e->binding->special;
    } else if (e->binding->kind == BINDING_MACRO) {
        d->kind = DENOTES_MACRO;
        d->what = object_of(e->binding->content);
    }
    return true;
}

struct denotation pms_lookup(value id, const struct scope *scope)
{
    struct denotation d = {.kind = DENOTES_NOTHING, .form = FORM_NONE};

    for (;;) {
        for (; scope->up != NULL; scope = scope->up) {
            struct scope_entry *e = find_entry(scope, id);

            if (e != NULL)
                return e->means;
        }
        if (lookup_global(id, scope->env, &d))
            return d;
        if (is_symbol(id))
            break;
        scope = alias_of(id)->scope;
        id = alias_of(id)->name;
    }
    d.name = id;
    d.env = scope->env;
    return d;
}

bool pms_same_denotation(struct denotation a, struct denotation b)
{
    if (a.kind != b.kind)
        return false;
    if (a.kind == DENOTES_NOTHING)
        return a.name == b.name;
    if (a.kind == DENOTES_FORM)
        return a.form == b.form;
    return a.what == b.what;
}

bool pms_means(value id, const struct scope *scope, enum special_form form)
{
    struct denotation d;

    if (!pms_is_identifier(id))
        return false;
    if (is_symbol(id) && scope->up == NULL && id != form_symbols[form] &&
        form >= FORM_ELSE)
        return false; /* the common case, quickly; renamed imports are not */
    d = pms_lookup(id, scope);
    return d.kind == DENOTES_FORM ? d.form == form
           : d.kind == DENOTES_NOTHING && d.name == form_symbols[form];
}

value pms_core_id(struct thread *t, const char *name)
{
    return pms_alias(t, pms_intern(t, name), core_scope);
}

value pms_core_form(enum special_form form)
{
    return core_forms[form];
}

/* Looks for an alias in datum.  1: found, 0: none, -1: not within the budget
 * (the datum is large, or a cycle). */
static int find_alias(value datum, int depth, int *budget)
{
    for (;;) {
        if (--*budget < 0 || depth > 500)
            return -1;
        if (is_pair(datum)) {
            int r = find_alias(car(datum), depth + 1, budget);

            if (r != 0)
                return r;
            datum = cdr(datum);
            continue;
        }
        if (is_vector(datum)) {
            for (size_t i = 0; i < object_length(datum); i++) {
                int r = find_alias(vector_items(datum)[i], depth + 1, budget);

                if (r != 0)
                    return r;
            }
        }
        return has_type(datum, PMS_T_ALIAS);
    }
}

/* Whether datum has no more than *budget parts. */
static bool is_small(value datum, int depth, int *budget)
{
    for (; --*budget >= 0 && depth < 500; datum = cdr(datum)) {
        if (is_vector(datum)) {
            for (size_t i = 0; i < object_length(datum); i++) {
                if (!is_small(vector_items(datum)[i], depth + 1, budget))
                    return false;
            }
            return true;
        }
        if (!is_pair(datum))
            return true;
        if (!is_small(car(datum), depth + 1, budget))
            return false;
    }
    return false;
}

/* A copy without aliases of a datum that is small and no cycle. */
static value strip_small(struct thread *t, value datum)
{
    value head = PMS_NIL, last = PMS_NIL;

    while (is_pair(datum)) {
        value cell = pms_cons(t, strip_small(t, car(datum)), PMS_NIL);

        if (head == PMS_NIL)
            head = cell;
        else
            set_cdr(last, cell);
        last = cell;
        datum = cdr(datum);
    }
    if (has_type(datum, PMS_T_ALIAS)) {
        datum = pms_identifier_symbol(datum);
    } else if (is_vector(datum)) {
        size_t n = object_length(datum);
        value copy = pms_make_vector(t, n, PMS_FALSE);

        for (size_t i = 0; i < n; i++)
            vector_items(copy)[i] = strip_small(t, vector_items(datum)[i]);
        datum = copy;
    }
    if (head == PMS_NIL)
        return datum;
    set_cdr(last, datum);
    return head;
}

static void strip_item(struct thread *t, value seen, value *item, value *work)
{
    if (has_type(*item, PMS_T_ALIAS)) {
        *item = pms_identifier_symbol(*item);
    } else if ((is_pair(*item) || is_vector(*item)) &&
               pms_table_get(t, seen, *item, PMS_FALSE) == PMS_FALSE) {
        pms_table_put(t, seen, *item, PMS_TRUE);
        *work = pms_cons(t, *item, *work);
    }
}

/* The same in place, for any datum. */
static void strip_large(struct thread *t, value datum)
{
    value seen = pms_make_eq_table(t), work = PMS_NIL;

    strip_item(t, seen, &datum, &work);
    while (work != PMS_NIL) {
        value v = car(work);

        work = cdr(work);
        if (is_pair(v)) {
            strip_item(t, seen, &pair_of(v)->car, &work);
            strip_item(t, seen, &pair_of(v)->cdr, &work);
        } else {
            for (size_t i = 0; i < object_length(v); i++)
                strip_item(t, seen, vector_items(v) + i, &work);
        }
    }
}

value pms_strip(struct thread *t, value datum)
{
    int budget = 10000;

    if (!is_pair(datum) && !is_vector(datum) && !has_type(datum, PMS_T_ALIAS))
        return datum;
    switch (find_alias(datum, 0, &budget)) {
    case 0:
        return datum;
    case 1:
        budget = 10000;
        /* An early alias says nothing of the rest: it must end, too. */
        if (is_small(datum, 0, &budget))
            return strip_small(t, datum);
        break;
    }
    strip_large(t, datum);
    return datum;
}

void pms_scope_init(struct thread *t)
{
    static const char *const names[FORM_COUNT] = {
#define X(name, id) [FORM_##id] = name,
        PMS_SPECIAL_FORMS(X)
#undef X
    };

    core_scope = pms_scope_global(t, pms_core_env);
    for (int i = 0; i < FORM_COUNT; i++) {
        struct binding *b;

        form_symbols[i] = pms_intern(t, names[i]);
        b = pms_env_define(t, pms_core_env, form_symbols[i]);
        b->kind = BINDING_SPECIAL;
        b->special = i;
        b->constant = true;
        core_forms[i] = pms_alias(t, form_symbols[i], core_scope);
    }
}
