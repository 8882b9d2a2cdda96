/* SPDX-License-Identifier: MIT */
/*
 * Vectors and bytevectors: the procedures of sections 6.8 and 6.9 that take no
 * procedure.
 *
 * In, out: vectors, bytevectors, lists.
 */
#include "args.h"

#define PREDICATE(function, test)                                          \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)t;                                                           \
        (void)argc;                                                        \
        return make_bool(test);                                            \
    }

PREDICATE(vector_p, is_vector(argv[0]))
PREDICATE(bytevector_p, is_bytevector(argv[0]))

/* An index that must be below the length. */
static size_t position(struct thread *t, const char *who, value *argv,
                       enum pms_type type)
{
    size_t i;

    need_type(t, who, argv, 0, type);
    i = need_index(t, who, argv, 1, object_length(argv[0]));
    if (i == object_length(argv[0]))
        pms_out_of_range(t, who, 2, argv[1]);
    return i;
}

/* to, at, from [, start, end]: checks, and returns how many. */
static size_t copying(struct thread *t, const char *who, int argc, value *argv,
                      enum pms_type type, size_t *at, size_t *start)
{
    size_t end;

    need_type(t, who, argv, 0, type);
    need_mutable(t, who, argv, 0);
    need_type(t, who, argv, 2, type);
    *at = need_index(t, who, argv, 1, object_length(argv[0]));
    need_range(t, who, argc, argv, 3, object_length(argv[2]), start, &end);
    if (end - *start > object_length(argv[0]) - *at)
        pms_out_of_range(t, who, 2, argv[1]);
    return end - *start;
}

/* ---- Vectors -------------------------------------------------------------- */

static value make_vector(struct thread *t, int argc, value *argv)
{
    size_t n = need_index(t, "make-vector", argv, 0, (size_t)1 << 44);

    return pms_make_vector(t, n,
                           has_arg(argc, argv, 1) ? argv[1] : PMS_UNSPECIFIED);
}

static value vector(struct thread *t, int argc, value *argv)
{
    value v = pms_make_vector(t, (size_t)argc, PMS_FALSE);

    memcpy(vector_items(v), argv, (size_t)argc * sizeof *argv);
    return v;
}

static value vector_length(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_type(t, "vector-length", argv, 0, PMS_T_VECTOR);
    return FIX(object_length(argv[0]));
}

static value vector_ref(struct thread *t, int argc, value *argv)
{
    size_t i = position(t, "vector-ref", argv, PMS_T_VECTOR);

    (void)argc;
    return vector_items(argv[0])[i];
}

static value vector_set(struct thread *t, int argc, value *argv)
{
    size_t i = position(t, "vector-set!", argv, PMS_T_VECTOR);

    (void)argc;
    need_mutable(t, "vector-set!", argv, 0);
    vector_items(argv[0])[i] = argv[2];
    return PMS_UNSPECIFIED;
}

static value vector_to_list(struct thread *t, int argc, value *argv)
{
    size_t start, end;
    value l = PMS_NIL;

    need_type(t, "vector->list", argv, 0, PMS_T_VECTOR);
    need_range(t, "vector->list", argc, argv, 1, object_length(argv[0]), &start,
               &end);
    while (end > start)
        l = pms_cons(t, vector_items(argv[0])[--end], l);
    return l;
}

static value list_to_vector(struct thread *t, int argc, value *argv)
{
    int64_t n = pms_list_length(argv[0]), i = 0;
    value v, l;

    (void)argc;
    if (n < 0)
        pms_wrong_type(t, "list->vector", 1, argv[0]);
    v = pms_make_vector(t, (size_t)n, PMS_FALSE);
    for (l = argv[0]; i < n && is_pair(l); l = cdr(l))
        vector_items(v)[i++] = car(l);
    return v;
}

static value copy(struct thread *t, value v, size_t start, size_t end)
{
    value result = pms_make_vector(t, end - start, PMS_FALSE);

    memcpy(vector_items(result), vector_items(v) + start,
           (end - start) * sizeof(value));
    return result;
}

static value vector_copy(struct thread *t, int argc, value *argv)
{
    size_t start, end;

    need_type(t, "vector-copy", argv, 0, PMS_T_VECTOR);
    need_range(t, "vector-copy", argc, argv, 1, object_length(argv[0]), &start,
               &end);
    return copy(t, argv[0], start, end);
}

static value subvector(struct thread *t, int argc, value *argv)
{
    size_t start, end;

    need_type(t, "subvector", argv, 0, PMS_T_VECTOR);
    need_range(t, "subvector", argc, argv, 1, object_length(argv[0]), &start, &end);
    return copy(t, argv[0], start, end);
}

static value vector_copy_to(struct thread *t, int argc, value *argv)
{
    size_t at, start;
    size_t n = copying(t, "vector-copy!", argc, argv, PMS_T_VECTOR, &at, &start);

    memmove(vector_items(argv[0]) + at, vector_items(argv[2]) + start,
            n * sizeof(value));
    return PMS_UNSPECIFIED;
}

static value vector_append(struct thread *t, int argc, value *argv)
{
    size_t n = 0;
    value v, *out;
    int i;

    for (i = 0; i < argc; i++) {
        need_type(t, "vector-append", argv, i, PMS_T_VECTOR);
        n += object_length(argv[i]);
    }
    v = pms_make_vector(t, n, PMS_FALSE);
    out = vector_items(v);
    for (i = 0; i < argc; i++) {
        memcpy(out, vector_items(argv[i]), object_length(argv[i]) * sizeof *out);
        out += object_length(argv[i]);
    }
    return v;
}

