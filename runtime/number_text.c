/* SPDX-License-Identifier: MIT */
/*
 * Numbers from text and to text, section 7.1.1's number and number->string.
 *
 * In: text, or a number.  Out: a number or #f, or text that reads back as the
 * same number.  The C library's strtod and printf do decimals, in the C
 * locale whatever the program's is.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "number.h"

/* Decimal exponents of exact numbers beyond this are refused: they are a slip
 * or an attack. */
#define EXPONENT_MAX 1000000

static locale_t c_locale(void)
{
    static locale_t made;

    /* Made twice by two threads it is lost once, no more. */
    if (made == (locale_t)0)
        made = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return made;
}

/* ---- From text ------------------------------------------------------------ */

struct source {
    struct thread *t;
    const char *at, *end;
    int radix;
    char exactness; /* 'e', 'i' or 0 */
};

static int digit_of(const struct source *s, const char *p)
{
    int d;

    if (p >= s->end)
        return -1;
    d = *p >= '0' && *p <= '9' ? *p - '0' : *p >= 'a' && *p <= 'z' ? *p - 'a' + 10
                                                                   : 99;
    return d < s->radix ? d : -1;
}

/* Digits to an integer. */
static value digits(struct source *s, const char *from, const char *to)
{
    size_t n = (size_t)(to - from);
    char *copy;
    mpz_t z;

    if (n <= 11) { /* 16^11 is a fixnum */
        int64_t small = 0;

        for (; from < to; from++)
            small = small * s->radix + digit_of(s, from);
        return FIX(small);
    }
    copy = pms_alloc_atomic(s->t, n + 1);
    memcpy(copy, from, n);
    copy[n] = 0;
    mpz_init(z);
    mpz_set_str(z, copy, s->radix);
    return int_from_mpz(s->t, z);
}

/* The exponent markers of older reports say how precise a number is; here they
 * are all e. */
static bool at_marker(const struct source *s)
{
    return s->radix == 10 && s->at < s->end && *s->at != 0 &&
           strchr("esfdl", *s->at) != NULL;
}

static bool starts(const struct source *s, const char *word)
{
    size_t n = strlen(word);

    return (size_t)(s->end - s->at) >= n && memcmp(s->at, word, n) == 0;
}

static value inexact_if(struct source *s, value v)
{
    return s->exactness == 'i' ? pms_inexact(s->t, "read", v) : v;
}

/* Digits with a point or an exponent; whole and fraction are where the digits
 * are, at is behind them. */
static value decimal(struct source *s, const char *start, const char *whole_end,
                     const char *fraction)
{
    const char *fraction_end = s->at, *marker = NULL;
    value n, scale;
    int64_t e = 0;

    if (at_marker(s)) {
        const char *p = s->at + 1;
        bool negative = p < s->end && *p == '-';

        if (p < s->end && (*p == '-' || *p == '+'))
            p++;
        if (digit_of(s, p) >= 0) {
            for (; digit_of(s, p) >= 0; p++)
                if (e < 100000000)
                    e = e * 10 + digit_of(s, p);
            if (negative)
                e = -e;
            marker = s->at;
            s->at = p;
        }
    }
    if (s->exactness != 'e' && s->radix == 10) {
        size_t length = (size_t)(s->at - start);
        char *copy = pms_alloc_atomic(s->t, length + 1);

        memcpy(copy, start, length);
        copy[length] = 0;
        if (marker != NULL)
            copy[marker - start] = 'e';
        return make_flonum(s->t, strtod_l(copy, NULL, c_locale()));
    }
    n = digits(s, start, whole_end);
    if (fraction != NULL) {
        size_t places = (size_t)(fraction_end - fraction);

        n = int_add(s->t,
                    int_mul(s->t, n, int_power(s->t, FIX(s->radix), places)),
                    digits(s, fraction, fraction_end));
        e -= (int64_t)places;
    }
    if (n == FIX(0))
        return s->exactness == 'e' ? n : make_flonum(s->t, 0.0);
    if (e > EXPONENT_MAX || e < -EXPONENT_MAX)
        return PMS_FALSE;
    scale = int_power(s->t, FIX(s->radix), (uint64_t)(e < 0 ? -e : e));
    n = e < 0 ? make_ratio(s->t, n, scale) : int_mul(s->t, n, scale);
    return s->exactness == 'e' ? n : pms_inexact(s->t, "read", n);
}

/* A real without sign. */
static value unsigned_real(struct source *s)
{
    const char *start = s->at, *whole_end, *fraction = NULL;
    value n, d;

    while (digit_of(s, s->at) >= 0)
        s->at++;
    whole_end = s->at;
    if (s->at < s->end && *s->at == '/' && whole_end > start) {
        const char *bottom = ++s->at;

        while (digit_of(s, s->at) >= 0)
            s->at++;
        if (s->at == bottom)
            return PMS_FALSE;
        n = digits(s, start, whole_end);
        d = digits(s, bottom, s->at);
        if (d == FIX(0))
            return PMS_FALSE;
        return inexact_if(s, make_ratio(s->t, n, d));
    }
    if (s->at < s->end && *s->at == '.') {
        fraction = ++s->at;
        while (digit_of(s, s->at) >= 0)
            s->at++;
        if (whole_end == start && s->at == fraction)
            return PMS_FALSE;
        return decimal(s, start, whole_end, fraction);
    }
    if (whole_end == start)
        return PMS_FALSE;
    if (at_marker(s))
        return decimal(s, start, whole_end, NULL);
    return inexact_if(s, digits(s, start, whole_end));
}

