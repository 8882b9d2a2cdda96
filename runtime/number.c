/* SPDX-License-Identifier: MIT */
/*
 * Generic arithmetic: the four operations, comparison, and the predicates and
 * procedures that are little more than these.
 *
 * In: any values.  Out: numbers, booleans; what is no number raises.
 */
#include "number.h"

enum operation { ADD, SUB, MUL, DIV };
static const char *const names[] = {"+", "-", "*", "/"};

_Noreturn void pms_divide_by_zero(struct thread *t, const char *who)
{
    pms_raise_error(t, "division by zero", pms_list1(t, pms_intern(t, who)));
}

/* ---- The four operations -------------------------------------------------- */

static value arithmetic(struct thread *t, enum operation op, value a, value b);

static value add_ratio(struct thread *t, value a, value b, bool subtract)
{
    value x = int_mul(t, numerator_of(a), denominator_of(b));
    value y = int_mul(t, numerator_of(b), denominator_of(a));

    return make_ratio(t, subtract ? int_sub(t, x, y) : int_add(t, x, y),
                      int_mul(t, denominator_of(a), denominator_of(b)));
}

static value exact_arithmetic(struct thread *t, enum operation op, value a,
                              value b, bool ratio)
{
    switch (op) {
    case ADD: return ratio ? add_ratio(t, a, b, false) : int_add(t, a, b);
    case SUB: return ratio ? add_ratio(t, a, b, true) : int_sub(t, a, b);
    case MUL:
        if (!ratio)
            return int_mul(t, a, b);
        return make_ratio(t, int_mul(t, numerator_of(a), numerator_of(b)),
                          int_mul(t, denominator_of(a), denominator_of(b)));
    default:
        if (numerator_of(b) == FIX(0))
            pms_divide_by_zero(t, "/");
        return make_ratio(t, int_mul(t, numerator_of(a), denominator_of(b)),
                          int_mul(t, denominator_of(a), numerator_of(b)));
    }
}

static value complex_arithmetic(struct thread *t, enum operation op, value a,
                                value b)
{
    value ar = real_part_of(a), ai = imaginary_part_of(a);
    value br = real_part_of(b), bi = imaginary_part_of(b), n;

    switch (op) {
    case ADD: return make_complex(t, pms_add(t, ar, br), pms_add(t, ai, bi));
    case SUB: return make_complex(t, pms_sub(t, ar, br), pms_sub(t, ai, bi));
    case MUL:
        if (bi == FIX(0))
            return make_complex(t, pms_mul(t, ar, br), pms_mul(t, ai, br));
        if (ai == FIX(0))
            return make_complex(t, pms_mul(t, ar, br), pms_mul(t, ar, bi));
        return make_complex(
            t, pms_sub(t, pms_mul(t, ar, br), pms_mul(t, ai, bi)),
            pms_add(t, pms_mul(t, ar, bi), pms_mul(t, ai, br)));
    default:
        if (bi == FIX(0))
            return make_complex(t, pms_div(t, ar, br), pms_div(t, ai, br));
        n = pms_add(t, pms_mul(t, br, br), pms_mul(t, bi, bi));
        a = pms_mul(t, a, make_complex(t, br, pms_negate(t, bi)));
        return make_complex(t, pms_div(t, real_part_of(a), n),
                            pms_div(t, imaginary_part_of(a), n));
    }
}

static value flonum_arithmetic(struct thread *t, enum operation op, double a,
                               double b)
{
    switch (op) {
    case ADD: return make_flonum(t, a + b);
    case SUB: return make_flonum(t, a - b);
    case MUL: return make_flonum(t, a * b);
    default: return make_flonum(t, a / b);
    }
}

static value arithmetic(struct thread *t, enum operation op, value a, value b)
{
    enum level la = number_level(a), lb = number_level(b);

    if (la == NO_NUMBER)
        pms_wrong_type(t, names[op], 1, a);
    if (lb == NO_NUMBER)
        pms_wrong_type(t, names[op], 2, b);
    switch (la > lb ? la : lb) {
    case INT_FIX:
    case INT_BIG: return exact_arithmetic(t, op, a, b, false);
    case RATIO: return exact_arithmetic(t, op, a, b, true);
    case FLONUM:
        return flonum_arithmetic(t, op, to_double(a), to_double(b));
    default: return complex_arithmetic(t, op, a, b);
    }
}

