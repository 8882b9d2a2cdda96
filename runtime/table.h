/* SPDX-License-Identifier: MIT */
/*
 * The layout of hash tables, for table.c and table_ops.c.
 *
 * In, out: values.  A table that two threads change at once may lose entries
 * but never its shape: whoever reads takes the store once.
 */
#ifndef PMS_TABLE_H
#define PMS_TABLE_H

#include "args.h"

/* How keys are compared. */
enum table_kind { BY_EQ, BY_EQV, BY_EQUAL, BY_STRING, BY_STRING_CI };

/* Entries stand in the order in which they were added; key 0 is one that was
 * deleted.  The hash is a fixnum, so it never looks like a pointer. */
struct entry {
    value hash, key, item;
};

/* index: a power of two, at least twice room; 0 is free, else 1 + the number
 * of an entry. */
struct store {
    size_t room, mask;
    uint32_t *index; /* pointer-free */
    struct entry entries[];
};

struct table {
    uint64_t header;
    struct store *store;
    size_t used, count; /* entries taken, entries alive */
    enum table_kind kind;
    value equivalence, hash; /* procedures, for who asks; or PMS_FALSE */
};

static inline struct table *table_of(value v)
{
    return object_of(v);
}
value pms_make_table(struct thread *t, enum table_kind kind, size_t room);
void pms_table_clear(struct thread *t, value table);
uint64_t pms_hash(struct thread *t, enum table_kind kind, value v);

#endif /* PMS_TABLE_H */
