/* SPDX-License-Identifier: MIT */
/*
 * Section 6.2.6 without the four operations and without transcendental
 * functions: what kind a number is, integer division, rounding, parts.
 *
 * In: any values.  Out: numbers, booleans.
 */
#include "number.h"

/* ---- What kind of number -------------------------------------------------- */

static bool is_rational(value v)
{
    enum level level = number_level(v);

    return level <= RATIO || (level == FLONUM && isfinite(flonum_double(v)));
}

static bool is_integer(value v)
{
    return is_exact_integer(v) ||
           (is_flonum(v) && isfinite(flonum_double(v)) &&
            flonum_double(v) == floor(flonum_double(v)));
}

#define PREDICATE(function, test)                                          \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        value v = argv[0];                                                 \
                                                                           \
        (void)t;                                                           \
        (void)argc;                                                        \
        return make_bool(test);                                            \
    }

PREDICATE(number_p, is_number(v))
PREDICATE(real_p, number_level(v) < COMPLEX)
PREDICATE(rational_p, is_rational(v))
PREDICATE(integer_p, is_integer(v))
PREDICATE(exact_integer_p, is_exact_integer(v))
PREDICATE(exact_rational_p, number_level(v) <= RATIO)
PREDICATE(nonnegative_p, is_exact_integer(v) && int_sign(v) >= 0)

static void need_number(struct thread *t, const char *who, value *argv, int i)
{
    if (!is_number(argv[i]))
        pms_wrong_type(t, who, i + 1, argv[i]);
}

void need_integer(struct thread *t, const char *who, value *argv, int i)
{
    if (!is_integer(argv[i]))
        pms_wrong_type(t, who, i + 1, argv[i]);
}

static value exact_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_number(t, "exact?", argv, 0);
    return make_bool(is_exact(argv[0]));
}

static value inexact_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_number(t, "inexact?", argv, 0);
    return make_bool(!is_exact(argv[0]));
}

static bool any_part(value v, bool (*test)(double))
{
    value parts[2] = {real_part_of(v), imaginary_part_of(v)};

    return (is_flonum(parts[0]) && test(flonum_double(parts[0]))) ||
           (is_flonum(parts[1]) && test(flonum_double(parts[1])));
}
static bool double_is_nan(double d)
{
    return isnan(d);
}
static bool double_is_infinite(double d)
{
    return isinf(d);
}
static bool double_is_not_finite(double d)
{
    return !isfinite(d);
}

#define PART_PREDICATE(function, who, test)                                \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)argc;                                                        \
        need_number(t, who, argv, 0);                                      \
        return make_bool(test);                                            \
    }

PART_PREDICATE(nan_p, "nan?", any_part(argv[0], double_is_nan))
PART_PREDICATE(infinite_p, "infinite?", any_part(argv[0], double_is_infinite))
PART_PREDICATE(finite_p, "finite?", !any_part(argv[0], double_is_not_finite))

static bool is_even(value v)
{
    return is_flonum(v) ? fmod(flonum_double(v), 2) == 0 : int_is_even(v);
}

static value even_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_integer(t, "even?", argv, 0);
    return make_bool(is_even(argv[0]));
}

static value odd_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_integer(t, "odd?", argv, 0);
    return make_bool(!is_even(argv[0]));
}

/* ---- Integer division ----------------------------------------------------- */

static void divide(struct thread *t, const char *who, enum rounding rounding,
                   value *argv, value *quotient, value *remainder)
{
    double n, d, r;

    need_integer(t, who, argv, 0);
    need_integer(t, who, argv, 1);
    if (pms_is_zero(t, argv[1]))
        pms_divide_by_zero(t, who);
    if (!is_flonum(argv[0]) && !is_flonum(argv[1])) {
        int_divide(t, rounding, argv[0], argv[1], quotient, remainder);
        return;
    }
    n = to_double(argv[0]);
    d = to_double(argv[1]);
    r = fmod(n, d);
    if (rounding == FLOOR && r != 0 && (r < 0) != (d < 0))
        r += d;
    if (quotient != NULL)
        *quotient = make_flonum(t, nearbyint((n - r) / d));
    if (remainder != NULL)
        *remainder = make_flonum(t, r);
}

