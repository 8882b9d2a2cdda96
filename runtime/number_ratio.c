/* SPDX-License-Identifier: MIT */
/*
 * Ratios and complex numbers are made here, and exact numbers become doubles
 * and the other way round.
 *
 * In: exact integers, doubles.  Out: numbers in lowest terms; conversions that
 * round to nearest, ties to even, once.
 */
#include "number.h"

value make_ratio(struct thread *t, value n, value d)
{
    struct ratnum *r;
    value g;

    if (int_sign(d) < 0) {
        n = int_sub(t, FIX(0), n);
        d = int_sub(t, FIX(0), d);
    }
    if (d == FIX(1))
        return n;
    g = int_gcd(t, n, d);
    if (g != FIX(1)) {
        int_divide(t, TRUNCATE, n, g, &n, NULL);
        int_divide(t, TRUNCATE, d, g, &d, NULL);
        if (d == FIX(1))
            return n;
    }
    r = pms_alloc_small(t, sizeof *r);
    r->header = make_header(PMS_T_RATNUM, 0);
    r->numerator = n;
    r->denominator = d;
    return value_of(r);
}

value make_complex(struct thread *t, value real, value imaginary)
{
    struct compnum *c;

    if (imaginary == FIX(0))
        return real;
    c = pms_alloc_small(t, sizeof *c);
    c->header = make_header(PMS_T_COMPNUM, 0);
    c->real = real;
    c->imaginary = imaginary;
    return value_of(c);
}

bool is_exact(value v)
{
    if (has_type(v, PMS_T_COMPNUM))
        return !is_flonum(real_part_of(v)) && !is_flonum(imaginary_part_of(v));
    return !is_flonum(v);
}

/* ---- Exact to double ------------------------------------------------------ */

/* q * 2^exponent for q > 0; bit 0 of q may stand for any rest below it if q
 * has 64 bits or more.  Takes q over. */
static double rounded(mpz_t q, long exponent)
{
    long bits = (long)mpz_sizeinbase(q, 2), top = bits + exponent;
    long precision = top < -1021 ? top + 1074 : 53;
    long drop = bits - precision;

    if (top > 1024)
        return INFINITY;
    if (precision < 0)
        return 0.0;
    if (drop > 0) {
        mp_bitcnt_t half = (mp_bitcnt_t)drop - 1;
        bool tie = mpz_scan1(q, 0) == half, up = mpz_tstbit(q, half) != 0;

        mpz_fdiv_q_2exp(q, q, (mp_bitcnt_t)drop);
        if (up && (!tie || mpz_odd_p(q)))
            mpz_add_ui(q, q, 1);
        exponent += drop;
    }
    return ldexp(mpz_get_d(q), (int)exponent);
}

static double int_to_double(value v)
{
    double d;
    mpz_t q;

    if (is_fixnum(v))
        return (double)fixnum_int(v);
    mpz_init_set(q, ((struct bignum *)object_of(v))->z);
    mpz_abs(q, q);
    d = rounded(q, 0);
    return int_sign(v) < 0 ? -d : d;
}

double exact_to_double(value v)
{
    struct view vn, vd;
    mpz_srcptr n, d;
    mpz_t q, r, scaled;
    long shift;
    double result;

    if (!has_type(v, PMS_T_RATNUM))
        return int_to_double(v);
    n = int_view(numerator_of(v), &vn);
    d = int_view(denominator_of(v), &vd);
    shift = 66 - (long)mpz_sizeinbase(n, 2) + (long)mpz_sizeinbase(d, 2);
    mpz_init(q);
    mpz_init(r);
    mpz_init(scaled);
    if (shift >= 0) {
        mpz_mul_2exp(scaled, n, (mp_bitcnt_t)shift);
        mpz_abs(scaled, scaled);
        mpz_tdiv_qr(q, r, scaled, d);
    } else {
        mpz_mul_2exp(scaled, d, (mp_bitcnt_t)-shift);
        mpz_tdiv_qr(q, r, n, scaled);
        mpz_abs(q, q);
    }
    if (mpz_sgn(r) != 0)
        mpz_setbit(q, 0);
    result = rounded(q, -shift);
    return mpz_sgn(n) < 0 ? -result : result;
}

double to_double(value v)
{
    return is_flonum(v) ? flonum_double(v) : exact_to_double(v);
}

/* ---- Double to exact ------------------------------------------------------ */

value exact_from_double(struct thread *t, double d)
{
    int exponent;
    double fraction;
    value n;

    if (d == floor(d))
        return int_from_double(t, d);
    fraction = frexp(d, &exponent);
    n = int_from_double(t, ldexp(fraction, 53));
    return make_ratio(t, n, int_shift(t, FIX(1), 53 - exponent));
}

value pms_exact(struct thread *t, const char *who, value v)
{
    double d;

    switch (number_level(v)) {
    case FLONUM:
        d = flonum_double(v);
        if (!isfinite(d))
            pms_out_of_range(t, who, 1, v);
        return exact_from_double(t, d);
    case COMPLEX:
        return make_complex(t, pms_exact(t, who, real_part_of(v)),
                            pms_exact(t, who, imaginary_part_of(v)));
    case NO_NUMBER:
        pms_wrong_type(t, who, 1, v);
    default:
        return v;
    }
}

value pms_inexact(struct thread *t, const char *who, value v)
{
    switch (number_level(v)) {
    case FLONUM:
        return v;
    case COMPLEX:
        return make_complex(t, pms_inexact(t, who, real_part_of(v)),
                            pms_inexact(t, who, imaginary_part_of(v)));
    case NO_NUMBER:
        pms_wrong_type(t, who, 1, v);
    default:
        return make_flonum(t, exact_to_double(v));
    }
}
