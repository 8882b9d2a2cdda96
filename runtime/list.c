/* SPDX-License-Identifier: MIT */
/*
 * Pairs and lists: the procedures of section 6.4 that take no procedure, and a
 * few of SRFI 1's.
 *
 * In, out: lists.  A circular list never makes a loop here.
 */
#include "args.h"

/* The hare goes two pairs for each of the tortoise's. */
int64_t pms_list_length(value list)
{
    value slow = list;
    int64_t n = 0;

    for (;;) {
        if (list == PMS_NIL)
            return n;
        if (!is_pair(list))
            return -1;
        list = cdr(list);
        n++;
        if (list == PMS_NIL)
            return n;
        if (!is_pair(list))
            return -1;
        list = cdr(list);
        n++;
        slow = cdr(slow);
        if (list == slow && is_pair(list))
            return -1;
    }
}

static void need_list(struct thread *t, const char *who, value *argv, int i)
{
    if (pms_list_length(argv[i]) < 0)
        pms_wrong_type(t, who, i + 1, argv[i]);
}

/* ---- Pairs ---------------------------------------------------------------- */

static value cons(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return pms_cons(t, argv[0], argv[1]);
}

static value set_car_(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_pair(t, "set-car!", argv, 0);
    set_car(argv[0], argv[1]);
    return PMS_UNSPECIFIED;
}

static value set_cdr_(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_pair(t, "set-cdr!", argv, 0);
    set_cdr(argv[0], argv[1]);
    return PMS_UNSPECIFIED;
}

/* path: the letters between c and r. */
static value follow(struct thread *t, const char *who, value v)
{
    const char *p = who + strlen(who) - 2;
    value whole = v;

    for (; p > who; p--) {
        if (PMS_UNLIKELY(!is_pair(v)))
            pms_wrong_type(t, who, 1, whole);
        v = *p == 'a' ? car(v) : cdr(v);
    }
    return v;
}

#define PATH(path)                                                         \
    static value path_##path(struct thread *t, int argc, value *argv)       \
    {                                                                      \
        (void)argc;                                                        \
        return follow(t, "c" #path "r", argv[0]);                          \
    }

PATH(a) PATH(d)
PATH(aa) PATH(ad) PATH(da) PATH(dd)
PATH(aaa) PATH(aad) PATH(ada) PATH(add) PATH(daa) PATH(dad) PATH(dda) PATH(ddd)
PATH(aaaa) PATH(aaad) PATH(aada) PATH(aadd) PATH(adaa) PATH(adad) PATH(adda)
PATH(addd) PATH(daaa) PATH(daad) PATH(dada) PATH(dadd) PATH(ddaa) PATH(ddad)
PATH(ddda) PATH(dddd)

#define PREDICATE(function, test)                                          \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)t;                                                           \
        (void)argc;                                                        \
        return make_bool(test);                                            \
    }

PREDICATE(pair_p, is_pair(argv[0]))
PREDICATE(null_p, argv[0] == PMS_NIL)
PREDICATE(list_p, pms_list_length(argv[0]) >= 0)

/* ---- Lists ---------------------------------------------------------------- */

static value make_list(struct thread *t, int argc, value *argv)
{
    size_t n = need_index(t, "make-list", argv, 0, (size_t)1 << 44);
    value fill = has_arg(argc, argv, 1) ? argv[1] : PMS_UNSPECIFIED;
    value l = PMS_NIL;

    while (n-- > 0)
        l = pms_cons(t, fill, l);
    return l;
}

static value list(struct thread *t, int argc, value *argv)
{
    value l = PMS_NIL;

    while (argc > 0)
        l = pms_cons(t, argv[--argc], l);
    return l;
}

static value cons_star(struct thread *t, int argc, value *argv)
{
    value l = argv[--argc];

    while (argc > 0)
        l = pms_cons(t, argv[--argc], l);
    return l;
}

static value length(struct thread *t, int argc, value *argv)
{
    int64_t n = pms_list_length(argv[0]);

    (void)argc;
    if (n < 0)
        pms_wrong_type(t, "length", 1, argv[0]);
    return FIX(n);
}