#define DIVISION(name, who, rounding, both, first, second)                 \
    static value name(struct thread *t, int argc, value *argv)             \
    {                                                                      \
        value r[2];                                                        \
                                                                           \
        (void)argc;                                                        \
        divide(t, who, rounding, argv, first, second);                     \
        return both ? pms_make_values(t, 2, r) : r[0];                     \
    }

DIVISION(quotient, "quotient", TRUNCATE, false, &r[0], NULL)
DIVISION(remainder_, "remainder", TRUNCATE, false, NULL, &r[0])
DIVISION(modulo, "modulo", FLOOR, false, NULL, &r[0])
DIVISION(floor_quotient, "floor-quotient", FLOOR, false, &r[0], NULL)
DIVISION(floor_remainder, "floor-remainder", FLOOR, false, NULL, &r[0])
DIVISION(truncate_quotient, "truncate-quotient", TRUNCATE, false, &r[0], NULL)
DIVISION(truncate_remainder, "truncate-remainder", TRUNCATE, false, NULL, &r[0])
DIVISION(floor_both, "floor/", FLOOR, true, &r[0], &r[1])
DIVISION(truncate_both, "truncate/", TRUNCATE, true, &r[0], &r[1])

value pms_quotient(struct thread *t, value a, value b)
{
    return quotient(t, 2, (value[]){a, b});
}
value pms_remainder(struct thread *t, value a, value b)
{
    return remainder_(t, 2, (value[]){a, b});
}
value pms_modulo(struct thread *t, value a, value b)
{
    return modulo(t, 2, (value[]){a, b});
}

static value magnitude_of_real(struct thread *t, value v)
{
    return is_flonum(v) ? make_flonum(t, fabs(flonum_double(v)))
           : pms_is_negative(v) ? pms_negate(t, v) : v;
}

/* gcd of two integers of either exactness. */
static value gcd2(struct thread *t, value a, value b)
{
    if (is_exact(a) && is_exact(b))
        return int_gcd(t, a, b);
    a = int_gcd(t, pms_exact(t, "gcd", a), pms_exact(t, "gcd", b));
    return make_flonum(t, exact_to_double(a));
}

static value gcd(struct thread *t, int argc, value *argv)
{
    value g = FIX(0);
    int i;

    for (i = 0; i < argc; i++) {
        need_integer(t, "gcd", argv, i);
        g = gcd2(t, g, argv[i]);
    }
    return g;
}

static value lcm(struct thread *t, int argc, value *argv)
{
    value m = FIX(1), g;
    int i;

    for (i = 0; i < argc; i++) {
        need_integer(t, "lcm", argv, i);
        if (pms_is_zero(t, argv[i]) || pms_is_zero(t, m)) {
            m = pms_mul(t, m, argv[i]);
            continue;
        }
        g = gcd2(t, m, argv[i]);
        m = magnitude_of_real(t, pms_mul(t, m, pms_quotient(t, argv[i], g)));
    }
    return m;
}

static value exact_integer_sqrt(struct thread *t, int argc, value *argv)
{
    value r[2];

    (void)argc;
    if (!is_exact_integer(argv[0]))
        pms_wrong_type(t, "exact-integer-sqrt", 1, argv[0]);
    if (int_sign(argv[0]) < 0)
        pms_out_of_range(t, "exact-integer-sqrt", 1, argv[0]);
    r[0] = int_sqrt(t, argv[0], &r[1]);
    return pms_make_values(t, 2, r);
}

/* ---- Rounding and parts --------------------------------------------------- */

static value floor_ratio(struct thread *t, value v)
{
    value q;

    int_divide(t, FLOOR, numerator_of(v), denominator_of(v), &q, NULL);
    return q;
}

static value ceiling_ratio(struct thread *t, value v)
{
    return int_add(t, floor_ratio(t, v), FIX(1));
}

