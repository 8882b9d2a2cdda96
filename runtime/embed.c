/* SPDX-License-Identifier: MIT */
/*
 * The embedding API of pmscheme.h.
 *
 * In: C.  Out: Scheme, and errors as sentences.  Everything that can raise is
 * called under %protect (scheme/repl.scm).
 */
#include "pmscheme.h"

#include <stdlib.h>

#include "boot.h"
#include "env.h"
#include "error.h"
#include "interrupt.h"
#include "thread.h"

struct pmscheme_root {
    value v;
};

static struct thread *interpreter;
static value last_error;

pmscheme *pmscheme_open(void)
{
    if (interpreter == NULL) {
        interpreter = pms_boot();
        last_error = PMS_FALSE;
    }
    return interpreter;
}

/* ---- Calling --------------------------------------------------------------- */

/* What a procedure of scheme/repl.scm returned: (#t . value) or (#f . raised) */
static int outcome(value pair, pmscheme_value *result)
{
    if (!is_pair(pair) || car(pair) == PMS_FALSE) {
        last_error = is_pair(pair) ? cdr(pair) : PMS_FALSE;
        return -1;
    }
    if (result != NULL)
        *result = cdr(pair);
    return 0;
}

int pmscheme_evaluate(pmscheme *p, const char *text, const char *name,
                      pmscheme_value *result)
{
    value args[2] = {pms_string(p, text), pms_string(p, name)};

    return outcome(pms_apply(p, pms_core_value(p, "%protected-text"), 2, args),
                   result);
}

int pmscheme_load(pmscheme *p, const char *file)
{
    value name = pms_string(p, file);

    return outcome(pms_apply(p, pms_core_value(p, "%protected-load"), 1, &name),
                   NULL);
}

int pmscheme_call(pmscheme *p, pmscheme_value procedure, int argc,
                  const pmscheme_value *argv, pmscheme_value *result)
{
    value list = PMS_NIL, args[2];

    for (int i = argc; i-- > 0;)
        list = pms_cons(p, argv[i], list);
    args[0] = procedure;
    args[1] = list;
    return outcome(pms_apply(p, pms_core_value(p, "%protected-call"), 2, args),
                   result);
}

const char *pmscheme_error(pmscheme *p)
{
    value text = pms_apply(p, pms_core_value(p, "%error-text"), 1, &last_error);

    return is_string(text) ? pms_string_to_utf8(p, text, NULL) : "";
}

/* ---- Globals --------------------------------------------------------------- */

int pmscheme_define(pmscheme *p, const char *name, int min_args, int max_args,
                    pmscheme_procedure procedure)
{
    struct primitive_object *o = pms_alloc(p, sizeof *o);
    size_t length = strlen(name) + 1;
    char *copy = pms_alloc_atomic(p, length);
    struct binding *binding;

    memcpy(copy, name, length);
    o->header = make_header(PMS_T_PRIMITIVE, 0);
    o->fn = procedure;
    o->name = copy;
    o->min_args = min_args;
    o->max_args = max_args;
    binding = pms_env_define(p, pms_user_env, pms_intern(p, name));
    binding->kind = BINDING_VARIABLE;
    binding->content = value_of(o);
    return 0;
}

bool pmscheme_lookup(pmscheme *p, const char *name, pmscheme_value *v)
{
    struct env_entry *e = pms_env_find(pms_user_env, pms_intern(p, name));

    if (e == NULL || e->binding->kind != BINDING_VARIABLE ||
        e->binding->content == PMS_UNBOUND)
        return false;
    *v = e->binding->content;
    return true;
}

void pmscheme_raise(pmscheme *p, const char *message, pmscheme_value irritant)
{
    pms_raise_error(p, message, pms_list1(p, irritant));
}

/* ---- Roots ----------------------------------------------------------------- */

pmscheme_root *pmscheme_root_make(pmscheme *p, pmscheme_value v)
{
    pmscheme_root *root = pms_alloc_root(p, sizeof *root);

    root->v = v;
    return root;
}

pmscheme_value pmscheme_root_get(const pmscheme_root *root)
{
    return root->v;
}

void pmscheme_root_set(pmscheme_root *root, pmscheme_value v)
{
    root->v = v;
}

void pmscheme_root_free(pmscheme_root *root)
{
    pms_free_root(root);
}

/* ---- Values ---------------------------------------------------------------- */

pmscheme_value pmscheme_from_bool(bool b)
{
    return make_bool(b);
}

pmscheme_value pmscheme_from_int(pmscheme *p, int64_t n)
{
    return pms_make_integer(p, n);
}

pmscheme_value pmscheme_from_double(pmscheme *p, double d)
{
    return make_flonum(p, d);
}

pmscheme_value pmscheme_from_string(pmscheme *p, const char *s)
{
    return pms_string(p, s);
}

pmscheme_value pmscheme_from_symbol(pmscheme *p, const char *s)
{
    return pms_intern(p, s);
}

pmscheme_value pmscheme_cons(pmscheme *p, pmscheme_value a, pmscheme_value d)
{
    return pms_cons(p, a, d);
}

pmscheme_value pmscheme_nil(void)
{
    return PMS_NIL;
}

pmscheme_value pmscheme_unspecified(void)
{
    return PMS_UNSPECIFIED;
}

bool pmscheme_is_true(pmscheme_value v)
{
    return is_true(v);
}

bool pmscheme_to_int(pmscheme_value v, int64_t *n)
{
    if (!is_fixnum(v))
        return false;
    *n = fixnum_int(v);
    return true;
}

bool pmscheme_to_double(pmscheme_value v, double *d)
{
    if (is_fixnum(v))
        *d = (double)fixnum_int(v);
    else if (is_flonum(v))
        *d = flonum_double(v);
    else
        return false;
    return true;
}

bool pmscheme_to_string(pmscheme *p, pmscheme_value v, const char **s)
{
    if (is_symbol(v))
        v = ((struct symbol *)object_of(v))->name;
    if (!is_string(v))
        return false;
    *s = pms_string_to_utf8(p, v, NULL);
    return true;
}

bool pmscheme_is_pair(pmscheme_value v, pmscheme_value *a, pmscheme_value *d)
{
    if (!is_pair(v))
        return false;
    if (a != NULL)
        *a = car(v);
    if (d != NULL)
        *d = cdr(v);
    return true;
}

bool pmscheme_is_nil(pmscheme_value v)
{
    return v == PMS_NIL;
}

bool pmscheme_is_procedure(pmscheme_value v)
{
    return is_procedure(v);
}
