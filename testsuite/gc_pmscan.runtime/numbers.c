/* SPDX-License-Identifier: MIT */
/*
 * Area: runtime
 * Purpose: the numeric tower: what the report's examples say, where fixnums
 * end, conversions that round once, numbers that read back what they print.
 * Limitations: the accuracy of the C library's functions is taken as it is.
 */
/* { dg-link "runtime" } */
/* { dg-matrix "PMS_TEST_INCREMENTAL=0" "PMS_TEST_INCREMENTAL=1 GC_PMSCAN=off" "PMS_TEST_INCREMENTAL=1" } */
#include <math.h>

#include "check.h"
#include "pms_host.h"

static void arithmetic(struct thread *t)
{
    HOST_IS(t, "(+)", "0");
    HOST_IS(t, "(*)", "1");
    HOST_IS(t, "(- 3)", "-3");
    HOST_IS(t, "(+ -0.0)", "-0.0");
    HOST_IS(t, "(- 0.0)", "-0.0");
    HOST_IS(t, "(/ 3)", "1/3");
    HOST_IS(t, "(/ 3 4 5)", "3/20");
    HOST_IS(t, "(/ 4 -2)", "-2");
    HOST_IS(t, "(/ 6 -4)", "-3/2");
    HOST_IS(t, "(+ 2305843009213693951 1)", "2305843009213693952");
    HOST_IS(t, "(- -2305843009213693952 1)", "-2305843009213693953");
    HOST_IS(t, "(- 2305843009213693952 1)", "2305843009213693951");
    HOST_IS(t, "(- -2305843009213693952)", "2305843009213693952");
    HOST_IS(t, "(* 2305843009213693951 2305843009213693951)",
            "5316911983139663487003542222693990401");
    HOST_IS(t, "(* 4294967296 -4294967296)", "-18446744073709551616");
    HOST_IS(t, "(- 18446744073709551616 18446744073709551616)", "0");
    HOST_IS(t, "(+ 1/2 1/3)", "5/6");
    HOST_IS(t, "(+ 1/2 1/2)", "1");
    HOST_IS(t, "(+ 1/2 0.5)", "1.0");
    HOST_IS(t, "(* 1+2i 3-4i)", "11+2i");
    HOST_IS(t, "(/ 1+2i 3-4i)", "-1/5+2/5i");
    HOST_IS(t, "(+ 1+i 1-i)", "2");
    HOST_IS(t, "(= 1 1.0 1)", "#t");
    HOST_IS(t, "(= 9007199254740993 9007199254740992.0)", "#f");
    HOST_IS(t, "(< 9007199254740992.0 9007199254740993)", "#t");
    HOST_IS(t, "(< 1 2 3 3)", "#f");
    HOST_IS(t, "(<= 1 2 3 3)", "#t");
    HOST_IS(t, "(< 1 +nan.0)", "#f");
    HOST_IS(t, "(>= +nan.0 +nan.0)", "#f");
    HOST_IS(t, "(< 1/3 0.3333333333333333)", "#f");
    HOST_IS(t, "(< -inf.0 -1e400)", "#f");
    HOST_IS(t, "(max 3 3.9)", "3.9");
    HOST_IS(t, "(max 4 3.9)", "4.0");
    HOST_IS(t, "(min 1/2 1/3)", "1/3");
    HOST_IS(t, "(max 1 +nan.0 2)", "+nan.0");
    HOST_IS(t, "(eqv? 0.0 -0.0)", "#f");
    HOST_IS(t, "(eqv? 100000000000000000000 100000000000000000000)", "#t");
    HOST_IS(t, "(eqv? 1/2 1/2)", "#t");
    HOST_IS(t, "(eqv? 1 1.0)", "#f");
    HOST_IS(t, "(eqv? +nan.0 +nan.0)", "#t");
    HOST_IS(t, "(equal? 1e300 1e300)", "#t");
}

