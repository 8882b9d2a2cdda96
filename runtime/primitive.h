/* SPDX-License-Identifier: MIT */
/*
 * How a procedure is written in C, and how it reports errors.
 *
 * In: value.h, alloc.h.  Out: the form of primitives, their tables, and what
 * primitives may ask of the evaluator.
 *
 * Rules for primitives: argc is within what the table says; argv may be
 * overwritten; the result is one value, or a struct values object.  They hold
 * no lock and no malloc'ed memory where they allocate or raise.  They never
 * call Scheme procedures: what takes a procedure is written in Scheme.
 */
#ifndef PMS_PRIMITIVE_H
#define PMS_PRIMITIVE_H

#include "alloc.h"
#include "value.h"

typedef value (*primitive_fn)(struct thread *t, int argc, value *argv);

struct primitive {
    const char *name; /* NULL ends a table */
    int min_args;
    int max_args;     /* -1: any number */
    primitive_fn fn;
};

/* One table a file.  Which library exports which name is the evaluator's. */
extern const struct primitive pms_number_primitives[];      /* number.c */
extern const struct primitive pms_number_ops_primitives[];  /* number_ops.c */
extern const struct primitive pms_number_real_primitives[]; /* number_real.c */
extern const struct primitive pms_number_text_primitives[]; /* number_text.c */
extern const struct primitive pms_equal_primitives[];       /* equal.c */
extern const struct primitive pms_list_primitives[];        /* list.c */
extern const struct primitive pms_char_primitives[];        /* char.c */
extern const struct primitive pms_string_primitives[];      /* string.c */
extern const struct primitive pms_vector_primitives[];      /* vector.c */
extern const struct primitive pms_table_primitives[];       /* table_ops.c */
extern const struct primitive pms_port_primitives[];        /* port.c */
extern const struct primitive pms_input_primitives[];       /* input.c */
extern const struct primitive pms_output_primitives[];      /* output.c */
extern const struct primitive pms_read_primitives[];        /* read.c */
extern const struct primitive pms_print_primitives[];       /* print.c */
extern const struct primitive pms_memory_primitives[];      /* memory.c */
extern const struct primitive pms_system_primitives[];      /* system.c */
/* All of the above, NULL at the end (primitive_tables.c). */
extern const struct primitive *const pms_data_primitives[];

/* ---- Asked of the evaluator ----------------------------------------------- */

/* Raise, in the dynamic environment of t; irritants is a list. */
_Noreturn void pms_raise_error(struct thread *t, const char *message,
                               value irritants);
/* Objects for which file-error? (read-error?) holds. */
_Noreturn void pms_raise_file_error(struct thread *t, const char *message,
                                    value irritants);
_Noreturn void pms_raise_read_error(struct thread *t, const char *message,
                                    value irritants);
/* Argument number argno (from 1) of who is of the wrong type, or of the right
 * one but out of range. */
_Noreturn void pms_wrong_type(struct thread *t, const char *who, int argno,
                              value v);
_Noreturn void pms_out_of_range(struct thread *t, const char *who, int argno,
                                value v);
_Noreturn void pms_raise_heap_exhausted(struct thread *t);

/* The thread that runs; NULL on a thread that runs no Scheme. */
struct thread *pms_current_thread(void);

/* The value of current-input-port, -output-, -error-. */
enum pms_standard_port { PMS_STDIN, PMS_STDOUT, PMS_STDERR };
value pms_current_port(struct thread *t, enum pms_standard_port which);

/* Called where a system call was interrupted by a signal (EINTR), with the
 * caller's state consistent: may raise, may return to go on. */
void pms_poll(struct thread *t);

/* The name of a procedure, a symbol or PMS_FALSE, for the printer. */
value pms_procedure_name(value procedure);

/* ---- Shared by the primitives' files -------------------------------------- */

/* primitive_tables.c: lists of irritants. */
value pms_list1(struct thread *t, value a);
value pms_list2(struct thread *t, value a, value b);
value pms_list3(struct thread *t, value a, value b, value c);

/* list.c.  -1: not a list, circular or dotted. */
int64_t pms_list_length(value list);

