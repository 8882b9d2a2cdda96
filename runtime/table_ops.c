/* SPDX-License-Identifier: MIT */
/*
 * Hash tables for Scheme: SRFI 69 as far as it takes no procedure.
 *
 * In, out: values.  make-hash-table with equivalences of the user's own, and
 * what calls procedures, is written in Scheme on top of this: such a table is
 * one by eqv? from hash values to association lists.
 */
#include "table.h"
#include "text.h"

static struct table *need_table(struct thread *t, const char *who, value *argv)
{
    need_type(t, who, argv, 0, PMS_T_TABLE);
    return table_of(argv[0]);
}

/* A table with a key that its hash understands. */
static struct table *need_key(struct thread *t, const char *who, value *argv)
{
    struct table *table = need_table(t, who, argv);

    if (table->kind >= BY_STRING && !is_string(argv[1]))
        pms_wrong_type(t, who, 2, argv[1]);
    return table;
}

/* (%make-hash-table kind equivalence hash): kind 0 eq?, 1 eqv?, 2 equal?,
 * 3 string=?, 4 string-ci=?; the other two are only kept. */
static value make(struct thread *t, int argc, value *argv)
{
    size_t kind = need_index(t, "%make-hash-table", argv, 0, BY_STRING_CI);
    value v = pms_make_table(t, (enum table_kind)kind, 8);

    (void)argc;
    table_of(v)->equivalence = argv[1];
    table_of(v)->hash = argv[2];
    return v;
}

static value table_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(has_type(argv[0], PMS_T_TABLE));
}

static value ref_default(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_key(t, "hash-table-ref/default", argv);
    return pms_table_get(t, argv[0], argv[1], argv[2]);
}

static value set(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_key(t, "hash-table-set!", argv);
    pms_table_put(t, argv[0], argv[1], argv[2]);
    return PMS_UNSPECIFIED;
}

static value delete(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_key(t, "hash-table-delete!", argv);
    pms_table_remove(t, argv[0], argv[1]);
    return PMS_UNSPECIFIED;
}

static value exists_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_key(t, "hash-table-exists?", argv);
    return make_bool(pms_table_get(t, argv[0], argv[1], 0) != 0);
}

static value size(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return FIX(need_table(t, "hash-table-size", argv)->count);
}

static value clear(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_table(t, "hash-table-clear!", argv);
    pms_table_clear(t, argv[0]);
    return PMS_UNSPECIFIED;
}

/* A list made of all entries, in their order. */
static value collect(struct thread *t, const struct table *table,
                     value (*part)(struct thread *, const struct entry *))
{
    const struct store *s = table->store;
    size_t i = table->used < s->room ? table->used : s->room;
    value l = PMS_NIL;

    while (i-- > 0)
        if (s->entries[i].key != 0)
            l = pms_cons(t, part(t, &s->entries[i]), l);
    return l;
}

static value key_of(struct thread *t, const struct entry *e)
{
    (void)t;
    return e->key;
}

static value item_of(struct thread *t, const struct entry *e)
{
    (void)t;
    return e->item;
}

static value pair_of_entry(struct thread *t, const struct entry *e)
{
    return pms_cons(t, e->key, e->item);
}

#define COLLECT(function, who, part)                                       \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)argc;                                                        \
        return collect(t, need_table(t, who, argv), part);                 \
    }

COLLECT(keys, "hash-table-keys", key_of)
COLLECT(items, "hash-table-values", item_of)
COLLECT(to_alist, "hash-table->alist", pair_of_entry)

static value copy(struct thread *t, int argc, value *argv)
{
    struct table *from = need_table(t, "hash-table-copy", argv);
    value v = pms_make_table(t, from->kind, from->count + 1);
    const struct store *s = from->store;
    size_t i, used = from->used < s->room ? from->used : s->room;

    (void)argc;
    table_of(v)->equivalence = from->equivalence;
    table_of(v)->hash = from->hash;
    for (i = 0; i < used; i++)
        if (s->entries[i].key != 0)
            pms_table_put(t, v, s->entries[i].key, s->entries[i].item);
    return v;
}

static value equivalence(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return need_table(t, "hash-table-equivalence-function", argv)->equivalence;
}

static value hash_function(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return need_table(t, "hash-table-hash-function", argv)->hash;
}

/* ---- Hash functions: (hash object [bound]) -------------------------------- */

static value hash_by(struct thread *t, const char *who, enum table_kind kind,
                     int argc, value *argv)
{
    uint64_t h;
    size_t bound = (size_t)1 << 29;

    if (kind >= BY_STRING)
        need_type(t, who, argv, 0, PMS_T_STRING);
    if (has_arg(argc, argv, 1)) {
        bound = need_index(t, who, argv, 1, SIZE_MAX >> 4);
        if (bound == 0)
            pms_out_of_range(t, who, 2, argv[1]);
    }
    h = pms_hash(t, kind, argv[0]);
    return FIX((int64_t)(h % bound));
}

#define HASH(function, who, kind)                                          \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        return hash_by(t, who, kind, argc, argv);                          \
    }

HASH(hash, "hash", BY_EQUAL)
HASH(hash_by_identity, "hash-by-identity", BY_EQ)
HASH(string_hash, "string-hash", BY_STRING)
HASH(string_ci_hash, "string-ci-hash", BY_STRING_CI)

const struct primitive pms_table_primitives[] = {
    {"%make-hash-table", 3, 3, make},
    {"hash-table?", 1, 1, table_p},
    {"hash-table-ref/default", 3, 3, ref_default},
    {"hash-table-set!", 3, 3, set},
    {"hash-table-delete!", 2, 2, delete},
    {"hash-table-exists?", 2, 2, exists_p},
    {"hash-table-contains?", 2, 2, exists_p},
    {"hash-table-size", 1, 1, size},
    {"hash-table-clear!", 1, 1, clear},
    {"hash-table-keys", 1, 1, keys},
    {"hash-table-values", 1, 1, items},
    {"hash-table->alist", 1, 1, to_alist},
    {"hash-table-copy", 1, 2, copy},
    {"hash-table-equivalence-function", 1, 1, equivalence},
    {"hash-table-hash-function", 1, 1, hash_function},
    {"hash", 1, 2, hash},
    {"hash-by-identity", 1, 2, hash_by_identity},
    {"string-hash", 1, 2, string_hash},
    {"string-ci-hash", 1, 2, string_ci_hash},
    {NULL, 0, 0, NULL},
};
