/* SPDX-License-Identifier: MIT */
/*
 * What a Scheme value is: a 64-bit word.
 *
 * In: nothing.  Out: the type value, its constants, the layout of the objects
 * on the heap, and predicates and accessors that cost no call.  No allocation
 * here (alloc.h), no errors (primitive.h): accessors do not check.
 *
 *   ...xx11   fixnum, 62 bits:  n << 2 | 3
 *   ...xx01   flonum whose exponent is ordinary, in the word itself
 *   ...x000   address of an object with a header word
 *   ...x010   address of a pair, plus 2; a pair has no header
 *   ...x110   constant or character
 *   ...x100   not used
 *   0         not a value: memory that has not been filled yet
 *
 * What libgc has to know: pointers to pairs are displaced by 2 (registered by
 * alloc.c), all others point to the first byte.  A word that is not a pointer
 * never looks like one: it is odd or ends in 110, and neither is a registered
 * displacement.  No pointer is ever stored in another form, except in weak
 * slots (memory.c, with libgc's knowledge).
 */
#ifndef PMS_VALUE_H
#define PMS_VALUE_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint64_t value;

struct thread; /* the evaluator's; begins with struct pms_allocator */

#define PMS_LIKELY(x) __builtin_expect(!!(x), 1)
#define PMS_UNLIKELY(x) __builtin_expect(!!(x), 0)

/* ---- Constants and characters --------------------------------------------- */

#define PMS_CONSTANT(n) ((value)(n) << 8 | 0x06)
#define PMS_FALSE PMS_CONSTANT(0)
#define PMS_TRUE PMS_CONSTANT(1)
#define PMS_NIL PMS_CONSTANT(2)
#define PMS_EOF PMS_CONSTANT(3)
#define PMS_UNSPECIFIED PMS_CONSTANT(4)
#define PMS_DEFAULT PMS_CONSTANT(5) /* an argument that was not given */
#define PMS_UNBOUND PMS_CONSTANT(6) /* a variable without a value */
#define PMS_CONSTANT_EVALUATOR 16   /* from here on the evaluator's own */

static inline value make_bool(bool b)
{
    return b ? PMS_TRUE : PMS_FALSE;
}
static inline bool is_true(value v)
{
    return v != PMS_FALSE;
}
static inline bool is_char(value v)
{
    return (v & 0xff) == 0x0e;
}
static inline value make_char(uint32_t code)
{
    return (value)code << 8 | 0x0e;
}
static inline uint32_t char_code(value v)
{
    return (uint32_t)(v >> 8);
}

/* ---- Fixnums -------------------------------------------------------------- */

#define PMS_FIXNUM_MAX (INT64_MAX >> 2)
#define PMS_FIXNUM_MIN (INT64_MIN >> 2)
#define FIX(n) ((value)((uint64_t)(int64_t)(n) << 2 | 3))

static inline bool is_fixnum(value v)
{
    return (v & 3) == 3;
}
static inline bool are_fixnums(value a, value b)
{
    return (a & b & 3) == 3;
}
static inline int64_t fixnum_int(value v)
{
    return (int64_t)v >> 2;
}
static inline bool fits_fixnum(int64_t n)
{
    return n >= PMS_FIXNUM_MIN && n <= PMS_FIXNUM_MAX;
}
/* Both are fixnums: true when the result is one, too.  Comparison of two
 * fixnums is comparison of the words as int64_t. */
static inline bool fixnum_add(value a, value b, value *sum)
{
    return !__builtin_add_overflow((int64_t)a, (int64_t)(b - 3), (int64_t *)sum);
}
static inline bool fixnum_sub(value a, value b, value *difference)
{
    return !__builtin_sub_overflow((int64_t)a, (int64_t)(b - 3),
                                   (int64_t *)difference);
}
static inline bool fixnum_mul(value a, value b, value *product)
{
    int64_t p;

    if (__builtin_mul_overflow((int64_t)(a - 3), (int64_t)b >> 2, &p))
        return false;
    *product = (value)p | 3;
    return true;
}

/* ---- Objects with a header ------------------------------------------------ */

/* The lowest byte of the header is odd, so that a header never looks like a
 * pointer; the next byte is flags; the other 48 bits are a length where the
 * type has one. */
