/* SPDX-License-Identifier: MIT */
/*
 * Conditions: made, raised from C, told to the user.
 *
 * In: messages and irritants.  Out: condition objects that know where they
 * came from; the text of an uncaught one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "env.h"
#include "error.h"

#define BACKTRACE_MAX 12

value pms_make_condition(struct thread *t, const char *kind,
                         const char *message, value irritants)
{
    struct condition *c = pms_alloc(t, sizeof *c);

    c->header = make_header(PMS_T_CONDITION, 0);
    c->kind = pms_intern(t, kind);
    c->message = pms_string(t, message);
    c->irritants = irritants;
    c->extra = PMS_FALSE;
    return value_of(c);
}

/* ---- Where ----------------------------------------------------------------- */

/* (file line . column) of an instruction, or #f. */
static value place_of(struct thread *t, const struct code *code,
                      const union word *pc, bool is_return)
{
    size_t offset = pc == NULL ? 0 : (size_t)(pc - code->words) - is_return;
    const struct place *found = NULL;

    for (size_t i = 0; i < code->place_count; i++) {
        if (code->places[i].offset > offset)
            break;
        if (code->places[i].line > 0)
            found = &code->places[i];
    }
    if (found == NULL || code->file == PMS_FALSE)
        return PMS_FALSE;
    return pms_cons(t, code->file,
                    pms_cons(t, FIX(found->line), FIX(found->column)));
}

/* A vector: the place, and a list of (name . place) of what waits. */
void pms_locate(struct thread *t, value condition)
{
    struct condition *c = object_of(condition);
    struct frame_walk walk;
    struct frame frame;
    value frames = PMS_NIL, reversed = PMS_NIL, place = PMS_FALSE, where;
    bool first = true;
    int n = 0;

    if (!has_type(condition, PMS_T_CONDITION) || c->extra != PMS_FALSE ||
        t->run == NULL)
        return;
    pms_walk_start(&walk, t);
    while (n < BACKTRACE_MAX && pms_walk_next(&walk, &frame)) {
        const struct code *code;
        value name = pms_procedure_name(frame.procedure);

        if (!has_type(frame.procedure, PMS_T_CLOSURE) ||
            (code = closure_of(frame.procedure)->code) == NULL)
            continue;
        where = frame.pc == NULL ? PMS_FALSE
                                 : place_of(t, code, frame.pc, !first);
        first = false;
        if (where == PMS_FALSE)
            continue; /* the runtime's own, in between */
        if (place == PMS_FALSE)
            place = where;
        reversed = pms_cons(t, pms_cons(t, name, where), reversed);
        n++;
    }
    for (; is_pair(reversed); reversed = cdr(reversed))
        frames = pms_cons(t, car(reversed), frames);
    where = pms_make_vector(t, 2, place);
    vector_items(where)[1] = frames;
    c->extra = where;
}

/* ---- Raising from C -------------------------------------------------------- */

static _Noreturn void raise_located(struct thread *t, const char *kind,
                                    const char *message, value irritants)
{
    value c = pms_make_condition(t, kind, message, irritants);

    pms_locate(t, c);
    pms_raise(t, c);
}

void pms_raise_error(struct thread *t, const char *message, value irritants)
{
    raise_located(t, "error", message, irritants);
}

void pms_raise_file_error(struct thread *t, const char *message,
                          value irritants)
{
    raise_located(t, "file-error", message, irritants);
}

void pms_raise_read_error(struct thread *t, const char *message,
                          value irritants)
{
    raise_located(t, "read-error", message, irritants);
}

static const char *ordinal(int n)
{
    static const char *const words[] = {"", "first", "second", "third",
                                        "fourth", "fifth"};

    return n >= 1 && n <= 5 ? words[n] : "an";
}

void pms_wrong_type(struct thread *t, const char *who, int argno, value v)
{
    char message[160];

    snprintf(message, sizeof message,
             "%s: the %s argument is of the wrong type", who, ordinal(argno));
    pms_raise_error(t, message, pms_list1(t, v));
}

void pms_out_of_range(struct thread *t, const char *who, int argno, value v)
{
    char message[160];

    snprintf(message, sizeof message, "%s: the %s argument is out of range",
             who, ordinal(argno));
    pms_raise_error(t, message, pms_list1(t, v));
}

void pms_raise_syntax(struct thread *t, const char *message, value irritants,
                      value file, unsigned line, unsigned column)
{
    value c = pms_make_condition(t, "syntax-error", message, irritants), extra;

    if (line > 0 && file != PMS_FALSE) {
        extra = pms_make_vector(
            t, 2, pms_cons(t, file, pms_cons(t, FIX(line), FIX(column))));
        vector_items(extra)[1] = PMS_NIL;
        ((struct condition *)object_of(c))->extra = extra;
    }
    pms_raise(t, c);
}

/* ---- The end of the heap --------------------------------------------------- */

#define RESERVE ((size_t)1 << 20)
#define TRIES 100

/* Made at the start: there may be no memory when it is needed. */
static value heap_condition;
/* Given back to libgc when the heap is exhausted, so that handlers can run. */
static void *reserve;
static int tries;

void pms_raise_heap_exhausted(struct thread *t)
{
    void *memory = __atomic_exchange_n(&reserve, NULL, __ATOMIC_SEQ_CST);

    if (memory != NULL) {
        pms_free(memory);
        tries = 0;
    } else if (!pms_heap_stretch() && ++tries > TRIES) {
        fputs("pmscheme: the heap is exhausted, and the handler of that error "
              "needs more of it\n", stderr);
        _exit(70);
    }
    pms_raise(t, heap_condition);
}

