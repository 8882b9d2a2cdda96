/* SPDX-License-Identifier: MIT */
/*
 * Hash tables by eq?, eqv?, equal?, string=? and string-ci=?.
 *
 * In: keys and items.  Out: items.  Objects do not move, so an address is a
 * good hash; it is the hash of what has no better one.
 */
#include "table.h"
#include "text.h"

/* ---- Hashing -------------------------------------------------------------- */

static uint64_t mix(uint64_t h)
{
    h *= 0x9e3779b97f4a7c15;
    return h ^ h >> 32;
}

static uint64_t hash_number(value v)
{
    switch (object_type(v)) {
    case PMS_T_FLONUM: {
        double d = flonum_double(v);
        uint64_t bits;

        if (d != d)
            return 1;
        memcpy(&bits, &d, sizeof bits);
        return mix(bits);
    }
    case PMS_T_BIGNUM: {
        mpz_srcptr z = ((struct bignum *)object_of(v))->z;
        size_t i, n = mpz_size(z);
        uint64_t h = (uint64_t)mpz_sgn(z);

        for (i = 0; i < n; i++)
            h = mix(h ^ mpz_getlimbn(z, (mp_size_t)i));
        return h;
    }
    case PMS_T_RATNUM:
        return mix(pms_hash(NULL, BY_EQV, ((struct ratnum *)object_of(v))->numerator) +
                   3 * pms_hash(NULL, BY_EQV,
                                ((struct ratnum *)object_of(v))->denominator));
    default:
        return mix(pms_hash(NULL, BY_EQV, ((struct compnum *)object_of(v))->real) +
                   5 * pms_hash(NULL, BY_EQV,
                                ((struct compnum *)object_of(v))->imaginary));
    }
}

/* Looks at a few parts of a structure: enough to tell most apart, and it ends
 * on circular ones. */
static uint64_t hash_equal(value v, unsigned *budget)
{
    uint64_t h = 0x51ed;
    size_t i, n;

    if (*budget == 0)
        return h;
    --*budget;
    while (is_pair(v)) {
        h = mix(h ^ hash_equal(car(v), budget));
        v = cdr(v);
        if (*budget == 0)
            return h;
        --*budget;
    }
    if (!is_object(v))
        return mix(h ^ v);
    switch (object_type(v)) {
    case PMS_T_STRING:
        return mix(h ^ pms_hash_chars(string_chars(v), object_length(v)));
    case PMS_T_BYTEVECTOR:
        n = object_length(v);
        for (i = 0; i < n && i < 64; i++)
            h = mix(h ^ bytevector_bytes(v)[i]);
        return mix(h ^ n);
    case PMS_T_VECTOR:
        n = object_length(v);
        for (i = 0; i < n && *budget > 0; i++)
            h = mix(h ^ hash_equal(vector_items(v)[i], budget));
        return mix(h ^ n);
    default:
        return mix(h ^ pms_hash(NULL, BY_EQV, v));
    }
}

uint64_t pms_hash(struct thread *t, enum table_kind kind, value v)
{
    unsigned budget = 40;

    switch (kind) {
    case BY_EQ:
        break;
    case BY_EQV:
        if (is_object(v) && object_type(v) <= PMS_T_COMPNUM)
            return hash_number(v);
        break;
    case BY_EQUAL:
        if (is_pair(v) || (is_object(v) && object_type(v) <= PMS_T_BYTEVECTOR &&
                           object_type(v) != PMS_T_SYMBOL))
            return hash_equal(v, &budget);
        break;
    case BY_STRING_CI:
        v = pms_string_foldcase(t, v);
        return pms_hash_chars(string_chars(v), object_length(v));
    case BY_STRING:
        return pms_hash_chars(string_chars(v), object_length(v));
    }
    return mix(v);
}

static bool same_key(struct thread *t, enum table_kind kind, value a, value b)
{
    if (a == b)
        return true;
    switch (kind) {
    case BY_EQ: return false;
    case BY_EQV: return pms_eqv(a, b);
    case BY_STRING_CI:
        a = pms_string_foldcase(t, a);
        b = pms_string_foldcase(t, b);
        return pms_equal(t, a, b);
    default: return pms_equal(t, a, b);
    }
}

