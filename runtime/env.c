/* SPDX-License-Identifier: MIT */
/*
 * Global environments.
 *
 * In: names.  Out: bindings.  A table with open addressing; entries are never
 * removed.  One lock for all, for definitions are rare.
 */
#include "env.h"
#include "thread.h"

struct env *pms_core_env;
struct env *pms_user_env;

static pthread_mutex_t env_lock = PTHREAD_MUTEX_INITIALIZER;

static size_t slot_of(const struct env *env, value name)
{
    uint64_t h = (name >> 4) * 0x9e3779b97f4a7c15u;
    size_t i = (size_t)(h >> 32) & (env->size - 1);

    while (env->table[i].name != 0 && env->table[i].name != name)
        i = (i + 1) & (env->size - 1);
    return i;
}

struct env *pms_env_make(struct thread *t, value name)
{
    struct env *env = pms_alloc(t, sizeof *env);

    env->header = make_header(PMS_T_ENVIRONMENT, 0);
    env->name = name;
    env->size = 16;
    env->table = pms_alloc(t, env->size * sizeof *env->table);
    return env;
}

struct env_entry *pms_env_find(const struct env *env, value name)
{
    struct env_entry *e;

    pthread_mutex_lock(&env_lock);
    e = &env->table[slot_of(env, name)];
    pthread_mutex_unlock(&env_lock);
    return e->name == 0 ? NULL : e;
}

struct binding *pms_binding_make(struct thread *t, value name)
{
    struct binding *b = pms_alloc(t, sizeof *b);

    b->header = make_header(PMS_T_BINDING, 0);
    b->name = is_symbol(name) ? name : PMS_FALSE;
    b->content = PMS_UNBOUND;
    return b;
}

/* The old table stays as it is for whoever is reading it. */
static void enter(struct env *env, struct env_entry entry,
                  struct env_entry *larger)
{
    size_t i;

    pthread_mutex_lock(&env_lock);
    if (larger != NULL) {
        struct env_entry *old = env->table;
        size_t size = env->size;

        env->table = larger;
        env->size = 2 * size;
        for (i = 0; i < size; i++) {
            if (old[i].name != 0)
                larger[slot_of(env, old[i].name)] = old[i];
        }
    }
    i = slot_of(env, entry.name);
    env->count += env->table[i].name == 0;
    env->table[i] = entry;
    pthread_mutex_unlock(&env_lock);
}

void pms_env_import(struct thread *t, struct env *env, value name,
                    struct binding *binding)
{
    struct env_entry *larger = NULL;

    if (4 * (env->count + 1) > 3 * env->size)
        larger = pms_alloc(t, 2 * env->size * sizeof *larger);
    enter(env, (struct env_entry){name, binding, true}, larger);
}

struct binding *pms_env_define(struct thread *t, struct env *env, value name)
{
    struct env_entry *e = pms_env_find(env, name);

    if (e == NULL || e->imported) {
        struct binding *b = pms_binding_make(t, name);

        pms_env_import(t, env, name, b);
        e = pms_env_find(env, name);
        e->imported = false;
        return b;
    }
    return e->binding;
}

value pms_core_value(struct thread *t, const char *name)
{
    struct env_entry *e = pms_env_find(pms_core_env, pms_intern(t, name));

    return e == NULL ? PMS_UNBOUND : e->binding->content;
}

void pms_core_define(struct thread *t, const char *name, value content)
{
    struct binding *b = pms_env_define(t, pms_core_env, pms_intern(t, name));

    b->content = content;
    b->constant = true;
}

void pms_env_init(struct thread *t)
{
    pms_core_env = pms_env_make(t, PMS_FALSE);
}
