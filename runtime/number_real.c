/* SPDX-License-Identifier: MIT */
/*
 * Roots, powers, logarithms, trigonometry, and the parts of complex numbers.
 *
 * In: numbers.  Out: exact results where they are exact (roots of squares,
 * powers, the value at 0 or 1), else what the C library says.
 */
#include <complex.h>

#include "number.h"

/* CMPLX, which not every compiler has: a + b * I would lose the sign of 0. */
static double complex from_parts(double real, double imaginary)
{
    union {
        double parts[2];
        double complex whole;
    } c = {{real, imaginary}};

    return c.whole;
}

static double complex to_c(value v)
{
    return from_parts(to_double(real_part_of(v)),
                      to_double(imaginary_part_of(v)));
}

static value from_c(struct thread *t, double complex z)
{
    return make_complex(t, make_flonum(t, creal(z)), make_flonum(t, cimag(z)));
}

static void need_number(struct thread *t, const char *who, value *argv, int i)
{
    if (!is_number(argv[i]))
        pms_wrong_type(t, who, i + 1, argv[i]);
}

/* ---- Roots and powers ----------------------------------------------------- */

/* The root of an exact number >= 0 when it is exact, else 0. */
static value exact_root(struct thread *t, value v)
{
    value n, d, rest;

    n = int_sqrt(t, numerator_of(v), &rest);
    if (rest != FIX(0))
        return 0;
    d = int_sqrt(t, denominator_of(v), &rest);
    return rest != FIX(0) ? 0 : make_ratio(t, n, d);
}

/* The report's choice where the real part is 0. */
static value principal(struct thread *t, double complex root)
{
    if (creal(root) == 0 && cimag(root) < 0)
        root = from_parts(creal(root), -cimag(root));
    return from_c(t, root);
}

value pms_sqrt(struct thread *t, value a)
{
    bool negative;
    value magnitude, root;

    if (has_type(a, PMS_T_COMPNUM)) {
        if (is_exact(a)) {
            /* (m + r) / 2 and (m - r) / 2, m the magnitude, both squares? */
            value r = real_part_of(a), i = imaginary_part_of(a), x, y;

            magnitude = exact_root(
                t, pms_add(t, pms_mul(t, r, r), pms_mul(t, i, i)));
            if (magnitude != 0) {
                x = exact_root(t, pms_div(t, pms_add(t, magnitude, r), FIX(2)));
                y = exact_root(t, pms_div(t, pms_sub(t, magnitude, r), FIX(2)));
                if (x != 0 && y != 0)
                    return make_complex(
                        t, x, pms_is_negative(i) ? pms_negate(t, y) : y);
            }
        }
        return principal(t, csqrt(to_c(a)));
    }
    negative = pms_is_negative(a);
    magnitude = negative ? pms_negate(t, a) : a;
    root = is_flonum(a) ? 0 : exact_root(t, magnitude);
    if (root == 0)
        root = make_flonum(t, sqrt(to_double(magnitude)));
    return negative ? make_complex(t, FIX(0), root) : root;
}

static value integer_power(struct thread *t, value a, value n)
{
    uint64_t e;
    value result = FIX(1);

    if (!is_fixnum(n)) {
        if (a == FIX(0) || a == FIX(1))
            return a;
        if (a == FIX(-1))
            return int_is_even(n) ? FIX(1) : a;
        pms_raise_heap_exhausted(t);
    }
    e = (uint64_t)(fixnum_int(n) < 0 ? -fixnum_int(n) : fixnum_int(n));
    if (is_exact_integer(a)) {
        result = int_power(t, a, e);
    } else if (has_type(a, PMS_T_RATNUM)) {
        result = make_ratio(t, int_power(t, numerator_of(a), e),
                            int_power(t, denominator_of(a), e));
    } else {
        for (; e != 0; e >>= 1) {
            if (e & 1)
                result = pms_mul(t, result, a);
            if (e > 1)
                a = pms_mul(t, a, a);
        }
    }
    return fixnum_int(n) < 0 ? pms_div(t, FIX(1), result) : result;
}

