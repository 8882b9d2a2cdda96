/* SPDX-License-Identifier: MIT */
/*
 * Strings and symbols: the procedures of sections 6.7 and 6.5 that take no
 * procedure.
 *
 * In: strings, symbols.  Out: the same.  libunistring maps case.
 */
#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>

#include "args.h"
#include "text.h"

static value copy_range(struct thread *t, value s, size_t start, size_t end)
{
    value copy = pms_make_string(t, end - start);

    memcpy(string_chars(copy), string_chars(s) + start,
           (end - start) * sizeof(uint32_t));
    return copy;
}

/* ---- Making, looking, changing -------------------------------------------- */

static value string_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(is_string(argv[0]));
}

static value make_string(struct thread *t, int argc, value *argv)
{
    size_t n = need_index(t, "make-string", argv, 0, (size_t)1 << 44), i;
    uint32_t fill = ' ';
    value s;

    if (has_arg(argc, argv, 1)) {
        need_char(t, "make-string", argv, 1);
        fill = char_code(argv[1]);
    }
    s = pms_make_string(t, n);
    for (i = 0; i < n; i++)
        string_chars(s)[i] = fill;
    return s;
}

static value string(struct thread *t, int argc, value *argv)
{
    value s;
    int i;

    for (i = 0; i < argc; i++)
        need_char(t, "string", argv, i);
    s = pms_make_string(t, (size_t)argc);
    for (i = 0; i < argc; i++)
        string_chars(s)[i] = char_code(argv[i]);
    return s;
}

static value string_length(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_type(t, "string-length", argv, 0, PMS_T_STRING);
    return FIX(object_length(argv[0]));
}

/* An index that must be below the length. */
static size_t position(struct thread *t, const char *who, value *argv)
{
    size_t i;

    need_type(t, who, argv, 0, PMS_T_STRING);
    i = need_index(t, who, argv, 1, object_length(argv[0]));
    if (i == object_length(argv[0]))
        pms_out_of_range(t, who, 2, argv[1]);
    return i;
}

static value string_ref(struct thread *t, int argc, value *argv)
{
    size_t i = position(t, "string-ref", argv);

    (void)argc;
    return make_char(string_chars(argv[0])[i]);
}

static value string_set(struct thread *t, int argc, value *argv)
{
    size_t i = position(t, "string-set!", argv);

    (void)argc;
    need_char(t, "string-set!", argv, 2);
    need_mutable(t, "string-set!", argv, 0);
    string_chars(argv[0])[i] = char_code(argv[2]);
    return PMS_UNSPECIFIED;
}

static value substring(struct thread *t, int argc, value *argv)
{
    size_t start, end;

    need_type(t, "substring", argv, 0, PMS_T_STRING);
    need_range(t, "substring", argc, argv, 1, object_length(argv[0]), &start, &end);
    return copy_range(t, argv[0], start, end);
}

static value string_copy(struct thread *t, int argc, value *argv)
{
    size_t start, end;

    need_type(t, "string-copy", argv, 0, PMS_T_STRING);
    need_range(t, "string-copy", argc, argv, 1, object_length(argv[0]), &start,
               &end);
    return copy_range(t, argv[0], start, end);
}

static value string_append(struct thread *t, int argc, value *argv)
{
    size_t n = 0;
    uint32_t *out;
    value s;
    int i;

    for (i = 0; i < argc; i++) {
        need_type(t, "string-append", argv, i, PMS_T_STRING);
        n += object_length(argv[i]);
    }
    s = pms_make_string(t, n);
    out = string_chars(s);
    for (i = 0; i < argc; i++) {
        memcpy(out, string_chars(argv[i]), object_length(argv[i]) * sizeof *out);
        out += object_length(argv[i]);
    }
    return s;
}

