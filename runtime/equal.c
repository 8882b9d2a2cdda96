/* SPDX-License-Identifier: MIT */
/*
 * Sameness: eq?, eqv?, equal?.
 *
 * In: any two values.  Out: whether they are the same.  equal? ends on
 * circular structure and needs no C stack for deep structure.
 */
#include "args.h"

/* ---- eqv? ----------------------------------------------------------------- */

static bool eqv_objects(value a, value b)
{
    double x, y;

    if (object_type(a) != object_type(b))
        return false;
    switch (object_type(a)) {
    case PMS_T_FLONUM:
        x = flonum_double(a);
        y = flonum_double(b);
        return memcmp(&x, &y, sizeof x) == 0 || (x != x && y != y);
    case PMS_T_BIGNUM:
        return mpz_cmp(((struct bignum *)object_of(a))->z,
                       ((struct bignum *)object_of(b))->z) == 0;
    case PMS_T_RATNUM: {
        const struct ratnum *r = object_of(a), *s = object_of(b);

        return pms_eqv(r->numerator, s->numerator) &&
               pms_eqv(r->denominator, s->denominator);
    }
    case PMS_T_COMPNUM: {
        const struct compnum *c = object_of(a), *d = object_of(b);

        return pms_eqv(c->real, d->real) && pms_eqv(c->imaginary, d->imaginary);
    }
    case PMS_T_STRING:
    case PMS_T_VECTOR:
    case PMS_T_BYTEVECTOR:
        return false;
    default:
        return false;
    }
}

bool pms_eqv(value a, value b)
{
    if (a == b)
        return true;
    return is_object(a) && is_object(b) && eqv_objects(a, b);
}

/* ---- equal? --------------------------------------------------------------- */

/* Pairs of values still to compare: a few on the C stack, then in collected
 * memory. */
struct pending {
    struct thread *t;
    value *items;
    size_t used, room;
    value first[64];
};

static void push(struct pending *p, value a, value b)
{
    if (p->used + 2 > p->room) {
        value *bigger = pms_alloc(p->t, 4 * p->room * sizeof *bigger);

        memcpy(bigger, p->items, p->used * sizeof *bigger);
        p->items = bigger;
        p->room *= 4;
    }
    p->items[p->used++] = a;
    p->items[p->used++] = b;
}

/* After this many steps the structure may well be circular or share much: then
 * what was compared once, and so is equal or the answer is no, is joined to
 * one class (union-find over a table), and not compared again. */
#define STEPS 20000

static value representative(struct thread *t, value classes, value v)
{
    value up, upper;

    for (;;) {
        up = pms_table_get(t, classes, v, v);
        if (up == v)
            return v;
        upper = pms_table_get(t, classes, up, up);
        if (upper != up)
            pms_table_put(t, classes, v, upper);
        v = upper;
    }
}

static bool joined(struct thread *t, value classes, value a, value b)
{
    a = representative(t, classes, a);
    b = representative(t, classes, b);
    if (a == b)
        return true;
    pms_table_put(t, classes, a, b);
    return false;
}

/* What has no parts, or as many; parts are pushed. */
static bool same_shape(struct pending *p, value a, value b)
{
    size_t n, i;

    if (!is_object(a) || !is_object(b) || object_type(a) != object_type(b))
        return false;
    switch (object_type(a)) {
    case PMS_T_STRING:
        n = object_length(a);
        return n == object_length(b) &&
               memcmp(string_chars(a), string_chars(b), n * sizeof(uint32_t)) == 0;
    case PMS_T_BYTEVECTOR:
        n = object_length(a);
        return n == object_length(b) &&
               memcmp(bytevector_bytes(a), bytevector_bytes(b), n) == 0;
    case PMS_T_VECTOR:
        n = object_length(a);
        if (n != object_length(b))
            return false;
        for (i = n; i-- > 0;)
            if (vector_items(a)[i] != vector_items(b)[i])
                push(p, vector_items(a)[i], vector_items(b)[i]);
        return true;
    default:
        return eqv_objects(a, b);
    }
}

bool pms_equal(struct thread *t, value a, value b)
{
    struct pending p;
    value classes = PMS_FALSE;
    size_t steps = 0;

    if (a == b)
        return true;
    if (!is_pair(a) && !has_type(a, PMS_T_VECTOR)) {
        p.used = 0;
        return !is_pair(b) && same_shape(&p, a, b);
    }
    p.t = t;
    p.items = p.first;
    p.used = 0;
    p.room = sizeof p.first / sizeof p.first[0];
    for (;;) {
        if (a != b) {
            if (++steps > STEPS && classes == PMS_FALSE)
                classes = pms_make_eq_table(t);
            if (is_pair(a)) {
                if (!is_pair(b))
                    return false;
                if (classes == PMS_FALSE || !joined(t, classes, a, b)) {
                    push(&p, cdr(a), cdr(b));
                    a = car(a);
                    b = car(b);
                    continue;
                }
            } else if (is_vector(a) && classes != PMS_FALSE && is_vector(b) &&
                       joined(t, classes, a, b)) {
                /* known */
            } else if (!same_shape(&p, a, b)) {
                return false;
            }
        }
        if (p.used == 0)
            return true;
        b = p.items[--p.used];
        a = p.items[--p.used];
    }
}

/* ---- Their procedures ----------------------------------------------------- */

static value eq_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(argv[0] == argv[1]);
}

static value eqv_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(pms_eqv(argv[0], argv[1]));
}

static value equal_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return make_bool(pms_equal(t, argv[0], argv[1]));
}

static value not_(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(argv[0] == PMS_FALSE);
}

static value boolean_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(argv[0] == PMS_TRUE || argv[0] == PMS_FALSE);
}

static value boolean_eq(struct thread *t, int argc, value *argv)
{
    bool holds = true;
    int i;

    for (i = 0; i < argc; i++) {
        if (argv[i] != PMS_TRUE && argv[i] != PMS_FALSE)
            pms_wrong_type(t, "boolean=?", i + 1, argv[i]);
        holds &= argv[i] == argv[0];
    }
    return make_bool(holds);
}

const struct primitive pms_equal_primitives[] = {
    {"eq?", 2, 2, eq_p},
    {"eqv?", 2, 2, eqv_p},
    {"equal?", 2, 2, equal_p},
    {"not", 1, 1, not_},
    {"boolean?", 1, 1, boolean_p},
    {"boolean=?", 1, -1, boolean_eq},
    {NULL, 0, 0, NULL},
};