value pms_add(struct thread *t, value a, value b)
{
    value r;

    if (are_fixnums(a, b) && fixnum_add(a, b, &r))
        return r;
    if (is_immediate_flonum(a) && is_immediate_flonum(b))
        return make_flonum(t, immediate_flonum_double(a) +
                                  immediate_flonum_double(b));
    return arithmetic(t, ADD, a, b);
}

value pms_sub(struct thread *t, value a, value b)
{
    value r;

    if (are_fixnums(a, b) && fixnum_sub(a, b, &r))
        return r;
    return arithmetic(t, SUB, a, b);
}

value pms_mul(struct thread *t, value a, value b)
{
    value r;

    if (are_fixnums(a, b) && fixnum_mul(a, b, &r))
        return r;
    return arithmetic(t, MUL, a, b);
}

value pms_div(struct thread *t, value a, value b)
{
    if (are_fixnums(a, b) && b != FIX(0) && b != FIX(-1) &&
        fixnum_int(a) % fixnum_int(b) == 0)
        return FIX(fixnum_int(a) / fixnum_int(b));
    return arithmetic(t, DIV, a, b);
}

value pms_negate(struct thread *t, value a)
{
    if (is_flonum(a))
        return make_flonum(t, -flonum_double(a));
    if (has_type(a, PMS_T_COMPNUM))
        return make_complex(t, pms_negate(t, real_part_of(a)),
                            pms_negate(t, imaginary_part_of(a)));
    return arithmetic(t, SUB, FIX(0), a);
}

/* ---- Comparison ----------------------------------------------------------- */

static int compare_exact(struct thread *t, value a, value b)
{
    if (is_exact_integer(a) && is_exact_integer(b))
        return int_compare(a, b);
    return int_compare(int_mul(t, numerator_of(a), denominator_of(b)),
                       int_mul(t, numerator_of(b), denominator_of(a)));
}

/* A double and an exact number, without rounding the latter. */
static int compare_mixed(struct thread *t, double d, value e)
{
    if (isnan(d))
        return 2;
    if (isinf(d))
        return d > 0 ? 1 : -1;
    if (is_fixnum(e) && fixnum_int(e) < 1LL << 53 && fixnum_int(e) > -(1LL << 53))
        return (d > (double)fixnum_int(e)) - (d < (double)fixnum_int(e));
    return compare_exact(t, exact_from_double(t, d), e);
}

static int compare_real(struct thread *t, value a, value b)
{
    if (is_flonum(a) && is_flonum(b)) {
        double x = flonum_double(a), y = flonum_double(b);

        return isnan(x) || isnan(y) ? 2 : (x > y) - (x < y);
    }
    if (is_flonum(a))
        return compare_mixed(t, flonum_double(a), b);
    if (is_flonum(b)) {
        int order = compare_mixed(t, flonum_double(b), a);

        return order == 2 ? 2 : -order;
    }
    return compare_exact(t, a, b);
}

int pms_num_compare(struct thread *t, value a, value b)
{
    if (number_level(a) >= COMPLEX)
        pms_wrong_type(t, "<", 1, a);
    if (number_level(b) >= COMPLEX)
        pms_wrong_type(t, "<", 2, b);
    return compare_real(t, a, b);
}

bool pms_num_equal(struct thread *t, value a, value b)
{
    if (!is_number(a))
        pms_wrong_type(t, "=", 1, a);
    if (!is_number(b))
        pms_wrong_type(t, "=", 2, b);
    if (has_type(a, PMS_T_COMPNUM) || has_type(b, PMS_T_COMPNUM))
        return compare_real(t, real_part_of(a), real_part_of(b)) == 0 &&
               compare_real(t, imaginary_part_of(a), imaginary_part_of(b)) == 0;
    return compare_real(t, a, b) == 0;
}

bool pms_is_zero(struct thread *t, value a)
{
    if (!is_number(a))
        pms_wrong_type(t, "zero?", 1, a);
    if (has_type(a, PMS_T_COMPNUM))
        return pms_is_zero(t, real_part_of(a)) &&
               pms_is_zero(t, imaginary_part_of(a));
    return a == FIX(0) || (is_flonum(a) && flonum_double(a) == 0);
}

bool pms_is_negative(value a)
{
    return is_flonum(a) ? flonum_double(a) < 0 : int_sign(numerator_of(a)) < 0;
}

/* ---- Their procedures ----------------------------------------------------- */

