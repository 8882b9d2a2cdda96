/* SPDX-License-Identifier: MIT */
/*
 * What the data half of the Scheme runtime asks of an evaluator, as little as
 * tests need: errors end in a jump or in the end of the test.
 *
 * In: dg-link "runtime".  Out: a thread, errors that can be expected, and
 * text in and out of values.  Include it once, after check.h.
 */
#ifndef PMS_HOST_H
#define PMS_HOST_H

#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

#include "primitive.h"

struct thread {
    struct pms_allocator allocator;
    value standard[3];
    jmp_buf *handler;
    const char *kind, *message;
};

static struct thread *host_thread;

static _Noreturn void host_raise(const char *kind, const char *message)
{
    struct thread *t = host_thread;

    t->kind = kind;
    t->message = message;
    if (t->handler != NULL)
        longjmp(*t->handler, 1);
    printf("raised: %s: %s\n", kind, message);
    fflush(stdout);
    _exit(1);
}

static const char *host_keep(struct thread *t, const char *text)
{
    size_t n = strlen(text) + 1;

    return memcpy(pms_alloc_atomic(t, n), text, n);
}

_Noreturn void pms_raise_error(struct thread *t, const char *message, value irritants)
{
    (void)irritants;
    host_raise("error", host_keep(t, message));
}
_Noreturn void pms_raise_file_error(struct thread *t, const char *message,
                                    value irritants)
{
    (void)irritants;
    host_raise("file-error", host_keep(t, message));
}
_Noreturn void pms_raise_read_error(struct thread *t, const char *message,
                                    value irritants)
{
    (void)irritants;
    host_raise("read-error", host_keep(t, message));
}
_Noreturn void pms_wrong_type(struct thread *t, const char *who, int argno, value v)
{
    (void)t;
    (void)argno;
    (void)v;
    host_raise("wrong-type", who);
}
_Noreturn void pms_out_of_range(struct thread *t, const char *who, int argno,
                                value v)
{
    (void)t;
    (void)argno;
    (void)v;
    host_raise("out-of-range", who);
}
_Noreturn void pms_raise_heap_exhausted(struct thread *t)
{
    (void)t;
    host_raise("heap-exhausted", "");
}
struct thread *pms_current_thread(void)
{
    return host_thread;
}
value pms_current_port(struct thread *t, enum pms_standard_port which)
{
    return t->standard[which];
}
void pms_poll(struct thread *t)
{
    (void)t;
}
value pms_procedure_name(value procedure)
{
    (void)procedure;
    return PMS_FALSE;
}

/** Starts the heap and makes the thread; incremental by the environment. */
static inline struct thread *host_start(void)
{
    const char *incremental = getenv("PMS_TEST_INCREMENTAL");
    struct thread *t;

    pms_heap_init();
    if (incremental != NULL && *incremental == '1')
        pms_heap_enable_incremental();
    t = pms_alloc_root(NULL, sizeof *t);
    host_thread = t;
    t->standard[PMS_STDIN] = pms_port_from_fd(t, 0, false, "stdin");
    t->standard[PMS_STDOUT] = pms_port_from_fd(t, 1, true, "stdout");
    t->standard[PMS_STDERR] = pms_port_from_fd(t, 2, true, "stderr");
    return t;
}

/** Runs the statement; true when it raised, see t->kind and t->message. */
#define HOST_RAISES(t, statement)                   \
    __extension__({                                 \
        jmp_buf host_jump;                          \
        volatile bool host_raised = true;           \
                                                    \
        (t)->handler = &host_jump;                  \
        if (setjmp(host_jump) == 0) {               \
            statement;                              \
            host_raised = false;                    \
        }                                           \
        (t)->handler = NULL;                        \
        host_raised;                                \
    })

/** The first datum of a text. */
static inline value host_read(struct thread *t, const char *text)
{
    value port = pms_open_input_string(t, pms_string(t, text), "text");

    return pms_read(t, port, PMS_FALSE);
}

/** A value as text. */
static inline char *host_text(struct thread *t, value v, enum pms_print_mode mode)
{
    value port = pms_open_output_string(t);

    pms_print(t, v, port, mode);
    return pms_string_to_utf8(t, pms_get_output_string(t, port), NULL);
}

/** The primitive of that name. */
static inline const struct primitive *host_primitive(const char *name)
{
    int i, k;

    for (i = 0; pms_data_primitives[i] != NULL; i++)
        for (k = 0; pms_data_primitives[i][k].name != NULL; k++)
            if (strcmp(pms_data_primitives[i][k].name, name) == 0)
                return &pms_data_primitives[i][k];
    printf("no primitive %s\n", name);
    fflush(stdout);
    _exit(1);
}

/** Evaluates a call of a primitive whose arguments are calls or data; (quote
 *  x) is x. */
static inline value host_eval(struct thread *t, value form)
{
    const struct primitive *p;
    value argv[64], list;
    char *name;
    int argc = 0;

    if (!is_pair(form))
        return form;
    name = pms_string_to_utf8(
        t, ((struct symbol *)object_of(car(form)))->name, NULL);
    if (strcmp(name, "quote") == 0)
        return car(cdr(form));
    p = host_primitive(name);
    for (list = cdr(form); is_pair(list) && argc < 64; list = cdr(list))
        argv[argc++] = host_eval(t, car(list));
    if (argc < p->min_args || (p->max_args >= 0 && argc > p->max_args))
        host_raise("arity", p->name);
    list = p->fn(t, argc, argv);
    if (has_type(list, PMS_T_VALUES)) {
        struct values *many = object_of(list);
        size_t i = object_length(list);

        for (list = PMS_NIL; i-- > 0;)
            list = pms_cons(t, many->items[i], list);
    }
    return list;
}

/** An expression's value, as write shows it, is the other text. */
#define HOST_IS(t, expression, expected)                                     \
    do {                                                                     \
        char *host_got = host_text(                                          \
            t, host_eval(t, host_read(t, expression)), PMS_WRITE);           \
        if (strcmp(host_got, expected) != 0) {                               \
            printf("%s:%d: %s\n  is  %s\n  not %s\n", __FILE__, __LINE__,    \
                   expression, host_got, expected);                          \
            host_failures()[0]++;                                            \
        }                                                                    \
    } while (0)
static inline int *host_failures(void)
{
    static int failures;

    return &failures;
}

#endif /* PMS_HOST_H */