/* Appends a copy of list, whose length is finite, to *last. */
static value *copy_onto(struct thread *t, value *last, value list)
{
    for (; is_pair(list); list = cdr(list)) {
        *last = pms_cons(t, car(list), PMS_NIL);
        last = &pair_of(*last)->cdr;
    }
    return last;
}

static value append(struct thread *t, int argc, value *argv)
{
    value result = PMS_NIL, *last = &result;
    int i;

    for (i = 0; i + 1 < argc; i++) {
        need_list(t, "append", argv, i);
        last = copy_onto(t, last, argv[i]);
    }
    if (argc > 0)
        *last = argv[argc - 1];
    return result;
}

static value reverse(struct thread *t, int argc, value *argv)
{
    value l, result = PMS_NIL;

    (void)argc;
    need_list(t, "reverse", argv, 0);
    for (l = argv[0]; is_pair(l); l = cdr(l))
        result = pms_cons(t, car(l), result);
    return result;
}

static value tail(struct thread *t, const char *who, value *argv)
{
    size_t k = need_index(t, who, argv, 1, SIZE_MAX >> 4);
    value l = argv[0];

    for (; k > 0; k--) {
        if (!is_pair(l))
            pms_out_of_range(t, who, 2, argv[1]);
        l = cdr(l);
    }
    return l;
}

static value list_tail(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return tail(t, "list-tail", argv);
}

static value list_ref(struct thread *t, int argc, value *argv)
{
    value l = tail(t, "list-ref", argv);

    (void)argc;
    if (!is_pair(l))
        pms_out_of_range(t, "list-ref", 2, argv[1]);
    return car(l);
}

static value list_set(struct thread *t, int argc, value *argv)
{
    value l = tail(t, "list-set!", argv);

    (void)argc;
    if (!is_pair(l))
        pms_out_of_range(t, "list-set!", 2, argv[1]);
    set_car(l, argv[2]);
    return PMS_UNSPECIFIED;
}

/* The first n pairs copied, whatever follows. */
static value list_head(struct thread *t, int argc, value *argv)
{
    size_t k = need_index(t, "list-head", argv, 1, SIZE_MAX >> 4);
    value l = argv[0], result = PMS_NIL, *last = &result;

    (void)argc;
    for (; k > 0; k--, l = cdr(l)) {
        if (!is_pair(l))
            pms_out_of_range(t, "list-head", 2, argv[1]);
        *last = pms_cons(t, car(l), PMS_NIL);
        last = &pair_of(*last)->cdr;
    }
    return result;
}

/* A circular list is an error; it ends when memory does, or by SIGINT. */
static value list_copy(struct thread *t, int argc, value *argv)
{
    value result = PMS_NIL, *last = &result, l;

    (void)argc;
    for (l = argv[0]; is_pair(l); l = cdr(l)) {
        *last = pms_cons(t, car(l), PMS_NIL);
        last = &pair_of(*last)->cdr;
    }
    *last = l;
    return result;
}

static value last_pair(struct thread *t, int argc, value *argv)
{
    value l = argv[0];
    int64_t n = pms_list_length(l);

    (void)argc;
    need_pair(t, "last-pair", argv, 0);
    if (n < 0) {
        value slow = l;

        /* Dotted ends, circular does not. */
        while (is_pair(cdr(l))) {
            l = cdr(l);
            if (!is_pair(cdr(l)))
                break;
            l = cdr(l);
            slow = cdr(slow);
            if (l == slow)
                pms_wrong_type(t, "last-pair", 1, argv[0]);
        }
        return l;
    }
    while (is_pair(cdr(l)))
        l = cdr(l);
    return l;
}

/* ---- Searching ------------------------------------------------------------ */

static bool same(struct thread *t, value a, value b)
{
    (void)t;
    return a == b;
}

static bool eqv(struct thread *t, value a, value b)
{
    (void)t;
    return pms_eqv(a, b);
}