static value truncate_ratio(struct thread *t, value v)
{
    return pms_is_negative(v) ? ceiling_ratio(t, v) : floor_ratio(t, v);
}

static value round_ratio(struct thread *t, value v)
{
    value down = floor_ratio(t, v);
    value rest = pms_sub(t, v, down);
    int order = pms_num_compare(t, pms_mul(t, rest, FIX(2)), FIX(1));

    if (order > 0 || (order == 0 && !int_is_even(down)))
        return int_add(t, down, FIX(1));
    return down;
}

#define ROUND(function, who, real, ratio)                                  \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)argc;                                                        \
        need_real(t, who, argv, 0);                                        \
        if (is_flonum(argv[0]))                                            \
            return make_flonum(t, real(flonum_double(argv[0])));           \
        return is_exact_integer(argv[0]) ? argv[0] : ratio(t, argv[0]);    \
    }

ROUND(floor_, "floor", floor, floor_ratio)
ROUND(ceiling, "ceiling", ceil, ceiling_ratio)
ROUND(truncate_, "truncate", trunc, truncate_ratio)
ROUND(round_, "round", nearbyint, round_ratio)

static value fraction_part(struct thread *t, const char *who, value v,
                           value (*part)(value))
{
    if (!is_rational(v))
        pms_wrong_type(t, who, 1, v);
    if (is_flonum(v))
        return make_flonum(
            t, exact_to_double(part(exact_from_double(t, flonum_double(v)))));
    return part(v);
}

static value numerator(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return fraction_part(t, "numerator", argv[0], numerator_of);
}

static value denominator(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return fraction_part(t, "denominator", argv[0], denominator_of);
}

static value abs_(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_real(t, "abs", argv, 0);
    return magnitude_of_real(t, argv[0]);
}

static value square(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_number(t, "square", argv, 0);
    return pms_mul(t, argv[0], argv[0]);
}

static value exact(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return pms_exact(t, "exact", argv[0]);
}

static value inexact(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return pms_inexact(t, "inexact", argv[0]);
}

/* The simplest fraction between two positive exact numbers: the continued
 * fractions of both as far as they agree. */
static value simplest(struct thread *t, value low, value high)
{
    value terms = PMS_NIL, whole, result;

    for (;;) {
        whole = floor_ratio(t, low);
        if (pms_num_equal(t, whole, low)) {
            result = whole;
            break;
        }
        if (pms_num_compare(t, whole, floor_ratio(t, high)) < 0) {
            result = int_add(t, whole, FIX(1));
            break;
        }
        terms = pms_cons(t, whole, terms);
        result = pms_div(t, FIX(1), pms_sub(t, high, whole));
        high = pms_div(t, FIX(1), pms_sub(t, low, whole));
        low = result;
    }
    for (; terms != PMS_NIL; terms = cdr(terms))
        result = pms_add(t, car(terms), pms_div(t, FIX(1), result));
    return result;
}

static value rationalize(struct thread *t, int argc, value *argv)
{
    bool inexact = !is_exact(argv[0]) || !is_exact(argv[1]);
    value x, y, low, high, result;

    (void)argc;
    need_real(t, "rationalize", argv, 0);
    need_real(t, "rationalize", argv, 1);
    if (!is_rational(argv[0]) || !is_rational(argv[1])) {
        double d = to_double(argv[0]), e = to_double(argv[1]);

        return make_flonum(t, isnan(d) || isnan(e) || (isinf(d) && isinf(e))
                                  ? NAN : isinf(d) ? d : 0.0);
    }
    x = pms_exact(t, "rationalize", argv[0]);
    y = magnitude_of_real(t, pms_exact(t, "rationalize", argv[1]));
    low = pms_sub(t, x, y);
    high = pms_add(t, x, y);
    if (!pms_is_negative(low) && low != FIX(0))
        result = simplest(t, low, high);
    else if (pms_is_negative(high))
        result = pms_negate(
            t, simplest(t, pms_negate(t, high), pms_negate(t, low)));
    else
        result = FIX(0);
    return inexact ? pms_inexact(t, "rationalize", result) : result;
}