static void integers(struct thread *t)
{
    HOST_IS(t, "(floor/ 5 2)", "(2 1)");
    HOST_IS(t, "(floor/ -5 2)", "(-3 1)");
    HOST_IS(t, "(floor/ 5 -2)", "(-3 -1)");
    HOST_IS(t, "(floor/ -5 -2)", "(2 -1)");
    HOST_IS(t, "(truncate/ 5 2)", "(2 1)");
    HOST_IS(t, "(truncate/ -5 2)", "(-2 -1)");
    HOST_IS(t, "(truncate/ 5 -2)", "(-2 1)");
    HOST_IS(t, "(truncate/ -5 -2)", "(2 -1)");
    HOST_IS(t, "(truncate/ -5.0 2)", "(-2.0 -1.0)");
    HOST_IS(t, "(modulo -100000000000000000000 3)", "2");
    HOST_IS(t, "(remainder -100000000000000000000 3)", "-1");
    HOST_IS(t, "(quotient -2305843009213693952 -1)", "2305843009213693952");
    HOST_IS(t, "(gcd)", "0");
    HOST_IS(t, "(gcd 32 -36)", "4");
    HOST_IS(t, "(gcd -2305843009213693952 0)", "2305843009213693952");
    HOST_IS(t, "(lcm)", "1");
    HOST_IS(t, "(lcm 32 -36)", "288");
    HOST_IS(t, "(lcm 32.0 -36)", "288.0");
    HOST_IS(t, "(numerator (/ 6 4))", "3");
    HOST_IS(t, "(denominator (/ 6 4))", "2");
    HOST_IS(t, "(denominator (inexact (/ 6 4)))", "2.0");
    HOST_IS(t, "(floor -4.3)", "-5.0");
    HOST_IS(t, "(ceiling -4.3)", "-4.0");
    HOST_IS(t, "(truncate -4.3)", "-4.0");
    HOST_IS(t, "(round -4.3)", "-4.0");
    HOST_IS(t, "(round 3.5)", "4.0");
    HOST_IS(t, "(round 7/2)", "4");
    HOST_IS(t, "(round 5/2)", "2");
    HOST_IS(t, "(round -7/2)", "-4");
    HOST_IS(t, "(floor -7/2)", "-4");
    HOST_IS(t, "(truncate -7/2)", "-3");
    HOST_IS(t, "(ceiling -7/2)", "-3");
    HOST_IS(t, "(rationalize (exact 0.3) 1/10)", "1/3");
    HOST_IS(t, "(rationalize 0.3 1/10)", "0.3333333333333333");
    HOST_IS(t, "(rationalize 3/10 1/10)", "1/3");
    HOST_IS(t, "(rationalize -3/10 1/10)", "-1/3");
    HOST_IS(t, "(rationalize 1/10 1/5)", "0");
    HOST_IS(t, "(exact-integer-sqrt 17)", "(4 1)");
    HOST_IS(t, "(exact-integer-sqrt 0)", "(0 0)");
    HOST_IS(t, "(exact-integer-sqrt 340282366920938463463374607431768211456)",
            "(18446744073709551616 0)");
    HOST_IS(t, "(square -2/3)", "4/9");
    HOST_IS(t, "(integer? 3+0i)", "#t");
    HOST_IS(t, "(integer? 3.0)", "#t");
    HOST_IS(t, "(integer? +inf.0)", "#f");
    HOST_IS(t, "(rational? 6/10)", "#t");
    HOST_IS(t, "(rational? +inf.0)", "#f");
    HOST_IS(t, "(real? -2.5+0i)", "#t");
    HOST_IS(t, "(real? -2.5+0.0i)", "#f");
    HOST_IS(t, "(real? +nan.0)", "#t");
    HOST_IS(t, "(exact? 3.0)", "#f");
    HOST_IS(t, "(exact? #e3.0)", "#t");
    HOST_IS(t, "(exact-integer? 32/5)", "#f");
    HOST_IS(t, "(finite? 3.0+inf.0i)", "#f");
    HOST_IS(t, "(infinite? +nan.0+inf.0i)", "#t");
    HOST_IS(t, "(nan? 1+2i)", "#f");
    HOST_IS(t, "(even? -2.0)", "#t");
    HOST_IS(t, "(odd? 100000000000000000001)", "#t");
    HOST_IS(t, "(bitwise-and 12 10)", "8");
    HOST_IS(t, "(bitwise-xor -1 5)", "-6");
    HOST_IS(t, "(arithmetic-shift 1 100)", "1267650600228229401496703205376");
    HOST_IS(t, "(arithmetic-shift -5 -1)", "-3");
}