static value vector_fill(struct thread *t, int argc, value *argv)
{
    size_t start, end;

    need_type(t, "vector-fill!", argv, 0, PMS_T_VECTOR);
    need_mutable(t, "vector-fill!", argv, 0);
    need_range(t, "vector-fill!", argc, argv, 2, object_length(argv[0]), &start,
               &end);
    for (; start < end; start++)
        vector_items(argv[0])[start] = argv[1];
    return PMS_UNSPECIFIED;
}

/* ---- Bytevectors ---------------------------------------------------------- */

static uint8_t need_byte(struct thread *t, const char *who, value *argv, int i)
{
    return (uint8_t)need_index(t, who, argv, i, 255);
}

static value make_bytevector(struct thread *t, int argc, value *argv)
{
    size_t n = need_index(t, "make-bytevector", argv, 0, (size_t)1 << 44);
    uint8_t fill =
        has_arg(argc, argv, 1) ? need_byte(t, "make-bytevector", argv, 1) : 0;
    value v = pms_make_bytevector(t, n);

    memset(bytevector_bytes(v), fill, n);
    return v;
}

static value bytevector(struct thread *t, int argc, value *argv)
{
    value v = pms_make_bytevector(t, (size_t)argc);
    int i;

    for (i = 0; i < argc; i++)
        bytevector_bytes(v)[i] = need_byte(t, "bytevector", argv, i);
    return v;
}

static value bytevector_length(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_type(t, "bytevector-length", argv, 0, PMS_T_BYTEVECTOR);
    return FIX(object_length(argv[0]));
}

static value bytevector_u8_ref(struct thread *t, int argc, value *argv)
{
    size_t i = position(t, "bytevector-u8-ref", argv, PMS_T_BYTEVECTOR);

    (void)argc;
    return FIX(bytevector_bytes(argv[0])[i]);
}

static value bytevector_u8_set(struct thread *t, int argc, value *argv)
{
    size_t i = position(t, "bytevector-u8-set!", argv, PMS_T_BYTEVECTOR);

    (void)argc;
    need_mutable(t, "bytevector-u8-set!", argv, 0);
    bytevector_bytes(argv[0])[i] = need_byte(t, "bytevector-u8-set!", argv, 2);
    return PMS_UNSPECIFIED;
}

static value bytevector_copy(struct thread *t, int argc, value *argv)
{
    size_t start, end;
    value v;

    need_type(t, "bytevector-copy", argv, 0, PMS_T_BYTEVECTOR);
    need_range(t, "bytevector-copy", argc, argv, 1, object_length(argv[0]), &start,
               &end);
    v = pms_make_bytevector(t, end - start);
    memcpy(bytevector_bytes(v), bytevector_bytes(argv[0]) + start, end - start);
    return v;
}

static value bytevector_copy_to(struct thread *t, int argc, value *argv)
{
    size_t at, start;
    size_t n = copying(t, "bytevector-copy!", argc, argv, PMS_T_BYTEVECTOR, &at,
                       &start);

    memmove(bytevector_bytes(argv[0]) + at, bytevector_bytes(argv[2]) + start, n);
    return PMS_UNSPECIFIED;
}

static value bytevector_append(struct thread *t, int argc, value *argv)
{
    size_t n = 0;
    uint8_t *out;
    value v;
    int i;

    for (i = 0; i < argc; i++) {
        need_type(t, "bytevector-append", argv, i, PMS_T_BYTEVECTOR);
        n += object_length(argv[i]);
    }
    v = pms_make_bytevector(t, n);
    out = bytevector_bytes(v);
    for (i = 0; i < argc; i++) {
        memcpy(out, bytevector_bytes(argv[i]), object_length(argv[i]));
        out += object_length(argv[i]);
    }
    return v;
}

const struct primitive pms_vector_primitives[] = {
    {"vector?", 1, 1, vector_p},
    {"make-vector", 1, 2, make_vector},
    {"vector", 0, -1, vector},
    {"vector-length", 1, 1, vector_length},
    {"vector-ref", 2, 2, vector_ref},
    {"vector-set!", 3, 3, vector_set},
    {"vector->list", 1, 3, vector_to_list},
    {"list->vector", 1, 1, list_to_vector},
    {"vector-copy", 1, 3, vector_copy},
    {"subvector", 3, 3, subvector},
    {"vector-copy!", 3, 5, vector_copy_to},
    {"vector-append", 0, -1, vector_append},
    {"vector-fill!", 2, 4, vector_fill},
    {"bytevector?", 1, 1, bytevector_p},
    {"make-bytevector", 1, 2, make_bytevector},
    {"bytevector", 0, -1, bytevector},
    {"bytevector-length", 1, 1, bytevector_length},
    {"bytevector-u8-ref", 2, 2, bytevector_u8_ref},
    {"bytevector-u8-set!", 3, 3, bytevector_u8_set},
    {"bytevector-copy", 1, 3, bytevector_copy},
    {"bytevector-copy!", 3, 5, bytevector_copy_to},
    {"bytevector-append", 0, -1, bytevector_append},
    {NULL, 0, 0, NULL},
};