/* ---- The store ------------------------------------------------------------ */

static struct store *make_store(struct thread *t, size_t room)
{
    size_t size = 16;
    struct store *s;

    while (size < 2 * room)
        size *= 2;
    if (size > UINT32_MAX)
        pms_raise_heap_exhausted(t);
    room = size / 2;
    s = pms_alloc(t, sizeof *s + room * sizeof s->entries[0]);
    s->room = room;
    s->mask = size - 1;
    s->index = pms_alloc_atomic(t, size * sizeof *s->index);
    memset(s->index, 0, size * sizeof *s->index);
    return s;
}

static void enter(struct store *s, uint64_t h, uint32_t number)
{
    size_t i = h & s->mask;

    while (s->index[i] != 0)
        i = (i + 1) & s->mask;
    s->index[i] = number;
}

static struct entry *find(struct thread *t, const struct table *table, value key,
                          value hash)
{
    struct store *s = table->store;
    size_t i;

    for (i = (uint64_t)fixnum_int(hash) & s->mask; s->index[i] != 0;
         i = (i + 1) & s->mask) {
        struct entry *e = &s->entries[s->index[i] - 1];

        if (e->hash == hash && e->key != 0 &&
            same_key(t, table->kind, e->key, key))
            return e;
    }
    return NULL;
}

static value hash_of(struct thread *t, const struct table *table, value key)
{
    return FIX((int64_t)(pms_hash(t, table->kind, key) >> 4));
}

/* A new store without the deleted entries, with room for more. */
static void rebuild(struct thread *t, struct table *table)
{
    struct store *old = table->store;
    struct store *s = make_store(t, 2 * (table->count + 4));
    size_t i, n = 0, used = table->used < old->room ? table->used : old->room;

    for (i = 0; i < used && n < s->room; i++)
        if (old->entries[i].key != 0) {
            s->entries[n] = old->entries[i];
            enter(s, (uint64_t)fixnum_int(s->entries[n].hash), (uint32_t)n + 1);
            n++;
        }
    table->store = s;
    table->used = table->count = n;
}

/* ---- For C ---------------------------------------------------------------- */

value pms_make_table(struct thread *t, enum table_kind kind, size_t room)
{
    struct table *table = pms_alloc_small(t, sizeof *table);

    table->header = make_header(PMS_T_TABLE, 0);
    table->store = make_store(t, room);
    table->kind = kind;
    table->equivalence = table->hash = PMS_FALSE;
    return value_of(table);
}

value pms_make_eq_table(struct thread *t)
{
    return pms_make_table(t, BY_EQ, 8);
}

value pms_table_get(struct thread *t, value v, value key, value otherwise)
{
    struct table *table = table_of(v);
    struct entry *e = find(t, table, key, hash_of(t, table, key));

    return e != NULL ? e->item : otherwise;
}

void pms_table_put(struct thread *t, value v, value key, value item)
{
    struct table *table = table_of(v);
    value hash = hash_of(t, table, key);
    struct entry *e = find(t, table, key, hash);
    struct store *s;
    size_t n;

    if (e != NULL) {
        e->item = item;
        return;
    }
    if (table->used >= table->store->room)
        rebuild(t, table);
    s = table->store;
    n = table->used++;
    if (n >= s->room) /* another thread was here */
        return;
    s->entries[n].hash = hash;
    s->entries[n].key = key;
    s->entries[n].item = item;
    enter(s, (uint64_t)fixnum_int(hash), (uint32_t)(n + 1));
    table->count++;
}

void pms_table_remove(struct thread *t, value v, value key)
{
    struct table *table = table_of(v);
    struct entry *e = find(t, table, key, hash_of(t, table, key));

    if (e != NULL) {
        e->key = e->item = 0;
        table->count--;
    }
}

void pms_table_clear(struct thread *t, value v)
{
    struct table *table = table_of(v);

    table->store = make_store(t, 8);
    table->used = table->count = 0;
}