/* text.c.  UTF-8 in; malformed bytes become U+FFFD. */
value pms_string_from_utf8(struct thread *t, const char *bytes, size_t length);
value pms_string(struct thread *t, const char *utf8);
/* NUL-terminated UTF-8 in collected memory; *length may be NULL. */
char *pms_string_to_utf8(struct thread *t, value string, size_t *length);
value pms_intern(struct thread *t, const char *utf8);
value pms_intern_string(struct thread *t, value string);
/* A symbol that is equal to no other. */
value pms_uninterned(struct thread *t, value name);

/* number.c: the generic operations behind the machine's fast paths.  They
 * raise when an argument is not a number (for order: not a real one). */
value pms_add(struct thread *t, value a, value b);
value pms_sub(struct thread *t, value a, value b);
value pms_mul(struct thread *t, value a, value b);
value pms_div(struct thread *t, value a, value b);
value pms_quotient(struct thread *t, value a, value b);
value pms_remainder(struct thread *t, value a, value b);
value pms_modulo(struct thread *t, value a, value b);
bool pms_num_equal(struct thread *t, value a, value b);
/* <0, 0, >0; 2 when a NaN is involved. */
int pms_num_compare(struct thread *t, value a, value b);
bool pms_is_zero(struct thread *t, value a);
value pms_make_integer(struct thread *t, int64_t n);
value pms_make_unsigned(struct thread *t, uint64_t n);
/* number_text.c.  PMS_FALSE when the text is no number. */
value pms_string_to_number(struct thread *t, const uint32_t *text,
                           size_t length, int radix);
value pms_number_to_string(struct thread *t, value number, int radix);

/* equal.c */
bool pms_eqv(value a, value b);
bool pms_equal(struct thread *t, value a, value b);

/* table.c: tables by eq, for C. */
value pms_make_eq_table(struct thread *t);
value pms_table_get(struct thread *t, value table, value key, value otherwise);
void pms_table_put(struct thread *t, value table, value key, value item);
void pms_table_remove(struct thread *t, value table, value key);

/* port.c.  A port on a descriptor, for example standard input; name is what
 * errors call it. */
value pms_port_from_fd(struct thread *t, int fd, bool output, const char *name);
value pms_open_input_string(struct thread *t, value string, const char *name);
value pms_open_output_string(struct thread *t);
value pms_get_output_string(struct thread *t, value port);
void pms_flush(struct thread *t, value port);
void pms_flush_all(struct thread *t); /* at exit */
value pms_port_name(value port);      /* a string */
/* Position of the next character to read, both from 1. */
void pms_port_position(value port, unsigned *line, unsigned *column);
void pms_write_utf8(struct thread *t, value port, const char *text);
void pms_write_string(struct thread *t, value port, value string);

/* read.c.  The next datum, or PMS_EOF.  positions: PMS_FALSE, or a table by
 * eq in which every pair that was read gets a fixnum, see pms_position_line:
 * where its car is, for the first of a list where the list is.  Keep it as long
 * as you want to report positions. */
value pms_read(struct thread *t, value port, value positions);
/* The same; at an end of input inside a datum sets *incomplete and returns
 * PMS_EOF instead of raising. */
value pms_read_partial(struct thread *t, value port, value positions,
                       bool *incomplete);
static inline value pms_make_position(unsigned line, unsigned column)
{
    return FIX((int64_t)line << 24 | (column & 0xffffff));
}
static inline unsigned pms_position_line(value position)
{
    return (unsigned)(fixnum_int(position) >> 24);
}
static inline unsigned pms_position_column(value position)
{
    return (unsigned)(fixnum_int(position) & 0xffffff);
}

/* system.c.  argv must stay as it is. */
void pms_set_command_line(int argc, char **argv);
value pms_features(struct thread *t); /* a list of symbols */

/* print.c */
enum pms_print_mode { PMS_DISPLAY, PMS_WRITE, PMS_WRITE_SHARED, PMS_WRITE_SIMPLE };
void pms_print(struct thread *t, value v, value port, enum pms_print_mode mode);

#endif /* PMS_PRIMITIVE_H */