static void transcendental(struct thread *t)
{
    HOST_IS(t, "(exp 0)", "1");
    HOST_IS(t, "(log 1)", "0");
    HOST_IS(t, "(log 8 2)", "3.0");
    HOST_IS(t, "(log 100 10)", "2.0");
    HOST_IS(t, "(log (expt 2 2000))", "1386.2943611198907");
    HOST_IS(t, "(sqrt 9)", "3");
    HOST_IS(t, "(sqrt 16/25)", "4/5");
    HOST_IS(t, "(sqrt -4)", "+2i");
    HOST_IS(t, "(sqrt -1.0)", "+1.0i");
    HOST_IS(t, "(sqrt 3+4i)", "2+i");
    HOST_IS(t, "(sqrt 2)", "1.4142135623730951");
    HOST_IS(t, "(sqrt 1e300)", "1.0e+150");
    HOST_IS(t, "(expt 2 100)", "1267650600228229401496703205376");
    HOST_IS(t, "(expt 2 -2)", "1/4");
    HOST_IS(t, "(expt 2/3 3)", "8/27");
    HOST_IS(t, "(expt 2.0 3)", "8.0");
    HOST_IS(t, "(expt 4 1/2)", "2");
    HOST_IS(t, "(expt 0 0)", "1");
    HOST_IS(t, "(expt 0.0 0)", "1.0");
    HOST_IS(t, "(expt 0 5)", "0");
    HOST_IS(t, "(expt +i 2)", "-1");
    HOST_IS(t, "(expt 2 0.5)", "1.4142135623730951");
    HOST_IS(t, "(atan 1 1)", "0.7853981633974483");
    HOST_IS(t, "(atan 0 1)", "0");
    HOST_IS(t, "(atan -0.0 -1.0)", "-3.141592653589793");
    HOST_IS(t, "(magnitude 3+4i)", "5");
    HOST_IS(t, "(angle -1)", "3.141592653589793");
    HOST_IS(t, "(angle 1)", "0");
    HOST_IS(t, "(make-polar 2 0)", "2");
    HOST_IS(t, "(make-rectangular 1.5 0)", "1.5");
    HOST_IS(t, "(real-part 1.5+2i)", "1.5");
    HOST_IS(t, "(imag-part 1)", "0");
    HOST_IS(t, "(exp 1)", "2.718281828459045");
    HOST_IS(t, "(log 0)", "-inf.0");
    HOST_IS(t, "(log -0.0)", "-inf.0+3.141592653589793i");
    HOST_IS(t, "(/ 1.5 0)", "+inf.0");
    HOST_IS(t, "(/ 0.0 0)", "+nan.0");
    HOST_IS(t, "(sqrt -1.0-0.0i)", "0.0+1.0i");
    HOST_IS(t, "(exact (floor 2.5))", "2");
    HOST_IS(t, "(exact 0.1)", "3602879701896397/36028797018963968");
    HOST_IS(t, "(inexact 1/3)", "0.3333333333333333");
    HOST_IS(t, "(exact 1.5+2.0i)", "3/2+2i");
}

static void text(struct thread *t)
{
    HOST_IS(t, "(number->string 255 16)", "\"ff\"");
    HOST_IS(t, "(number->string -1/3 2)", "\"-1/11\"");
    HOST_IS(t, "(number->string 1e21)", "\"1.0e+21\"");
    HOST_IS(t, "(number->string 1e20)", "\"100000000000000000000.0\"");
    HOST_IS(t, "(number->string 1e-7)", "\"1.0e-7\"");
    HOST_IS(t, "(number->string 0.000001)", "\"0.000001\"");
    HOST_IS(t, "(number->string 1.5 2)", "\"1.1\"");
    HOST_IS(t, "(number->string 5e-324)", "\"5.0e-324\"");
    HOST_IS(t, "(number->string 1.7976931348623157e308)",
            "\"1.7976931348623157e+308\"");
    HOST_IS(t, "(number->string -0.0)", "\"-0.0\"");
    HOST_IS(t, "(number->string 1.0-inf.0i)", "\"1.0-inf.0i\"");
    HOST_IS(t, "(string->number \"100\" 16)", "256");
    HOST_IS(t, "(string->number \"1e2\")", "100.0");
    HOST_IS(t, "(string->number \"#x-1F\")", "-31");
    HOST_IS(t, "(string->number \"#e#b101\")", "5");
    HOST_IS(t, "(string->number \"#b#i101\")", "5.0");
    HOST_IS(t, "(string->number \"#e1.2e-3\")", "3/2500");
    HOST_IS(t, "(string->number \"1@0\")", "1");
    HOST_IS(t, "(string->number \"-i\")", "-i");
    HOST_IS(t, "(string->number \"1/2-3/4i\")", "1/2-3/4i");
    HOST_IS(t, "(string->number \"+nan.0+inf.0i\")", "+nan.0+inf.0i");
    HOST_IS(t, "(string->number \".5\")", "0.5");
    HOST_IS(t, "(string->number \"5.\")", "5.0");
    HOST_IS(t, "(string->number \"1e400\")", "+inf.0");
    HOST_IS(t, "(string->number \"123456789012345678901234567890\")",
            "123456789012345678901234567890");
    HOST_IS(t, "(string->number \"0.1e1\")", "1.0");
    HOST_IS(t, "(string->number \"1e23\")", "1.0e+23");
}

