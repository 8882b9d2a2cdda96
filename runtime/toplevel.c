/* SPDX-License-Identifier: MIT */
/*
 * Forms at the top level of a program, a library or the REPL.
 *
 * In: forms and the environment they are in.  Out: nodes; definitions of
 * syntax and imports take effect at once.
 */
#include "expand.h"
#include "error.h"
#include "source.h"
#include "thread.h"

/* The name under which a definition of id at the top level is entered: what a
 * macro of the same environment defines has its plain name, what a macro from
 * elsewhere defines is found only by what that macro inserted. */
static value global_name(value id, struct env *env)
{
    value inner = id;

    while (!is_symbol(inner)) {
        struct alias *alias = object_of(inner);

        if (alias->scope->env != env)
            return id;
        inner = alias->name;
    }
    return inner;
}

static struct node *expand_define(struct expander *x, value form,
                                  struct scope *scope)
{
    value id, init;
    struct node *node = pms_node(x, NODE_GDEF);
    struct env *env = scope->env;
    struct env_entry *old;
    struct binding *imported;

    pms_take_define(x, form, &id, &init);
    if (env->sealed)
        pms_syntax_error(x, "this environment can't be added to", id);
    old = pms_env_find(env, global_name(id, env));
    imported = old != NULL && old->imported ? old->binding : NULL;
    node->binding = pms_env_define(x->t, env, global_name(id, env));
    if (node->binding->kind != BINDING_VARIABLE) {
        node->binding->kind = BINDING_VARIABLE;
        node->binding->content = PMS_UNBOUND;
    }
    /* So that (define car (let ((old car)) ...)) sees what it replaces. */
    if (imported != NULL && imported->kind == BINDING_VARIABLE)
        node->binding->content = imported->content;
    node->a = init == 0 ? pms_node_const(x, PMS_UNSPECIFIED)
                        : pms_expand(x, init, scope);
    pms_name_lambda(node->a, id);
    return node;
}

static void define_syntax(struct expander *x, value form, struct scope *scope)
{
    value id;
    struct denotation means;
    struct binding *binding;

    pms_take_define_syntax(x, form, scope, &id, &means);
    if (scope->env->sealed)
        pms_syntax_error(x, "this environment can't be added to", id);
    binding = pms_env_define(x->t, scope->env, global_name(id, scope->env));
    if (means.kind == DENOTES_FORM) {
        binding->kind = BINDING_SPECIAL;
        binding->special = means.form;
    } else {
        binding->kind = BINDING_MACRO;
        binding->content = value_of(means.what);
    }
}

static struct node *expand_one(struct expander *x, value form,
                               struct scope *scope)
{
    struct node **nodes;
    enum special_form special = pms_expand_head(x, &form, scope);
    int n;

    switch (special) {
    case FORM_BEGIN:
        n = pms_length(form) - 1;
        nodes = pms_alloc(x->t, (size_t)n * sizeof *nodes + 1);
        form = cdr(form);
        for (int i = 0; i < n; i++, form = cdr(form))
            nodes[i] = expand_one(x, car(form), scope);
        return pms_node_seq(x, n, nodes);
    case FORM_DEFINE:
        return expand_define(x, form, scope);
    case FORM_DEFINE_SYNTAX:
        define_syntax(x, form, scope);
        return pms_node_const(x, PMS_UNSPECIFIED);
    case FORM_IMPORT:
        pms_import(x, scope->env, pms_strip(x->t, cdr(form)));
        return pms_node_const(x, PMS_UNSPECIFIED);
    case FORM_DEFINE_LIBRARY:
        pms_define_library(x, pms_strip(x->t, form));
        return pms_node_const(x, PMS_UNSPECIFIED);
    default:
        return pms_expand(x, form, scope);
    }
}

struct node *pms_expand_toplevel(struct expander *x, value form,
                                 struct env *env)
{
    x->line = x->column = 0;
    x->depth = 0;
    x->steps = 0;
    pms_at(x, form);
    return expand_one(x, form, pms_scope_global(x->t, env));
}

value pms_compile_form(struct thread *t, value form, struct env *env,
                       value positions, value file)
{
    struct expander x = {.t = t, .positions = positions, .file = file};

    pms_restore_reserve(NULL);
    return pms_compile(t, pms_expand_toplevel(&x, form, env), file);
}

void pms_run_forms(struct expander *x, value forms, struct env *env)
{
    for (; is_pair(forms); forms = cdr(forms)) {
        value thunk = pms_compile(
            x->t, pms_expand_toplevel(x, car(forms), env), x->file);

        pms_apply(x->t, thunk, 0, NULL);
    }
}

value pms_run_text(struct thread *t, value text, const char *name,
                   struct env *env)
{
    value positions = pms_make_eq_table(t), result = PMS_UNSPECIFIED;
    value port = pms_open_input_string(t, text, name), datum;

    while ((datum = pms_read(t, port, positions)) != PMS_EOF)
        result = pms_apply(t, pms_compile_form(t, datum, env, positions,
                                               pms_string(t, name)), 0, NULL);
    return result;
}