/* A real.  A lone sign before i is +1 or -1; lone says so. */
static value real(struct source *s, bool *lone)
{
    /* Where i is a digit it is nothing else. */
    bool negative = false, words = s->radix <= 18;
    value v;

    *lone = false;
    if (s->at < s->end && (*s->at == '+' || *s->at == '-')) {
        negative = *s->at++ == '-';
        if (words && (starts(s, "inf.0") || starts(s, "nan.0"))) {
            double d = *s->at == 'i' ? INFINITY : NAN;

            if (s->exactness == 'e')
                return PMS_FALSE;
            s->at += 5;
            return make_flonum(s->t, negative ? -d : d);
        }
        if (words && s->at < s->end && *s->at == 'i') {
            *lone = true;
            return inexact_if(s, FIX(negative ? -1 : 1));
        }
    }
    v = unsigned_real(s);
    return v != PMS_FALSE && negative ? pms_negate(s->t, v) : v;
}

static bool is_finite(value real)
{
    return !is_flonum(real) || isfinite(flonum_double(real));
}

static value complex_number(struct source *s)
{
    const char *start = s->at;
    bool lone;
    value a = real(s, &lone), b;

    if (a == PMS_FALSE)
        return a;
    if (s->at == s->end)
        return lone ? PMS_FALSE : a;
    if (*s->at == 'i' && s->at + 1 == s->end &&
        (*start == '+' || *start == '-'))
        return make_complex(s->t, FIX(0), a);
    if (lone)
        return PMS_FALSE;
    if (*s->at == '@') {
        s->at++;
        b = real(s, &lone);
        if (b == PMS_FALSE || lone || s->at != s->end)
            return PMS_FALSE;
        b = make_polar(s->t, a, b);
        if (s->exactness != 'e')
            return b;
        /* As of #e+inf.0, there is none. */
        return is_finite(real_part_of(b)) && is_finite(imaginary_part_of(b))
                   ? pms_exact(s->t, "read", b) : PMS_FALSE;
    }
    if (*s->at != '+' && *s->at != '-')
        return PMS_FALSE;
    b = real(s, &lone);
    if (b == PMS_FALSE || s->at + 1 != s->end || *s->at != 'i')
        return PMS_FALSE;
    return make_complex(s->t, a, b);
}