static value string_copy_to(struct thread *t, int argc, value *argv)
{
    static const char who[] = "string-copy!";
    size_t at, start, end;

    need_type(t, who, argv, 0, PMS_T_STRING);
    need_mutable(t, who, argv, 0);
    need_type(t, who, argv, 2, PMS_T_STRING);
    at = need_index(t, who, argv, 1, object_length(argv[0]));
    need_range(t, who, argc, argv, 3, object_length(argv[2]), &start, &end);
    if (end - start > object_length(argv[0]) - at)
        pms_out_of_range(t, who, 2, argv[1]);
    memmove(string_chars(argv[0]) + at, string_chars(argv[2]) + start,
            (end - start) * sizeof(uint32_t));
    return PMS_UNSPECIFIED;
}

static value string_fill(struct thread *t, int argc, value *argv)
{
    size_t start, end;

    need_type(t, "string-fill!", argv, 0, PMS_T_STRING);
    need_mutable(t, "string-fill!", argv, 0);
    need_char(t, "string-fill!", argv, 1);
    need_range(t, "string-fill!", argc, argv, 2, object_length(argv[0]), &start,
               &end);
    for (; start < end; start++)
        string_chars(argv[0])[start] = char_code(argv[1]);
    return PMS_UNSPECIFIED;
}

/* ---- Comparison ----------------------------------------------------------- */

static int compare(struct thread *t, value a, value b)
{
    size_t n = object_length(a), m = object_length(b), i;
    const uint32_t *p = string_chars(a), *q = string_chars(b);

    (void)t;
    for (i = 0; i < n && i < m; i++)
        if (p[i] != q[i])
            return p[i] < q[i] ? -1 : 1;
    return n < m ? -1 : n > m;
}

static value map_case(struct thread *t, value s,
                      uint32_t *(*map)(const uint32_t *, size_t, const char *,
                                       uninorm_t, uint32_t *, size_t *))
{
    size_t n = object_length(s), m = n + n / 2 + 8;
    uint32_t *buffer = pms_alloc_atomic(t, m * sizeof *buffer);
    uint32_t *result;
    value mapped;

    if (n == 0)
        return pms_make_string(t, 0);
    result = map(string_chars(s), n, NULL, NULL, buffer, &m);
    if (result == NULL)
        pms_raise_heap_exhausted(t);
    if (result != buffer) { /* in the C library's memory, which we can't lose */
        uint32_t *copy;

        copy = pms_alloc_atomic(t, m * sizeof *copy);
        memcpy(copy, result, m * sizeof *copy);
        free(result);
        result = copy;
    }
    mapped = pms_make_string(t, m);
    memcpy(string_chars(mapped), result, m * sizeof *result);
    return mapped;
}

static bool is_ignorable(uint32_t c)
{
    return c == '\'' || uc_is_property_case_ignorable(c);
}

/* Whether a sigma at i ends a word: a cased letter before it and none after,
 * whatever may be ignored between.  libunistring's own notion of this leaves
 * the apostrophe out. */
static bool ends_word(const uint32_t *chars, size_t n, size_t i)
{
    size_t k;

    for (k = i; k > 0 && is_ignorable(chars[k - 1]); k--)
        ;
    if (k == 0 || !uc_is_property_cased(chars[k - 1]))
        return false;
    for (k = i + 1; k < n && is_ignorable(chars[k]); k++)
        ;
    return k == n || !uc_is_property_cased(chars[k]);
}

static value downcase(struct thread *t, value s)
{
    size_t n = object_length(s), i;
    value copy = copy_range(t, s, 0, n);

    for (i = 0; i < n; i++)
        if (string_chars(s)[i] == 0x3a3)
            string_chars(copy)[i] =
                ends_word(string_chars(s), n, i) ? 0x3c2 : 0x3c3;
    return map_case(t, copy, u32_tolower);
}

value pms_string_foldcase(struct thread *t, value s)
{
    return map_case(t, s, u32_casefold);
}

static int compare_ci(struct thread *t, value a, value b)
{
    return compare(t, pms_string_foldcase(t, a), pms_string_foldcase(t, b));
}

