/* SPDX-License-Identifier: MIT */
/*
 * Exact integers: fixnums where they fit, GMP's where not.
 *
 * In, out: exact integers.  Every result is in its shortest form: a bignum
 * fits no fixnum.  GMP ends the process when a number has too many limbs, so
 * what can explode is measured here first.
 */
#include "number.h"

/* GMP's own limit is 2^37 bits. */
#define BITS_MAX ((uint64_t)1 << 35)

mpz_srcptr int_view(value v, struct view *view)
{
    int64_t n;

    if (!is_fixnum(v))
        return ((struct bignum *)object_of(v))->z;
    n = fixnum_int(v);
    view->limb = n < 0 ? -(uint64_t)n : (uint64_t)n;
    mpz_roinit_n(view->z, &view->limb, n < 0 ? -1 : n > 0);
    return view->z;
}

value int_from_mpz(struct thread *t, mpz_t z)
{
    struct bignum *b;

    if (mpz_fits_slong_p(z) && fits_fixnum(mpz_get_si(z)))
        return FIX(mpz_get_si(z));
    b = pms_alloc_small(t, sizeof *b);
    b->header = make_header(PMS_T_BIGNUM, 0);
    b->z[0] = z[0];
    return value_of(b);
}

value pms_make_integer(struct thread *t, int64_t n)
{
    mpz_t z;

    if (fits_fixnum(n))
        return FIX(n);
    mpz_init_set_si(z, n);
    return int_from_mpz(t, z);
}

value pms_make_unsigned(struct thread *t, uint64_t n)
{
    mpz_t z;

    if (n <= PMS_FIXNUM_MAX)
        return FIX(n);
    mpz_init_set_ui(z, n);
    return int_from_mpz(t, z);
}

value int_from_double(struct thread *t, double d)
{
    mpz_t z;

    if (fabs(d) < 0x1p60)
        return FIX((int64_t)d);
    mpz_init_set_d(z, d);
    return int_from_mpz(t, z);
}

/* ---- Sums and products ---------------------------------------------------- */

/* These are made in one piece: pointer-free memory with the limbs behind the
 * number, which z points to.  No pointer from outside leads there. */
static struct bignum *make_bignum(struct thread *t, size_t limbs)
{
    struct bignum *b =
        pms_alloc_atomic(t, sizeof *b + limbs * sizeof(mp_limb_t));

    b->header = make_header(PMS_T_BIGNUM, 0);
    b->z->_mp_alloc = (int)limbs;
    b->z->_mp_d = (mp_limb_t *)(b + 1);
    return b;
}

/* Of so many limbs, zeros on top included. */
static value finish(struct bignum *b, size_t limbs, bool negative)
{
    const mp_limb_t *d = b->z->_mp_d;

    while (limbs > 0 && d[limbs - 1] == 0)
        limbs--;
    if (limbs == 0)
        return FIX(0);
    if (limbs == 1 && d[0] <= (uint64_t)PMS_FIXNUM_MAX + negative)
        return FIX(negative ? -(int64_t)d[0] : (int64_t)d[0]);
    b->z->_mp_size = negative ? -(int)limbs : (int)limbs;
    return value_of(b);
}

static value sum(struct thread *t, value a, value b, bool subtract)
{
    struct view va, vb;
    mpz_srcptr x = int_view(a, &va), y = int_view(b, &vb);
    bool x_negative = mpz_sgn(x) < 0, y_negative = (mpz_sgn(y) < 0) != subtract;
    const mp_limb_t *xd, *yd;
    struct bignum *r;
    size_t xn, yn;

    if (mpz_size(x) < mpz_size(y)) {
        mpz_srcptr z = x;
        bool negative = x_negative;

        x = y;
        y = z;
        x_negative = y_negative;
        y_negative = negative;
    }
    xn = mpz_size(x);
    yn = mpz_size(y);
    xd = mpz_limbs_read(x);
    yd = mpz_limbs_read(y);
    r = make_bignum(t, xn + 1);
    r->z->_mp_d[xn] = 0;
    if (yn == 0) {
        mpn_copyi(r->z->_mp_d, xd, (mp_size_t)xn);
    } else if (x_negative == y_negative) {
        r->z->_mp_d[xn] =
            mpn_add(r->z->_mp_d, xd, (mp_size_t)xn, yd, (mp_size_t)yn);
    } else if (xn > yn || mpn_cmp(xd, yd, (mp_size_t)xn) >= 0) {
        mpn_sub(r->z->_mp_d, xd, (mp_size_t)xn, yd, (mp_size_t)yn);
    } else {
        mpn_sub_n(r->z->_mp_d, yd, xd, (mp_size_t)xn);
        x_negative = y_negative;
    }
    return finish(r, xn + 1, x_negative);
}

value int_add(struct thread *t, value a, value b)
{
    value r;

    return are_fixnums(a, b) && fixnum_add(a, b, &r) ? r : sum(t, a, b, false);
}

value int_sub(struct thread *t, value a, value b)
{
    value r;

    return are_fixnums(a, b) && fixnum_sub(a, b, &r) ? r : sum(t, a, b, true);
}

