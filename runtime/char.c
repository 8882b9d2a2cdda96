/* SPDX-License-Identifier: MIT */
/*
 * Characters: the procedures of section 6.6.
 *
 * In: characters.  Out: characters, booleans, integers.  libunistring has the
 * tables.
 */
#include <unicase.h>
#include <unictype.h>

#include "args.h"
#include "text.h"

uint32_t pms_fold_char(uint32_t c)
{
    uint32_t folded[8];
    size_t n = sizeof folded / sizeof folded[0];

    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    /* The simple folding is the full one where that is one character. */
    if (u32_casefold(&c, 1, NULL, NULL, folded, &n) == folded && n == 1)
        return folded[0];
    return uc_tolower(c);
}

#define PREDICATE(function, who, test)                                     \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        uint32_t c;                                                        \
                                                                           \
        (void)argc;                                                        \
        need_char(t, who, argv, 0);                                        \
        c = char_code(argv[0]);                                            \
        return make_bool(test);                                            \
    }

PREDICATE(char_alphabetic, "char-alphabetic?", uc_is_property_alphabetic(c))
PREDICATE(char_numeric, "char-numeric?",
          uc_is_general_category(c, UC_DECIMAL_DIGIT_NUMBER))
PREDICATE(char_whitespace, "char-whitespace?", uc_is_property_white_space(c))
PREDICATE(char_upper_case, "char-upper-case?", uc_is_property_uppercase(c))
PREDICATE(char_lower_case, "char-lower-case?", uc_is_property_lowercase(c))

#define MAPPING(function, who, result)                                     \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        uint32_t c;                                                        \
                                                                           \
        (void)argc;                                                        \
        need_char(t, who, argv, 0);                                        \
        c = char_code(argv[0]);                                            \
        return result;                                                     \
    }

MAPPING(char_upcase, "char-upcase", make_char(uc_toupper(c)))
MAPPING(char_downcase, "char-downcase", make_char(uc_tolower(c)))
MAPPING(char_foldcase, "char-foldcase", make_char(pms_fold_char(c)))
MAPPING(char_to_integer, "char->integer", FIX(c))
MAPPING(digit_value, "digit-value",
        uc_is_general_category(c, UC_DECIMAL_DIGIT_NUMBER)
            ? FIX(uc_decimal_value(c)) : PMS_FALSE)

static value is_char_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(is_char(argv[0]));
}

static value integer_to_char(struct thread *t, int argc, value *argv)
{
    size_t n = need_index(t, "integer->char", argv, 0, 0x10ffff);

    (void)argc;
    if (n >= 0xd800 && n < 0xe000)
        pms_out_of_range(t, "integer->char", 1, argv[0]);
    return make_char((uint32_t)n);
}

#define COMPARISON(function, who, map, relation)                           \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        bool holds = true;                                                 \
        int i;                                                             \
                                                                           \
        for (i = 0; i < argc; i++)                                         \
            need_char(t, who, argv, i);                                    \
        for (i = 0; i + 1 < argc; i++)                                     \
            holds &= map(char_code(argv[i])) relation                      \
                     map(char_code(argv[i + 1]));                          \
        return make_bool(holds);                                           \
    }

COMPARISON(char_eq, "char=?", , ==)
COMPARISON(char_lt, "char<?", , <)
COMPARISON(char_gt, "char>?", , >)
COMPARISON(char_le, "char<=?", , <=)
COMPARISON(char_ge, "char>=?", , >=)
COMPARISON(char_ci_eq, "char-ci=?", pms_fold_char, ==)
COMPARISON(char_ci_lt, "char-ci<?", pms_fold_char, <)
COMPARISON(char_ci_gt, "char-ci>?", pms_fold_char, >)
COMPARISON(char_ci_le, "char-ci<=?", pms_fold_char, <=)
COMPARISON(char_ci_ge, "char-ci>=?", pms_fold_char, >=)

const struct primitive pms_char_primitives[] = {
    {"char?", 1, 1, is_char_p},
    {"char=?", 1, -1, char_eq},
    {"char<?", 1, -1, char_lt},
    {"char>?", 1, -1, char_gt},
    {"char<=?", 1, -1, char_le},
    {"char>=?", 1, -1, char_ge},
    {"char-ci=?", 1, -1, char_ci_eq},
    {"char-ci<?", 1, -1, char_ci_lt},
    {"char-ci>?", 1, -1, char_ci_gt},
    {"char-ci<=?", 1, -1, char_ci_le},
    {"char-ci>=?", 1, -1, char_ci_ge},
    {"char-alphabetic?", 1, 1, char_alphabetic},
    {"char-numeric?", 1, 1, char_numeric},
    {"char-whitespace?", 1, 1, char_whitespace},
    {"char-upper-case?", 1, 1, char_upper_case},
    {"char-lower-case?", 1, 1, char_lower_case},
    {"char-upcase", 1, 1, char_upcase},
    {"char-downcase", 1, 1, char_downcase},
    {"char-foldcase", 1, 1, char_foldcase},
    {"digit-value", 1, 1, digit_value},
    {"char->integer", 1, 1, char_to_integer},
    {"integer->char", 1, 1, integer_to_char},
    {NULL, 0, 0, NULL},
};