void need_real(struct thread *t, const char *who, value *argv, int i)
{
    if (number_level(argv[i]) >= COMPLEX)
        pms_wrong_type(t, who, i + 1, argv[i]);
}

static value add(struct thread *t, int argc, value *argv)
{
    value sum = argc > 0 ? argv[0] : FIX(0);
    int i;

    if (argc == 1 && !is_number(argv[0]))
        pms_wrong_type(t, "+", 1, argv[0]);
    for (i = 1; i < argc; i++)
        sum = pms_add(t, sum, argv[i]);
    return sum;
}

static value sub(struct thread *t, int argc, value *argv)
{
    value difference = argv[0];
    int i;

    if (argc == 1) {
        if (!is_number(argv[0]))
            pms_wrong_type(t, "-", 1, argv[0]);
        return pms_negate(t, argv[0]);
    }
    for (i = 1; i < argc; i++)
        difference = pms_sub(t, difference, argv[i]);
    return difference;
}

static value mul(struct thread *t, int argc, value *argv)
{
    value product = argc > 0 ? argv[0] : FIX(1);
    int i;

    if (argc == 1 && !is_number(argv[0]))
        pms_wrong_type(t, "*", 1, argv[0]);
    for (i = 1; i < argc; i++)
        product = pms_mul(t, product, argv[i]);
    return product;
}

static value div_(struct thread *t, int argc, value *argv)
{
    value quotient = argv[0];
    int i;

    if (argc == 1)
        return pms_div(t, FIX(1), argv[0]);
    for (i = 1; i < argc; i++)
        quotient = pms_div(t, quotient, argv[i]);
    return quotient;
}

static value equal(struct thread *t, int argc, value *argv)
{
    bool holds = true;
    int i;

    if (argc == 1)
        (void)pms_num_equal(t, argv[0], argv[0]);
    for (i = 0; i + 1 < argc; i++)
        holds &= pms_num_equal(t, argv[i], argv[i + 1]);
    return make_bool(holds);
}

#define ORDER(function, who, test)                                         \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        bool holds = true;                                                 \
        int i, order;                                                      \
                                                                           \
        for (i = 0; i < argc; i++)                                         \
            need_real(t, who, argv, i);                                    \
        for (i = 0; i + 1 < argc; i++) {                                   \
            order = compare_real(t, argv[i], argv[i + 1]);                 \
            holds &= test;                                                 \
        }                                                                  \
        return make_bool(holds);                                           \
    }

ORDER(less, "<", order < 0)
ORDER(greater, ">", order == 1)
ORDER(less_equal, "<=", order <= 0)
ORDER(greater_equal, ">=", order == 0 || order == 1)

static value zero_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return make_bool(pms_is_zero(t, argv[0]));
}

static value positive_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_real(t, "positive?", argv, 0);
    return make_bool(is_flonum(argv[0]) ? flonum_double(argv[0]) > 0
                                        : int_sign(numerator_of(argv[0])) > 0);
}

static value negative_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_real(t, "negative?", argv, 0);
    return make_bool(pms_is_negative(argv[0]));
}

static value extreme(struct thread *t, const char *who, int argc, value *argv,
                     int wanted)
{
    bool inexact = false;
    value best = argv[0];
    int i, order;

    for (i = 0; i < argc; i++) {
        need_real(t, who, argv, i);
        inexact |= is_flonum(argv[i]);
        order = compare_real(t, argv[i], best);
        if (order == wanted || (order == 2 && is_flonum(argv[i]) &&
                                isnan(flonum_double(argv[i]))))
            best = argv[i];
    }
    return inexact ? make_flonum(t, to_double(best)) : best;
}

static value max(struct thread *t, int argc, value *argv)
{
    return extreme(t, "max", argc, argv, 1);
}

static value min(struct thread *t, int argc, value *argv)
{
    return extreme(t, "min", argc, argv, -1);
}

const struct primitive pms_number_primitives[] = {
    {"+", 0, -1, add},
    {"-", 1, -1, sub},
    {"*", 0, -1, mul},
    {"/", 1, -1, div_},
    {"=", 1, -1, equal},
    {"<", 1, -1, less},
    {">", 1, -1, greater},
    {"<=", 1, -1, less_equal},
    {">=", 1, -1, greater_equal},
    {"zero?", 1, 1, zero_p},
    {"positive?", 1, 1, positive_p},
    {"negative?", 1, 1, negative_p},
    {"max", 1, -1, max},
    {"min", 1, -1, min},
    {NULL, 0, 0, NULL},
};
