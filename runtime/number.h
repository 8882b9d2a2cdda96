/* SPDX-License-Identifier: MIT */
/*
 * The numeric tower, as its files see each other.
 *
 *   number_int.c    exact integers: fixnums and GMP's
 *   number_ratio.c  ratios, and what lies between exact numbers and doubles
 *   number.c        generic arithmetic: chooses by level
 *   number_ops.c    the procedures of section 6.2.6 made of these
 *   number_real.c   roots, powers, logarithms, trigonometry
 *   number_text.c   numbers from text and to text
 *
 * In, out: values.  Functions with a who raise when an argument is no number
 * of their kind; the others trust their arguments.
 */
#ifndef PMS_NUMBER_H
#define PMS_NUMBER_H

#include <math.h>

#include "args.h"

enum level { INT_FIX, INT_BIG, RATIO, FLONUM, COMPLEX, NO_NUMBER };

static inline enum level number_level(value v)
{
    if (is_fixnum(v))
        return INT_FIX;
    if (is_immediate_flonum(v))
        return FLONUM;
    if (!is_object(v))
        return NO_NUMBER;
    switch (object_type(v)) {
    case PMS_T_FLONUM: return FLONUM;
    case PMS_T_BIGNUM: return INT_BIG;
    case PMS_T_RATNUM: return RATIO;
    case PMS_T_COMPNUM: return COMPLEX;
    default: return NO_NUMBER;
    }
}
static inline bool is_exact_integer(value v)
{
    return is_fixnum(v) || is_bignum(v);
}
static inline value numerator_of(value v)
{
    return has_type(v, PMS_T_RATNUM)
               ? ((struct ratnum *)object_of(v))->numerator : v;
}
static inline value denominator_of(value v)
{
    return has_type(v, PMS_T_RATNUM)
               ? ((struct ratnum *)object_of(v))->denominator : FIX(1);
}
static inline value real_part_of(value v)
{
    return has_type(v, PMS_T_COMPNUM) ? ((struct compnum *)object_of(v))->real
                                      : v;
}
static inline value imaginary_part_of(value v)
{
    return has_type(v, PMS_T_COMPNUM)
               ? ((struct compnum *)object_of(v))->imaginary : FIX(0);
}

/* ---- number_int.c: all arguments are exact integers ----------------------- */

/* An integer as GMP sees it, without a copy. */
struct view {
    mpz_t z;
    mp_limb_t limb;
};
mpz_srcptr int_view(value v, struct view *view);
/* Takes z over. */
value int_from_mpz(struct thread *t, mpz_t z);
value int_from_double(struct thread *t, double d); /* d is whole */
value int_add(struct thread *t, value a, value b);
value int_sub(struct thread *t, value a, value b);
value int_mul(struct thread *t, value a, value b);
enum rounding { TRUNCATE, FLOOR };
/* b is not 0.  Either result may be NULL. */
void int_divide(struct thread *t, enum rounding rounding, value a, value b,
                value *quotient, value *remainder);
value int_gcd(struct thread *t, value a, value b);
value int_power(struct thread *t, value a, uint64_t exponent);
value int_sqrt(struct thread *t, value a, value *remainder); /* a >= 0 */
value int_shift(struct thread *t, value a, int64_t left);
int int_sign(value a);
int int_compare(value a, value b);
bool int_is_even(value a);
size_t int_bits(value a); /* of the magnitude */

/* ---- number_ratio.c ------------------------------------------------------- */

value make_ratio(struct thread *t, value n, value d); /* d is not 0 */
value make_complex(struct thread *t, value real, value imaginary);
double exact_to_double(value v);  /* nearest, ties to even */
/* A finite double as an exact number. */
value exact_from_double(struct thread *t, double d);
double to_double(value v);        /* a real */
value pms_exact(struct thread *t, const char *who, value v);
value pms_inexact(struct thread *t, const char *who, value v);
bool is_exact(value v);

/* ---- number.c ------------------------------------------------------------- */

value pms_negate(struct thread *t, value a);
bool pms_is_negative(value a);    /* a real */
void need_real(struct thread *t, const char *who, value *argv, int i);
void need_integer(struct thread *t, const char *who, value *argv, int i);

/* ---- number_real.c -------------------------------------------------------- */

value pms_sqrt(struct thread *t, value a);
value pms_expt(struct thread *t, value a, value b);
value make_polar(struct thread *t, value magnitude, value angle);

_Noreturn void pms_divide_by_zero(struct thread *t, const char *who);

#endif /* PMS_NUMBER_H */