/* ---- Bits of exact integers ----------------------------------------------- */

static void need_exact_integer(struct thread *t, const char *who, value *argv,
                               int i)
{
    if (!is_exact_integer(argv[i]))
        pms_wrong_type(t, who, i + 1, argv[i]);
}

#define BITWISE(function, who, neutral, gmp)                               \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        value result = FIX(neutral);                                       \
        struct view va, vb;                                                \
        mpz_t z;                                                           \
        int i;                                                             \
                                                                           \
        for (i = 0; i < argc; i++) {                                       \
            need_exact_integer(t, who, argv, i);                           \
            mpz_init(z);                                                   \
            gmp(z, int_view(result, &va), int_view(argv[i], &vb));         \
            result = int_from_mpz(t, z);                                   \
        }                                                                  \
        return result;                                                     \
    }

BITWISE(bitwise_and, "bitwise-and", -1, mpz_and)
BITWISE(bitwise_ior, "bitwise-ior", 0, mpz_ior)
BITWISE(bitwise_xor, "bitwise-xor", 0, mpz_xor)

static value bitwise_not(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_exact_integer(t, "bitwise-not", argv, 0);
    return int_sub(t, FIX(-1), argv[0]);
}

static value arithmetic_shift(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_exact_integer(t, "arithmetic-shift", argv, 0);
    if (!is_fixnum(argv[1]))
        pms_wrong_type(t, "arithmetic-shift", 2, argv[1]);
    return int_shift(t, argv[0], fixnum_int(argv[1]));
}

const struct primitive pms_number_ops_primitives[] = {
    {"number?", 1, 1, number_p},
    {"complex?", 1, 1, number_p},
    {"real?", 1, 1, real_p},
    {"rational?", 1, 1, rational_p},
    {"integer?", 1, 1, integer_p},
    {"exact?", 1, 1, exact_p},
    {"inexact?", 1, 1, inexact_p},
    {"exact-integer?", 1, 1, exact_integer_p},
    {"exact-rational?", 1, 1, exact_rational_p},
    {"exact-nonnegative-integer?", 1, 1, nonnegative_p},
    {"finite?", 1, 1, finite_p},
    {"infinite?", 1, 1, infinite_p},
    {"nan?", 1, 1, nan_p},
    {"even?", 1, 1, even_p},
    {"odd?", 1, 1, odd_p},
    {"quotient", 2, 2, quotient},
    {"remainder", 2, 2, remainder_},
    {"modulo", 2, 2, modulo},
    {"floor-quotient", 2, 2, floor_quotient},
    {"floor-remainder", 2, 2, floor_remainder},
    {"floor/", 2, 2, floor_both},
    {"truncate-quotient", 2, 2, truncate_quotient},
    {"truncate-remainder", 2, 2, truncate_remainder},
    {"truncate/", 2, 2, truncate_both},
    {"gcd", 0, -1, gcd},
    {"lcm", 0, -1, lcm},
    {"exact-integer-sqrt", 1, 1, exact_integer_sqrt},
    {"floor", 1, 1, floor_},
    {"ceiling", 1, 1, ceiling},
    {"truncate", 1, 1, truncate_},
    {"round", 1, 1, round_},
    {"numerator", 1, 1, numerator},
    {"denominator", 1, 1, denominator},
    {"abs", 1, 1, abs_},
    {"square", 1, 1, square},
    {"exact", 1, 1, exact},
    {"inexact", 1, 1, inexact},
    {"inexact->exact", 1, 1, exact},
    {"exact->inexact", 1, 1, inexact},
    {"rationalize", 2, 2, rationalize},
    {"bitwise-and", 0, -1, bitwise_and},
    {"bitwise-ior", 0, -1, bitwise_ior},
    {"bitwise-xor", 0, -1, bitwise_xor},
    {"bitwise-not", 1, 1, bitwise_not},
    {"arithmetic-shift", 2, 2, arithmetic_shift},
    {NULL, 0, 0, NULL},
};