value pms_string_to_number(struct thread *t, const uint32_t *text, size_t length,
                           int radix)
{
    struct source s = {t, NULL, NULL, radix, 0};
    char small[64], *copy = small;
    size_t i;

    if (length > sizeof small)
        copy = pms_alloc_atomic(t, length);
    for (i = 0; i < length; i++) {
        uint32_t c = text[i];

        if (c > 0x7e)
            return PMS_FALSE;
        copy[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    s.at = copy;
    s.end = copy + length;
    for (i = 0; i < 2 && s.end - s.at > 1 && *s.at == '#'; i++) {
        char c = s.at[1];

        if ((c == 'e' || c == 'i') && s.exactness == 0)
            s.exactness = c;
        else if ((c == 'x' || c == 'd' || c == 'o' || c == 'b') &&
                 (i == 0 || s.exactness != 0))
            s.radix = c == 'x' ? 16 : c == 'd' ? 10 : c == 'o' ? 8 : 2;
        else
            return PMS_FALSE;
        s.at += 2;
    }
    return complex_number(&s);
}

/* ---- To text -------------------------------------------------------------- */

/* Text that grows at its end. */
struct sink {
    struct thread *t;
    char *text;
    size_t used, room;
};

static void put(struct sink *s, const char *text, size_t n)
{
    if (s->room - s->used < n) {
        size_t room = 2 * (s->used + n);
        char *bigger = pms_alloc_atomic(s->t, room);

        memcpy(bigger, s->text, s->used);
        s->text = bigger;
        s->room = room;
    }
    memcpy(s->text + s->used, text, n);
    s->used += n;
}

static void put_zeros(struct sink *s, int n)
{
    while (n-- > 0)
        put(s, "0", 1);
}

static void put_integer(struct sink *s, value v, int radix)
{
    char small[72], *text = small;
    struct view view;

    if (is_fixnum(v) && radix == 10) {
        put(s, small, (size_t)snprintf(small, sizeof small, "%lld",
                                       (long long)fixnum_int(v)));
        return;
    }
    if (!is_fixnum(v))
        text = pms_alloc_atomic(
            s->t, mpz_sizeinbase(int_view(v, &view), radix) + 2);
    mpz_get_str(text, radix, int_view(v, &view));
    put(s, text, strlen(text));
}

/* The fewest decimal digits that read back: d.ddd...e[+-]x, without sign. */
static void shortest(double d, char *text, size_t room)
{
    locale_t saved = uselocale(c_locale());
    /* 15 digits survive unless the number is denormal. */
    int digits = isnormal(d) ? 15 : 1;

    for (; digits <= 17; digits++) {
        snprintf(text, room, "%.*e", digits - 1, d);
        if (strtod(text, NULL) == d)
            break;
    }
    uselocale(saved);
}

static void put_decimal(struct sink *s, double d)
{
    char text[40], digits[24];
    int n = 0, exponent, i;

    shortest(d, text, sizeof text);
    for (i = 0; text[i] != 'e'; i++)
        if (text[i] != '.')
            digits[n++] = text[i];
    exponent = atoi(text + i + 1);
    while (n > 1 && digits[n - 1] == '0')
        n--;
    if (exponent < -6 || exponent >= 21) {
        put(s, digits, 1);
        put(s, ".", 1);
        put(s, n > 1 ? digits + 1 : "0", n > 1 ? (size_t)n - 1 : 1);
        put(s, text, (size_t)snprintf(text, sizeof text, "e%+d", exponent));
    } else if (exponent < 0) {
        put(s, "0.", 2);
        put_zeros(s, -exponent - 1);
        put(s, digits, (size_t)n);
    } else if (n <= exponent + 1) {
        put(s, digits, (size_t)n);
        put_zeros(s, exponent + 1 - n);
        put(s, ".0", 2);
    } else {
        put(s, digits, (size_t)exponent + 1);
        put(s, ".", 1);
        put(s, digits + exponent + 1, (size_t)(n - exponent - 1));
    }
}

/* In another radix a double is written in full, it always ends. */
static void put_fraction(struct sink *s, double d, int radix)
{
    double whole = floor(d), rest = d - whole;

    put_integer(s, int_from_double(s->t, whole), radix);
    put(s, ".", 1);
    do {
        int digit;

        rest *= radix;
        digit = (int)rest;
        rest -= digit;
        put(s, &"0123456789abcdefghijklmnopqrstuvwxyz"[digit], 1);
    } while (rest != 0);
}

static void put_real(struct sink *s, value v, int radix, bool sign)
{
    double d;

    if (!is_flonum(v)) {
        if (sign && !pms_is_negative(v))
            put(s, "+", 1);
        put_integer(s, numerator_of(v), radix);
        if (has_type(v, PMS_T_RATNUM)) {
            put(s, "/", 1);
            put_integer(s, denominator_of(v), radix);
        }
        return;
    }
    d = flonum_double(v);
    if (isnan(d)) {
        put(s, "+nan.0", 6);
        return;
    }
    if (isinf(d)) {
        put(s, d < 0 ? "-inf.0" : "+inf.0", 6);
        return;
    }
    if (signbit(d))
        put(s, "-", 1);
    else if (sign)
        put(s, "+", 1);
    if (d == 0)
        put(s, "0.0", 3);
    else if (radix == 10 || (radix & (radix - 1)) != 0)
        put_decimal(s, fabs(d));
    else
        put_fraction(s, fabs(d), radix);
}

value pms_number_to_string(struct thread *t, value number, int radix)
{
    char small[128];
    struct sink s = {t, small, 0, sizeof small};
    value text;
    size_t i;

    if (has_type(number, PMS_T_COMPNUM)) {
        value imaginary = imaginary_part_of(number);

        if (real_part_of(number) != FIX(0))
            put_real(&s, real_part_of(number), radix, false);
        if (imaginary == FIX(1))
            put(&s, "+", 1);
        else if (imaginary == FIX(-1))
            put(&s, "-", 1);
        else
            put_real(&s, imaginary, radix, true);
        put(&s, "i", 1);
    } else {
        put_real(&s, number, radix, false);
    }
    text = pms_make_string(t, s.used);
    for (i = 0; i < s.used; i++)
        string_chars(text)[i] = (uint8_t)s.text[i];
    return text;
}

/* ---- Their procedures ----------------------------------------------------- */

static int need_radix(struct thread *t, const char *who, int argc, value *argv)
{
    size_t radix;

    if (!has_arg(argc, argv, 1))
        return 10;
    radix = need_index(t, who, argv, 1, 36);
    if (radix < 2)
        pms_out_of_range(t, who, 2, argv[1]);
    return (int)radix;
}

static value number_to_string(struct thread *t, int argc, value *argv)
{
    int radix = need_radix(t, "number->string", argc, argv);

    if (!is_number(argv[0]))
        pms_wrong_type(t, "number->string", 1, argv[0]);
    return pms_number_to_string(t, argv[0], radix);
}

static value string_to_number(struct thread *t, int argc, value *argv)
{
    int radix = need_radix(t, "string->number", argc, argv);

    need_type(t, "string->number", argv, 0, PMS_T_STRING);
    return pms_string_to_number(t, string_chars(argv[0]),
                                object_length(argv[0]), radix);
}

const struct primitive pms_number_text_primitives[] = {
    {"number->string", 1, 2, number_to_string},
    {"string->number", 1, 2, string_to_number},
    {NULL, 0, 0, NULL},
};