static const char *const none[] = {
    "", "+", "-", ".", "..", "1/0", "1/", "/2", "1.2.3", "1e", "e1", "1s", "1f+", "+.",
    "1+", "1+2", "i", "1i", "#e", "#x", "#xg", "#e#e1", "#x#x1", "1/2e3",
    "1@", "1@i", "--1", "+-1", "inf.0", "#e+inf.0", "#e1@1e400", "1 ", " 1", "1_0",
    "+inf.0x", "1+2i3", "#e1e100000000", "abc",
};

static const char *const raising[] = {
    "(/ 0)", "(/ 1 0)", "(quotient 1 0)", "(modulo 1 0.0)",
    "(floor/ 1 0)", "(exact +nan.0)", "(exact +inf.0)", "(< 1 1+i)", "(+ 'a)",
    "(* 2 \"x\")", "(even? 1.5)", "(exact-integer-sqrt -1)", "(sqrt 'x)",
    "(expt 7 1000000000000000000000)", "(arithmetic-shift 1 1000000000000000)",
    "(number->string 1 1)", "(string->number \"1\" 37)", "(atan 0 0)",
    "(exact->inexact 'a)", "(max 1 +i)", "(expt 0 -1)", "(abs 1+i)",
};

/* ---- At random ------------------------------------------------------------ */

static value call(struct thread *t, const char *name, value a, value b)
{
    value argv[2] = {a, b};
    const struct primitive *p = host_primitive(name);

    return p->fn(t, p->max_args == 1 ? 1 : 2, argv);
}

static value same_text(struct thread *t, value v, int radix)
{
    value text = pms_number_to_string(t, v, radix);

    return pms_string_to_number(t, string_chars(text), object_length(text), radix);
}

/* Any double reads back as itself, and from no fewer digits. */
static void random_double(struct thread *t, struct test_rng *rng)
{
    uint64_t bits = test_random(rng);
    char shorter[40];
    value v, text;
    double d;
    int digits = 0;
    size_t i;

    if (bits % 8 == 0)
        bits >>= 12; /* denormal, often */
    memcpy(&d, &bits, sizeof d);
    v = make_flonum(t, d);
    CHECK(is_flonum(v));
    CHECK(isnan(d) ? isnan(flonum_double(v))
                   : flonum_double(v) == d &&
                         signbit(flonum_double(v)) == signbit(d));
    if (!pms_eqv(same_text(t, v, 10), v)) {
        printf("%.17g is written %s\n", d, host_text(t, v, PMS_WRITE));
        CHECK(!"reads back");
    }
    if (!isfinite(d) || d == 0)
        return;
    text = pms_number_to_string(t, v, 10);
    for (i = 0; i < object_length(text) && string_chars(text)[i] != 'e'; i++)
        if (string_chars(text)[i] >= '0' && string_chars(text)[i] <= '9' &&
            (digits > 0 || string_chars(text)[i] != '0'))
            digits++;
    if (digits > 1 && digits < 18 && fabs(d) > 1e22) {
        snprintf(shorter, sizeof shorter, "%.*e", digits - 2, d);
        CHECK(strtod(shorter, NULL) != d);
    }
    CHECK(pms_eqv(same_text(t, v, 2), v) || isnan(d) || fabs(d) < 1e-300);
    CHECK(pms_num_equal(t, call(t, "exact", v, 0), v));
    CHECK(pms_eqv(call(t, "inexact", call(t, "exact", v, 0), 0), v) || d == 0);
}