static value relation(struct thread *t, const char *who, int argc, value *argv,
                      int (*order)(struct thread *, value, value), int below,
                      int equal, int above)
{
    bool holds = true;
    int i, o;

    for (i = 0; i < argc; i++)
        need_type(t, who, argv, i, PMS_T_STRING);
    for (i = 0; i + 1 < argc && holds; i++) {
        o = order(t, argv[i], argv[i + 1]);
        holds = o < 0 ? below : o > 0 ? above : equal;
    }
    return make_bool(holds);
}

#define RELATION(function, who, order, below, equal, above)                \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        return relation(t, who, argc, argv, order, below, equal, above);   \
    }

RELATION(string_eq, "string=?", compare, 0, 1, 0)
RELATION(string_lt, "string<?", compare, 1, 0, 0)
RELATION(string_gt, "string>?", compare, 0, 0, 1)
RELATION(string_le, "string<=?", compare, 1, 1, 0)
RELATION(string_ge, "string>=?", compare, 0, 1, 1)
RELATION(string_ci_eq, "string-ci=?", compare_ci, 0, 1, 0)
RELATION(string_ci_lt, "string-ci<?", compare_ci, 1, 0, 0)
RELATION(string_ci_gt, "string-ci>?", compare_ci, 0, 0, 1)
RELATION(string_ci_le, "string-ci<=?", compare_ci, 1, 1, 0)
RELATION(string_ci_ge, "string-ci>=?", compare_ci, 0, 1, 1)

#define CASE_MAP(function, who, result)                                    \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)argc;                                                        \
        need_type(t, who, argv, 0, PMS_T_STRING);                          \
        return result;                                                     \
    }

CASE_MAP(string_upcase, "string-upcase", map_case(t, argv[0], u32_toupper))
CASE_MAP(string_downcase, "string-downcase", downcase(t, argv[0]))
CASE_MAP(string_foldcase, "string-foldcase", pms_string_foldcase(t, argv[0]))

/* ---- Conversion ----------------------------------------------------------- */

static value string_to_list(struct thread *t, int argc, value *argv)
{
    size_t start, end;
    value list = PMS_NIL;

    need_type(t, "string->list", argv, 0, PMS_T_STRING);
    need_range(t, "string->list", argc, argv, 1, object_length(argv[0]), &start,
               &end);
    while (end > start)
        list = pms_cons(t, make_char(string_chars(argv[0])[--end]), list);
    return list;
}

static value list_to_string(struct thread *t, int argc, value *argv)
{
    int64_t length = pms_list_length(argv[0]);
    size_t n, i = 0;
    value l, s;

    (void)argc;
    if (length < 0)
        pms_wrong_type(t, "list->string", 1, argv[0]);
    n = (size_t)length;
    s = pms_make_string(t, n);
    for (l = argv[0]; i < n && is_pair(l); l = cdr(l)) {
        if (!is_char(car(l)))
            pms_wrong_type(t, "list->string", 1, argv[0]);
        string_chars(s)[i++] = char_code(car(l));
    }
    return s;
}

static value string_to_vector(struct thread *t, int argc, value *argv)
{
    size_t start, end, i;
    value v;

    need_type(t, "string->vector", argv, 0, PMS_T_STRING);
    need_range(t, "string->vector", argc, argv, 1, object_length(argv[0]), &start,
               &end);
    v = pms_make_vector(t, end - start, PMS_FALSE);
    for (i = start; i < end; i++)
        vector_items(v)[i - start] = make_char(string_chars(argv[0])[i]);
    return v;
}

static value vector_to_string(struct thread *t, int argc, value *argv)
{
    size_t start, end, i;
    value s;

    need_type(t, "vector->string", argv, 0, PMS_T_VECTOR);
    need_range(t, "vector->string", argc, argv, 1, object_length(argv[0]), &start,
               &end);
    s = pms_make_string(t, end - start);
    for (i = start; i < end; i++) {
        if (!is_char(vector_items(argv[0])[i]))
            pms_wrong_type(t, "vector->string", 1, argv[0]);
        string_chars(s)[i - start] = char_code(vector_items(argv[0])[i]);
    }
    return s;
}