value int_mul(struct thread *t, value a, value b)
{
    struct view va, vb;
    mpz_srcptr x, y;
    struct bignum *r;
    size_t xn, yn;
    value product;

    if (are_fixnums(a, b) && fixnum_mul(a, b, &product))
        return product;
    x = int_view(a, &va);
    y = int_view(b, &vb);
    if (mpz_size(x) < mpz_size(y)) {
        x = int_view(b, &vb);
        y = int_view(a, &va);
    }
    xn = mpz_size(x);
    yn = mpz_size(y);
    if (yn == 0)
        return FIX(0);
    if (xn + yn > BITS_MAX / 64)
        pms_raise_heap_exhausted(t);
    r = make_bignum(t, xn + yn);
    if (a == b)
        mpn_sqr(r->z->_mp_d, mpz_limbs_read(x), (mp_size_t)xn);
    else
        mpn_mul(r->z->_mp_d, mpz_limbs_read(x), (mp_size_t)xn,
                mpz_limbs_read(y), (mp_size_t)yn);
    return finish(r, xn + yn, (mpz_sgn(x) < 0) != (mpz_sgn(y) < 0));
}

/* ---- The rest ------------------------------------------------------------- */

void int_divide(struct thread *t, enum rounding rounding, value a, value b,
                value *quotient, value *remainder)
{
    struct view va, vb;
    mpz_t q, r;

    if (are_fixnums(a, b)) {
        int64_t n = fixnum_int(a), d = fixnum_int(b);
        int64_t whole = n / d, rest = n % d;

        if (rounding == FLOOR && rest != 0 && (rest < 0) != (d < 0)) {
            rest += d;
            whole--;
        }
        if (quotient != NULL)
            *quotient = pms_make_integer(t, whole);
        if (remainder != NULL)
            *remainder = FIX(rest);
        return;
    }
    mpz_init(q);
    mpz_init(r);
    if (rounding == FLOOR)
        mpz_fdiv_qr(q, r, int_view(a, &va), int_view(b, &vb));
    else
        mpz_tdiv_qr(q, r, int_view(a, &va), int_view(b, &vb));
    if (quotient != NULL)
        *quotient = int_from_mpz(t, q);
    if (remainder != NULL)
        *remainder = int_from_mpz(t, r);
}

value int_gcd(struct thread *t, value a, value b)
{
    struct view va, vb;
    mpz_t z;

    if (are_fixnums(a, b)) {
        int64_t n = fixnum_int(a), m = fixnum_int(b), r;

        while (m != 0) {
            r = n % m;
            n = m;
            m = r;
        }
        return pms_make_integer(t, n < 0 ? -n : n);
    }
    mpz_init(z);
    mpz_gcd(z, int_view(a, &va), int_view(b, &vb));
    return int_from_mpz(t, z);
}

value int_power(struct thread *t, value a, uint64_t exponent)
{
    struct view va;
    mpz_t z;

    if (a == FIX(0))
        return FIX(exponent == 0);
    if (a == FIX(1))
        return a;
    if (a == FIX(-1))
        return exponent & 1 ? a : FIX(1);
    if (exponent > BITS_MAX / int_bits(a))
        pms_raise_heap_exhausted(t);
    mpz_init(z);
    mpz_pow_ui(z, int_view(a, &va), exponent);
    return int_from_mpz(t, z);
}

value int_sqrt(struct thread *t, value a, value *remainder)
{
    struct view va;
    mpz_t root, rest;

    mpz_init(root);
    mpz_init(rest);
    mpz_sqrtrem(root, rest, int_view(a, &va));
    *remainder = int_from_mpz(t, rest);
    return int_from_mpz(t, root);
}

value int_shift(struct thread *t, value a, int64_t left)
{
    struct view va;
    mpz_t z;

    if (a == FIX(0))
        return a;
    mpz_init(z);
    if (left >= 0) {
        if ((uint64_t)left > BITS_MAX - int_bits(a))
            pms_raise_heap_exhausted(t);
        mpz_mul_2exp(z, int_view(a, &va), (mp_bitcnt_t)left);
    } else {
        mpz_fdiv_q_2exp(z, int_view(a, &va), -(uint64_t)left);
    }
    return int_from_mpz(t, z);
}

int int_sign(value a)
{
    if (is_fixnum(a))
        return (fixnum_int(a) > 0) - (fixnum_int(a) < 0);
    return mpz_sgn(((struct bignum *)object_of(a))->z);
}

int int_compare(value a, value b)
{
    struct view va, vb;

    if (are_fixnums(a, b))
        return ((int64_t)a > (int64_t)b) - ((int64_t)a < (int64_t)b);
    return mpz_cmp(int_view(a, &va), int_view(b, &vb));
}

bool int_is_even(value a)
{
    struct view va;

    return mpz_even_p(int_view(a, &va)) != 0;
}

size_t int_bits(value a)
{
    struct view va;

    return mpz_sizeinbase(int_view(a, &va), 2);
}