/* Up to 200 bits, often near a limit. */
static value random_integer(struct thread *t, struct test_rng *rng)
{
    unsigned words = (unsigned)test_random_below(rng, 4);
    value v = pms_make_integer(t, (int64_t)test_random(rng) >>
                                      test_random_below(rng, 64));

    while (words-- > 0)
        v = pms_add(t, pms_mul(t, v, pms_make_unsigned(t, UINT64_MAX)),
                    pms_make_unsigned(t, test_random(rng)));
    if (test_random_below(rng, 4) == 0)
        v = pms_add(t, FIX(test_random(rng) & 1 ? PMS_FIXNUM_MAX : PMS_FIXNUM_MIN),
                    FIX((int64_t)test_random_below(rng, 3) - 1));
    CHECK(is_fixnum(v) || has_type(v, PMS_T_BIGNUM));
    return v;
}

static void random_integers(struct thread *t, struct test_rng *rng)
{
    value a = random_integer(t, rng), b = random_integer(t, rng), q, r;
    int radix = 2 + (int)test_random_below(rng, 35);

    CHECK(pms_eqv(pms_sub(t, pms_add(t, a, b), b), a));
    CHECK(pms_eqv(same_text(t, a, radix), a));
    if (b == FIX(0))
        return;
    q = pms_quotient(t, a, b);
    r = pms_remainder(t, a, b);
    CHECK(pms_eqv(pms_add(t, pms_mul(t, q, b), r), a));
    q = call(t, "floor-quotient", a, b);
    r = pms_modulo(t, a, b);
    CHECK(pms_eqv(pms_add(t, pms_mul(t, q, b), r), a));
    CHECK(r == FIX(0) || (pms_num_compare(t, r, FIX(0)) < 0) ==
                             (pms_num_compare(t, b, FIX(0)) < 0));
    CHECK(pms_eqv(pms_mul(t, pms_div(t, a, b), b), a));
    if (is_fixnum(a) && is_fixnum(b)) {
        value fast;
        __int128 wide = (__int128)fixnum_int(a) * fixnum_int(b);

        CHECK_EQ(fixnum_mul(a, b, &fast),
                 wide >= PMS_FIXNUM_MIN && wide <= PMS_FIXNUM_MAX);
        CHECK_EQ(fixnum_add(a, b, &fast),
                 fits_fixnum(fixnum_int(a) + fixnum_int(b)));
        CHECK_EQ(fixnum_sub(a, b, &fast),
                 fits_fixnum(fixnum_int(a) - fixnum_int(b)));
    }
}

/* The double of a ratio is the nearest one. */
static void random_ratio(struct thread *t, struct test_rng *rng)
{
    value a = random_integer(t, rng), b = random_integer(t, rng), x, here, there;
    double d, next[2];
    int i;

    if (b == FIX(0))
        return;
    x = pms_div(t, a, b);
    if (test_random_below(rng, 4) == 0)
        x = pms_mul(t, x, call(t, "expt", FIX(2), FIX(-1070)));
    d = flonum_double(call(t, "inexact", x, 0));
    here = call(t, "abs", pms_sub(t, x, call(t, "exact", make_flonum(t, d), 0)), 0);
    next[0] = nextafter(d, INFINITY);
    next[1] = nextafter(d, -INFINITY);
    for (i = 0; i < 2; i++) {
        there = pms_sub(t, x, call(t, "exact", make_flonum(t, next[i]), 0));
        there = call(t, "abs", there, 0);
        CHECK(pms_num_compare(t, here, there) <= 0);
    }
}

int main(void)
{
    struct thread *t = host_start();
    struct test_rng rng = test_rng_start();
    unsigned long rounds = test_rounds(20000), i;

    arithmetic(t);
    integers(t);
    transcendental(t);
    text(t);
    for (i = 0; i < sizeof none / sizeof none[0]; i++) {
        value s = pms_string(t, none[i]);
        value v = pms_string_to_number(t, string_chars(s), object_length(s), 10);

        if (v != PMS_FALSE) {
            printf("\"%s\" is %s\n", none[i], host_text(t, v, PMS_WRITE));
            host_failures()[0]++;
        }
    }
    for (i = 0; i < sizeof raising / sizeof raising[0]; i++) {
        volatile value v = 0;

        if (!HOST_RAISES(t, v = host_eval(t, host_read(t, raising[i])))) {
            printf("%s is %s\n", raising[i], host_text(t, v, PMS_WRITE));
            host_failures()[0]++;
        }
    }
    CHECK_EQ(*host_failures(), 0);
    for (i = 0; i < rounds; i++) {
        random_double(t, &rng);
        random_integers(t, &rng);
        random_ratio(t, &rng);
    }
    return 0;
}