static value string_to_utf8(struct thread *t, int argc, value *argv)
{
    size_t start, end;
    uint8_t *out;
    value v;

    need_type(t, "string->utf8", argv, 0, PMS_T_STRING);
    need_range(t, "string->utf8", argc, argv, 1, object_length(argv[0]), &start,
               &end);
    v = pms_make_bytevector(
        t, pms_utf8_length(string_chars(argv[0]) + start, end - start));
    for (out = bytevector_bytes(v); start < end; start++)
        out = pms_utf8_put(out, string_chars(argv[0])[start]);
    return v;
}

static value utf8_to_string(struct thread *t, int argc, value *argv)
{
    size_t start, end;

    need_type(t, "utf8->string", argv, 0, PMS_T_BYTEVECTOR);
    need_range(t, "utf8->string", argc, argv, 1, object_length(argv[0]), &start,
               &end);
    return pms_string_from_utf8(
        t, (const char *)bytevector_bytes(argv[0]) + start, end - start);
}

/* ---- Symbols -------------------------------------------------------------- */

static value symbol_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(is_symbol(argv[0]));
}

static value symbol_eq(struct thread *t, int argc, value *argv)
{
    bool holds = true;
    int i;

    for (i = 0; i < argc; i++) {
        need_type(t, "symbol=?", argv, i, PMS_T_SYMBOL);
        holds &= argv[i] == argv[0];
    }
    return make_bool(holds);
}

static value symbol_to_string(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_type(t, "symbol->string", argv, 0, PMS_T_SYMBOL);
    return ((struct symbol *)object_of(argv[0]))->name;
}

static value string_to_symbol(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_type(t, "string->symbol", argv, 0, PMS_T_STRING);
    return pms_intern_string(t, argv[0]);
}

const struct primitive pms_string_primitives[] = {
    {"string?", 1, 1, string_p},
    {"make-string", 1, 2, make_string},
    {"string", 0, -1, string},
    {"string-length", 1, 1, string_length},
    {"string-ref", 2, 2, string_ref},
    {"string-set!", 3, 3, string_set},
    {"substring", 2, 3, substring},
    {"string-append", 0, -1, string_append},
    {"string-copy", 1, 3, string_copy},
    {"string-copy!", 3, 5, string_copy_to},
    {"string-fill!", 2, 4, string_fill},
    {"string=?", 1, -1, string_eq},
    {"string<?", 1, -1, string_lt},
    {"string>?", 1, -1, string_gt},
    {"string<=?", 1, -1, string_le},
    {"string>=?", 1, -1, string_ge},
    {"string-ci=?", 1, -1, string_ci_eq},
    {"string-ci<?", 1, -1, string_ci_lt},
    {"string-ci>?", 1, -1, string_ci_gt},
    {"string-ci<=?", 1, -1, string_ci_le},
    {"string-ci>=?", 1, -1, string_ci_ge},
    {"string-upcase", 1, 1, string_upcase},
    {"string-downcase", 1, 1, string_downcase},
    {"string-foldcase", 1, 1, string_foldcase},
    {"string->list", 1, 3, string_to_list},
    {"list->string", 1, 1, list_to_string},
    {"string->vector", 1, 3, string_to_vector},
    {"vector->string", 1, 3, vector_to_string},
    {"string->utf8", 1, 3, string_to_utf8},
    {"utf8->string", 1, 3, utf8_to_string},
    {"symbol?", 1, 1, symbol_p},
    {"symbol=?", 1, -1, symbol_eq},
    {"symbol->string", 1, 1, symbol_to_string},
    {"string->symbol", 1, 1, string_to_symbol},
    {NULL, 0, 0, NULL},
};
