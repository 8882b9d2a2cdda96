/* SPDX-License-Identifier: MIT */
/*
 * Global environments: from names to bindings.
 *
 * In: value.h, alloc.h.  Out: bindings, environments, libraries.
 * An imported name shares its binding with the library that it comes from.
 */
#ifndef PMS_ENV_H
#define PMS_ENV_H

#include "alloc.h"
#include "primitive.h"
#include "value.h"

#define PMS_T_ALIAS (PMS_T_EVALUATOR + 0)
#define PMS_T_CODE (PMS_T_EVALUATOR + 2)
#define PMS_T_MACRO (PMS_T_EVALUATOR + 4)
#define PMS_T_BINDING (PMS_T_EVALUATOR + 6)

enum binding_kind { BINDING_VARIABLE, BINDING_SPECIAL, BINDING_MACRO };

struct binding {
    uint64_t header;
    value content;      /* of a variable; PMS_UNBOUND at first.  Of a macro:
                           the struct macro */
    value name;
    enum binding_kind kind;
    int special;        /* enum special_form */
    bool constant;      /* the content never changes again */
    bool raises;        /* a call of it never returns */
};

struct env_entry {
    value name;         /* a symbol, or an alias defined in another place */
    struct binding *binding;
    bool imported;
};

struct env {
    uint64_t header;    /* PMS_T_ENVIRONMENT */
    value name;         /* a list, or PMS_FALSE */
    struct env_entry *table;
    size_t size, count;
    bool sealed;        /* no definitions: (environment ...) */
};

struct export {
    value internal, external;
};

struct library {
    value name;         /* a list of symbols and integers */
    struct env *env;
    struct export *exports;
    size_t export_count;
    struct library *next;
};

struct env *pms_env_make(struct thread *t, value name);
/* NULL when there is none. */
struct env_entry *pms_env_find(const struct env *env, value name);
struct binding *pms_env_define(struct thread *t, struct env *env, value name);
void pms_env_import(struct thread *t, struct env *env, value name,
                    struct binding *binding);
struct binding *pms_binding_make(struct thread *t, value name);

/* The environment of the runtime itself: all special forms, all primitives,
 * all of the boot files. */
extern struct env *pms_core_env;
/* Where the REPL and programs without import live. */
extern struct env *pms_user_env;

void pms_env_init(struct thread *t);
/* A variable of the core environment that is bound for good. */
value pms_core_value(struct thread *t, const char *name);
void pms_core_define(struct thread *t, const char *name, value content);

#endif /* PMS_ENV_H */
