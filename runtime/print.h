/* SPDX-License-Identifier: MIT */
/*
 * What the printer's files share.
 *
 *   print.c        structure: labels, lists, vectors, records; the procedures
 *   print_atom.c   everything without parts that are printed
 *   print_label.c  which objects need a label
 *
 * In: values.  Out: characters, a block at a time.
 */
#ifndef PMS_PRINT_H
#define PMS_PRINT_H

#include "port.h"

struct printer {
    struct thread *t;
    struct port *p;
    enum pms_print_mode mode;
    uint32_t chars[512];
    size_t used;
};

static inline void emit(struct printer *pr, uint32_t c)
{
    if (pr->used == sizeof pr->chars / sizeof pr->chars[0]) {
        pr->used = 0;
        port_put(pr->t, pr->p, pr->chars,
                 sizeof pr->chars / sizeof pr->chars[0]);
    }
    pr->chars[pr->used++] = c;
}
void emit_text(struct printer *pr, const char *ascii);
void emit_symbol(struct printer *pr, value symbol);
void emit_atom(struct printer *pr, value v);

/* Has parts that are printed. */
static inline bool has_parts(value v)
{
    if (is_pair(v))
        return true;
    return is_object(v) && (object_type(v) == PMS_T_VECTOR ||
                            object_type(v) == PMS_T_RECORD);
}
/* The parts of what is no pair. */
static inline value part(value v, size_t i)
{
    return object_type(v) == PMS_T_VECTOR
               ? vector_items(v)[i]
               : ((struct record *)object_of(v))->fields[i];
}

/* A table with PMS_TRUE for each object that needs a label: all that are met
 * twice, or only where a cycle closes.  PMS_FALSE when there is none. */
value pms_find_labels(struct thread *t, value v, bool shared);

#endif /* PMS_PRINT_H */