enum pms_type {
    PMS_T_FLONUM = 1,
    PMS_T_BIGNUM = 3,
    PMS_T_RATNUM = 5,
    PMS_T_COMPNUM = 7,
    PMS_T_STRING = 9,
    PMS_T_SYMBOL = 11,
    PMS_T_VECTOR = 13,
    PMS_T_BYTEVECTOR = 15,
    PMS_T_RECORD = 17,
    PMS_T_RECORD_TYPE = 19,
    PMS_T_VALUES = 21,
    PMS_T_PROMISE = 23,
    PMS_T_PORT = 25,
    PMS_T_TABLE = 27,
    PMS_T_WEAK_PAIR = 29,
    PMS_T_GUARDIAN = 31,
    PMS_T_ENVIRONMENT = 33,
    PMS_T_CONDITION = 35,
    PMS_T_BOX = 37,
    PMS_T_THREAD = 39,
    PMS_T_MUTEX = 41,
    PMS_T_CONDVAR = 43,
    PMS_T_CPOINTER = 45,
    /* Procedures are a range. */
    PMS_T_CLOSURE = 65,
    PMS_T_PRIMITIVE = 67,
    PMS_T_CONTINUATION = 69,
    PMS_T_PARAMETER = 71,
    PMS_T_PROCEDURE_LAST = 79,
    /* From here on the evaluator's own: code objects, frames, macros, ... */
    PMS_T_EVALUATOR = 97,
};

/* Flags in the header. */
#define PMS_F_IMMUTABLE 1 /* string, vector, bytevector, pair-free literal */

struct header {
    uint8_t type;
    uint8_t flags;
    uint16_t length_low; /* use header_length() */
    uint32_t length_high;
};

static inline uint64_t make_header(enum pms_type type, uint64_t length)
{
    return length << 16 | type;
}
static inline bool is_object(value v)
{
    return (v & 7) == 0;
}
static inline void *object_of(value v)
{
    return (void *)(uintptr_t)v;
}
static inline value value_of(const void *object)
{
    return (value)(uintptr_t)object;
}
static inline enum pms_type object_type(value v)
{
    return *(const uint8_t *)object_of(v);
}
static inline bool has_type(value v, enum pms_type type)
{
    return is_object(v) && object_type(v) == type;
}
static inline uint64_t object_length(value v)
{
    return *(const uint64_t *)object_of(v) >> 16;
}
static inline uint8_t *object_flags(value v)
{
    return (uint8_t *)object_of(v) + 1;
}
static inline bool is_procedure(value v)
{
    return is_object(v) && object_type(v) >= PMS_T_CLOSURE &&
           object_type(v) <= PMS_T_PROCEDURE_LAST;
}

/* ---- Flonums -------------------------------------------------------------- */

/* Rotated left by one a double has its exponent on top and its sign last.
 * Exponents from -255 to 256 make 62 bits when the lowest is subtracted, and
 * the two smallest of these stand for 0.0 and -0.0 instead.  What is left
 * (tiny, huge, infinite, NaN) is an object. */
#define PMS_FLONUM_BIAS ((uint64_t)0x300 << 53)

struct flonum {
    uint64_t header;
    double d;
};

static inline bool is_immediate_flonum(value v)
{
    return (v & 3) == 1;
}
static inline bool is_flonum(value v)
{
    return is_immediate_flonum(v) || has_type(v, PMS_T_FLONUM);
}
static inline double immediate_flonum_double(value v)
{
    uint64_t r = v >> 2;
    double d;

    if (PMS_LIKELY(r > 1))
        r += PMS_FLONUM_BIAS;
    r = r >> 1 | r << 63;
    memcpy(&d, &r, sizeof d);
    return d;
}
static inline double flonum_double(value v)
{
    return PMS_LIKELY(is_immediate_flonum(v)) ? immediate_flonum_double(v)
                                : ((const struct flonum *)object_of(v))->d;
}
value pms_box_flonum(struct thread *t, double d); /* alloc.c */
static inline value make_flonum(struct thread *t, double d)
{
    uint64_t r, e;

    memcpy(&r, &d, sizeof r);
    r = r << 1 | r >> 63;
    e = r - PMS_FLONUM_BIAS;
    if (PMS_LIKELY(e - 2 < ((uint64_t)1 << 62) - 2))
        return e << 2 | 1;
    if (r <= 1)
        return r << 2 | 1;
    return pms_box_flonum(t, d);
}