bool pms_restore_reserve(struct thread *t)
{
    static unsigned jumps;
    void *room = NULL;

    if (PMS_LIKELY(reserve != NULL)) {
        jumps = 0;
        return true;
    }
    if (t != NULL) {
        /* What is left there may be what filled the heap. */
        memset(t->stack, 0,
               (size_t)(t->stack_end - t->stack) * sizeof *t->stack);
        /* The code that the error led to may still hold it: there must be
         * more than what was just given back.  To look means to collect, so
         * it is done less and less often. */
        jumps++;
        if ((jumps & (jumps - 1)) != 0)
            return false;
        pms_collect();
        room = pms_try_alloc_atomic(2 * RESERVE);
        if (room == NULL)
            return false;
        pms_free(room);
    } else if (heap_condition != 0) {
        pms_collect();
    }
    reserve = pms_try_alloc_atomic(RESERVE);
    return false;
}

void pms_error_init(struct thread *t)
{
    value extra = pms_make_vector(t, 2, PMS_FALSE);

    pms_restore_reserve(NULL);
    heap_condition = pms_make_condition(t, "heap-exhausted",
                                        "the heap is exhausted", PMS_NIL);
    vector_items(extra)[1] = PMS_NIL;
    ((struct condition *)object_of(heap_condition))->extra = extra;
}

/* ---- Telling the user ------------------------------------------------------ */

static void write_place(struct thread *t, value port, value place)
{
    char text[64];

    pms_write_string(t, port, car(place));
    snprintf(text, sizeof text, ":%lld:%lld",
             (long long)fixnum_int(car(cdr(place))),
             (long long)fixnum_int(cdr(cdr(place))));
    pms_write_utf8(t, port, text);
}

void pms_write_condition(struct thread *t, value object, value port)
{
    struct condition *c = object_of(object);

    if (is_string(c->message))
        pms_write_string(t, port, c->message);
    else
        pms_print(t, c->message, port, PMS_WRITE);
    for (value l = c->irritants; is_pair(l); l = cdr(l)) {
        pms_write_utf8(t, port, l == c->irritants ? ": " : " ");
        pms_print(t, car(l), port, PMS_WRITE);
    }
}

void pms_report_uncaught(struct thread *t, value object)
{
    value port = pms_current_port(t, PMS_STDERR), extra;

    pms_flush(t, pms_current_port(t, PMS_STDOUT));
    if (!has_type(object, PMS_T_CONDITION)) {
        pms_write_utf8(t, port, "pmscheme: raised and not handled: ");
        pms_print(t, object, port, PMS_WRITE);
        pms_write_utf8(t, port, "\n");
        pms_flush(t, port);
        return;
    }
    extra = ((struct condition *)object_of(object))->extra;
    if (is_vector(extra) && is_pair(vector_items(extra)[0]))
        write_place(t, port, vector_items(extra)[0]);
    else
        pms_write_utf8(t, port, "pmscheme");
    pms_write_utf8(t, port, ": ");
    pms_write_condition(t, object, port);
    pms_write_utf8(t, port, "\n");
    for (value l = is_vector(extra) ? vector_items(extra)[1] : PMS_NIL;
         is_pair(l); l = cdr(l)) {
        pms_write_utf8(t, port, "  ");
        write_place(t, port, cdr(car(l)));
        pms_write_utf8(t, port, ": in ");
        if (car(car(l)) == PMS_FALSE)
            pms_write_utf8(t, port, "a procedure without a name");
        else
            pms_print(t, car(car(l)), port, PMS_DISPLAY);
        pms_write_utf8(t, port, "\n");
    }
    pms_flush(t, port);
}

/* ---- Primitives ------------------------------------------------------------ */

static struct condition *condition_arg(struct thread *t, const char *who,
                                       value v)
{
    if (!has_type(v, PMS_T_CONDITION))
        pms_wrong_type(t, who, 1, v);
    return object_of(v);
}

static value make_condition(struct thread *t, int argc, value *argv)
{
    struct condition *c = pms_alloc(t, sizeof *c);

    (void)argc;
    c->header = make_header(PMS_T_CONDITION, 0);
    c->kind = argv[0];
    c->message = argv[1];
    c->irritants = argv[2];
    c->extra = PMS_FALSE;
    pms_locate(t, value_of(c));
    return value_of(c);
}

static value condition_p(struct thread *t, int argc, value *argv)
{
    (void)t, (void)argc;
    return make_bool(has_type(argv[0], PMS_T_CONDITION));
}

static value condition_kind(struct thread *t, int argc, value *argv)
{
    (void)t, (void)argc;
    return has_type(argv[0], PMS_T_CONDITION)
               ? ((struct condition *)object_of(argv[0]))->kind : PMS_FALSE;
}

static value condition_message(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return condition_arg(t, "error-object-message", argv[0])->message;
}

static value condition_irritants(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return condition_arg(t, "error-object-irritants", argv[0])->irritants;
}

static value report(struct thread *t, int argc, value *argv)
{
    (void)argc;
    pms_report_uncaught(t, argv[0]);
    return PMS_UNSPECIFIED;
}

static value write_condition(struct thread *t, int argc, value *argv)
{
    (void)argc;
    condition_arg(t, "%write-condition", argv[0]);
    pms_write_condition(t, argv[0], argv[1]);
    return PMS_UNSPECIFIED;
}

const struct primitive pms_error_primitives[] = {
    {"%make-condition", 3, 3, make_condition},
    {"error-object?", 1, 1, condition_p},
    {"%condition-kind", 1, 1, condition_kind},
    {"error-object-message", 1, 1, condition_message},
    {"error-object-irritants", 1, 1, condition_irritants},
    {"%report-uncaught", 1, 1, report},
    {"%write-condition", 2, 2, write_condition},
    {NULL, 0, 0, NULL},
};