value pms_expt(struct thread *t, value a, value b)
{
    enum level la = number_level(a), lb = number_level(b);

    if (la == NO_NUMBER)
        pms_wrong_type(t, "expt", 1, a);
    if (lb == NO_NUMBER)
        pms_wrong_type(t, "expt", 2, b);
    if (b == FIX(0))
        return is_exact(a) ? FIX(1) : make_flonum(t, 1.0);
    if (lb <= INT_BIG && is_exact(a))
        return integer_power(t, a, b);
    if (lb == INT_FIX && la == COMPLEX)
        return integer_power(t, a, b);
    if (a == FIX(0) && lb == RATIO)
        return pms_is_negative(b) ? pms_div(t, FIX(1), a) : a;
    if (lb == RATIO && denominator_of(b) == FIX(2) && is_exact(a)) {
        value root = pms_sqrt(t, a);

        if (is_exact(root))
            return integer_power(t, root, numerator_of(b));
    }
    if (la < COMPLEX && lb < COMPLEX) {
        double x = to_double(a), y = to_double(b);

        if (!(x < 0) || y == floor(y))
            return make_flonum(t, pow(x, y));
    }
    if (pms_is_zero(t, a))
        return a;
    return from_c(t, cpow(to_c(a), to_c(b)));
}

static value sqrt_(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_number(t, "sqrt", argv, 0);
    return pms_sqrt(t, argv[0]);
}

static value expt(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return pms_expt(t, argv[0], argv[1]);
}

/* ---- Exponential and trigonometry ----------------------------------------- */

/* Where: the exact argument at which the result is the exact other one.
 * Domain: the reals for which the result is real. */
#define TRANSCENDENTAL(function, who, where, what, domain, real, cplx)     \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        value v = argv[0];                                                 \
                                                                           \
        (void)argc;                                                        \
        need_number(t, who, argv, 0);                                      \
        if (v == FIX(where))                                               \
            return FIX(what);                                              \
        if (!has_type(v, PMS_T_COMPNUM)) {                                 \
            double x = to_double(v);                                       \
                                                                           \
            if (domain)                                                    \
                return make_flonum(t, real(x));                            \
        }                                                                  \
        return from_c(t, cplx(to_c(v)));                                   \
    }

TRANSCENDENTAL(exp_, "exp", 0, 1, true, exp, cexp)
TRANSCENDENTAL(sin_, "sin", 0, 0, true, sin, csin)
TRANSCENDENTAL(cos_, "cos", 0, 1, true, cos, ccos)
TRANSCENDENTAL(tan_, "tan", 0, 0, true, tan, ctan)
TRANSCENDENTAL(asin_, "asin", 0, 0, !(x > 1 || x < -1), asin, casin)
TRANSCENDENTAL(acos_, "acos", 1, 0, !(x > 1 || x < -1), acos, cacos)

/* Of a real > 0, or -inf.0 of 0, also of what is too large for a double. */
static double real_log(value v)
{
    struct view view;
    long exponent;
    double d;

    if (is_flonum(v))
        return log(flonum_double(v));
    if (has_type(v, PMS_T_RATNUM)) {
        d = exact_to_double(v);
        if (isnormal(d))
            return log(d);
        return real_log(numerator_of(v)) - real_log(denominator_of(v));
    }
    d = mpz_get_d_2exp(&exponent, int_view(v, &view));
    return exponent <= 1000 ? log(exact_to_double(v))
                            : (double)(logl(2 * d) + (exponent - 1) * M_LN2l);
}

static value log1(struct thread *t, value v)
{
    if (v == FIX(1))
        return FIX(0);
    if (has_type(v, PMS_T_COMPNUM))
        return from_c(t, clog(to_c(v)));
    /* -0.0, too, lies on the other side of the cut. */
    if (is_flonum(v) ? !signbit(flonum_double(v)) || isnan(flonum_double(v))
                     : !pms_is_negative(v))
        return make_flonum(t, real_log(v));
    return make_complex(t, make_flonum(t, real_log(pms_negate(t, v))),
                        make_flonum(t, M_PI));
}

static value log_(struct thread *t, int argc, value *argv)
{
    value v;

    need_number(t, "log", argv, 0);
    if (!has_arg(argc, argv, 1))
        return log1(t, argv[0]);
    need_number(t, "log", argv, 1);
    v = log1(t, argv[1]);
    /* Exactly representable results for the common bases. */
    if (number_level(argv[0]) < COMPLEX && !pms_is_negative(argv[0])) {
        double x = to_double(argv[0]);

        if (argv[1] == FIX(2) && isnormal(x))
            return make_flonum(t, log2(x));
        if (argv[1] == FIX(10) && isnormal(x))
            return make_flonum(t, log10(x));
    }
    return pms_div(t, log1(t, argv[0]), v);
}