/* ---- The other numbers ---------------------------------------------------- */

/* Always what fits no fixnum.  The limbs are pointer-free memory of libgc, or
 * stand behind the number, which then is pointer-free itself.  z is never
 * written after it was made. */
struct bignum {
    uint64_t header;
    mpz_t z;
};
/* In lowest terms, denominator > 1; both exact integers. */
struct ratnum {
    uint64_t header;
    value numerator, denominator;
};
/* Both real; the imaginary part is never an exact 0. */
struct compnum {
    uint64_t header;
    value real, imaginary;
};

static inline bool is_bignum(value v)
{
    return has_type(v, PMS_T_BIGNUM);
}
static inline bool is_number(value v)
{
    return (v & 1) || (is_object(v) && object_type(v) <= PMS_T_COMPNUM);
}

/* ---- Pairs ---------------------------------------------------------------- */

struct pair {
    value car, cdr;
};

static inline bool is_pair(value v)
{
    return (v & 7) == 2;
}
static inline struct pair *pair_of(value v)
{
    return (struct pair *)(uintptr_t)(v - 2);
}
static inline value car(value v)
{
    return pair_of(v)->car;
}
static inline value cdr(value v)
{
    return pair_of(v)->cdr;
}
static inline void set_car(value v, value a)
{
    pair_of(v)->car = a;
}
static inline void set_cdr(value v, value d)
{
    pair_of(v)->cdr = d;
}

/* ---- Strings, symbols, vectors -------------------------------------------- */

/* Pointer-free memory; the length is in the header.  One code point each. */
struct string {
    uint64_t header;
    uint32_t chars[];
};
/* Interned unless hash is 0 (a symbol made by the expander). */
struct symbol {
    uint64_t header;
    uint64_t hash;
    value name;   /* an immutable string */
    value extra;  /* the evaluator's; 0 at first */
};
/* Length in the header. */
struct vector {
    uint64_t header;
    value items[];
};
/* Pointer-free memory; length in the header. */
struct bytevector {
    uint64_t header;
    uint8_t bytes[];
};

static inline bool is_string(value v)
{
    return has_type(v, PMS_T_STRING);
}
static inline bool is_symbol(value v)
{
    return has_type(v, PMS_T_SYMBOL);
}
static inline bool is_vector(value v)
{
    return has_type(v, PMS_T_VECTOR);
}
static inline bool is_bytevector(value v)
{
    return has_type(v, PMS_T_BYTEVECTOR);
}
static inline uint32_t *string_chars(value v)
{
    return ((struct string *)object_of(v))->chars;
}
static inline value *vector_items(value v)
{
    return ((struct vector *)object_of(v))->items;
}
static inline uint8_t *bytevector_bytes(value v)
{
    return ((struct bytevector *)object_of(v))->bytes;
}

/* ---- Records, multiple values, conditions --------------------------------- */

struct record_type {
    uint64_t header;
    value name;   /* a symbol */
    value fields; /* a vector of symbols */
};
/* Number of fields in the header. */
struct record {
    uint64_t header;
    value type;
    value fields[];
};
/* How a primitive returns other than one value; number in the header.  Never
 * seen by Scheme. */
struct values {
    uint64_t header;
    value items[];
};
struct box {
    uint64_t header;
    value content;
};
/* What (error ...) and the runtime raise. */
struct condition {
    uint64_t header;
    value kind;      /* a symbol: error, file-error, read-error, ... */
    value message;   /* a string */
    value irritants; /* a list */
    value extra;     /* the evaluator's: where, backtrace */
};

/* ---- Types that one file has for itself ----------------------------------- */

/* struct port: port.h; struct table: table.h; weak pairs and guardians:
 * memory.c; closures, primitives, continuations, parameters, promises,
 * environments, threads, mutexes, condition variables: the evaluator. */

#endif /* PMS_VALUE_H */