static value member_by(struct thread *t, const char *who, value *argv,
                       bool (*equal)(struct thread *, value, value))
{
    value l = argv[1], slow = l;
    bool step = false;

    for (; is_pair(l); l = cdr(l), step = !step) {
        if (equal(t, argv[0], car(l)))
            return l;
        if (step) {
            slow = cdr(slow);
            if (slow == cdr(l))
                break;
        }
    }
    if (l != PMS_NIL)
        pms_wrong_type(t, who, 2, argv[1]);
    return PMS_FALSE;
}

static value assoc_by(struct thread *t, const char *who, value *argv,
                      bool (*equal)(struct thread *, value, value))
{
    value l = argv[1], slow = l;
    bool step = false;

    for (; is_pair(l); l = cdr(l), step = !step) {
        if (!is_pair(car(l)))
            pms_wrong_type(t, who, 2, argv[1]);
        if (equal(t, argv[0], car(car(l))))
            return car(l);
        if (step) {
            slow = cdr(slow);
            if (slow == cdr(l))
                break;
        }
    }
    if (l != PMS_NIL)
        pms_wrong_type(t, who, 2, argv[1]);
    return PMS_FALSE;
}

#define SEARCH(function, who, by, equal)                                   \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)argc;                                                        \
        return by(t, who, argv, equal);                                    \
    }

SEARCH(memq, "memq", member_by, same)
SEARCH(memv, "memv", member_by, eqv)
SEARCH(member, "member", member_by, pms_equal)
SEARCH(assq, "assq", assoc_by, same)
SEARCH(assv, "assv", assoc_by, eqv)
SEARCH(assoc, "assoc", assoc_by, pms_equal)

/* (iota count [start [step]]) */
static value iota(struct thread *t, int argc, value *argv)
{
    size_t n = need_index(t, "iota", argv, 0, (size_t)1 << 44);
    value start = has_arg(argc, argv, 1) ? argv[1] : FIX(0);
    value step = has_arg(argc, argv, 2) ? argv[2] : FIX(1);
    value l = PMS_NIL;

    while (n-- > 0)
        l = pms_cons(t, pms_add(t, start, pms_mul(t, FIX(n), step)), l);
    return l;
}

#define CXR(path) {"c" #path "r", 1, 1, path_##path}

const struct primitive pms_list_primitives[] = {
    {"pair?", 1, 1, pair_p},
    {"null?", 1, 1, null_p},
    {"list?", 1, 1, list_p},
    {"cons", 2, 2, cons},
    {"set-car!", 2, 2, set_car_},
    {"set-cdr!", 2, 2, set_cdr_},
    CXR(a), CXR(d),
    CXR(aa), CXR(ad), CXR(da), CXR(dd),
    CXR(aaa), CXR(aad), CXR(ada), CXR(add),
    CXR(daa), CXR(dad), CXR(dda), CXR(ddd),
    CXR(aaaa), CXR(aaad), CXR(aada), CXR(aadd),
    CXR(adaa), CXR(adad), CXR(adda), CXR(addd),
    CXR(daaa), CXR(daad), CXR(dada), CXR(dadd),
    CXR(ddaa), CXR(ddad), CXR(ddda), CXR(dddd),
    {"make-list", 1, 2, make_list},
    {"list", 0, -1, list},
    {"cons*", 1, -1, cons_star},
    {"length", 1, 1, length},
    {"append", 0, -1, append},
    {"reverse", 1, 1, reverse},
    {"list-tail", 2, 2, list_tail},
    {"list-ref", 2, 2, list_ref},
    {"list-set!", 3, 3, list_set},
    {"list-head", 2, 2, list_head},
    {"list-copy", 1, 1, list_copy},
    {"last-pair", 1, 1, last_pair},
    {"memq", 2, 2, memq},
    {"memv", 2, 2, memv},
    {"member", 2, 2, member},
    {"assq", 2, 2, assq},
    {"assv", 2, 2, assv},
    {"assoc", 2, 2, assoc},
    {"iota", 1, 3, iota},
    {NULL, 0, 0, NULL},
};