static value atan_(struct thread *t, int argc, value *argv)
{
    value v = argv[0];

    if (has_arg(argc, argv, 1)) {
        need_real(t, "atan", argv, 0);
        need_real(t, "atan", argv, 1);
        if (argv[0] == FIX(0) && is_exact(argv[1])) {
            if (argv[1] == FIX(0))
                pms_divide_by_zero(t, "atan");
            if (!pms_is_negative(argv[1]))
                return FIX(0);
        }
        return make_flonum(t, atan2(to_double(argv[0]), to_double(argv[1])));
    }
    need_number(t, "atan", argv, 0);
    if (v == FIX(0))
        return v;
    if (!has_type(v, PMS_T_COMPNUM))
        return make_flonum(t, atan(to_double(v)));
    if (real_part_of(v) == FIX(0) && (imaginary_part_of(v) == FIX(1) ||
                                      imaginary_part_of(v) == FIX(-1)))
        pms_divide_by_zero(t, "atan");
    return from_c(t, catan(to_c(v)));
}

/* ---- Complex numbers ------------------------------------------------------ */

value make_polar(struct thread *t, value magnitude, value angle)
{
    double m, a;

    if (angle == FIX(0))
        return magnitude;
    m = to_double(magnitude);
    a = to_double(angle);
    return make_complex(t, make_flonum(t, m * cos(a)),
                        make_flonum(t, m * sin(a)));
}

static value make_rectangular(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_real(t, "make-rectangular", argv, 0);
    need_real(t, "make-rectangular", argv, 1);
    return make_complex(t, argv[0], argv[1]);
}

static value make_polar_(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_real(t, "make-polar", argv, 0);
    need_real(t, "make-polar", argv, 1);
    return make_polar(t, argv[0], argv[1]);
}

static value real_part(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_number(t, "real-part", argv, 0);
    return real_part_of(argv[0]);
}

static value imag_part(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_number(t, "imag-part", argv, 0);
    return imaginary_part_of(argv[0]);
}

static value magnitude(struct thread *t, int argc, value *argv)
{
    value r, i;

    (void)argc;
    need_number(t, "magnitude", argv, 0);
    r = real_part_of(argv[0]);
    i = imaginary_part_of(argv[0]);
    if (i == FIX(0)) {
        if (is_flonum(r))
            return make_flonum(t, fabs(flonum_double(r)));
        return pms_is_negative(r) ? pms_negate(t, r) : r;
    }
    if (is_exact(argv[0]))
        return pms_sqrt(t, pms_add(t, pms_mul(t, r, r), pms_mul(t, i, i)));
    return make_flonum(t, hypot(to_double(r), to_double(i)));
}

static value angle(struct thread *t, int argc, value *argv)
{
    value r, i;

    (void)argc;
    need_number(t, "angle", argv, 0);
    r = real_part_of(argv[0]);
    i = imaginary_part_of(argv[0]);
    if (i == FIX(0) && !is_flonum(r) && !pms_is_negative(r))
        return FIX(0);
    return make_flonum(t, atan2(to_double(i), to_double(r)));
}

const struct primitive pms_number_real_primitives[] = {
    {"sqrt", 1, 1, sqrt_},
    {"expt", 2, 2, expt},
    {"exp", 1, 1, exp_},
    {"log", 1, 2, log_},
    {"sin", 1, 1, sin_},
    {"cos", 1, 1, cos_},
    {"tan", 1, 1, tan_},
    {"asin", 1, 1, asin_},
    {"acos", 1, 1, acos_},
    {"atan", 1, 2, atan_},
    {"make-rectangular", 2, 2, make_rectangular},
    {"make-polar", 2, 2, make_polar_},
    {"real-part", 1, 1, real_part},
    {"imag-part", 1, 1, imag_part},
    {"magnitude", 1, 1, magnitude},
    {"angle", 1, 1, angle},
    {NULL, 0, 0, NULL},
};
