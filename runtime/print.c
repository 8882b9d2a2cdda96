/* SPDX-License-Identifier: MIT */
/*
 * From values to text: write, write-shared, write-simple, display.
 *
 * In: a value, a port.  Out: text; cycles end by datum labels.  What is open
 * stands on a stack in collected memory, so structure may be as deep as the
 * heap.
 */
#include <stdio.h>

#include "print.h"

/* An object whose opening was printed; next: which part comes.  For a pair 0
 * is its car, 1 what follows, 2 its end. */
struct open_object {
    value object;
    uint64_t next;
};

struct state {
    struct printer *pr;
    struct open_object *open;
    size_t used, room;
    value labels;
    uint64_t numbers; /* labels given */
};

static void push(struct state *s, value v)
{
    if (s->used == s->room) {
        size_t room = s->room == 0 ? 32 : 2 * s->room;
        struct open_object *o = pms_alloc(s->pr->t, room * sizeof *o);

        if (s->used > 0)
            memcpy(o, s->open, s->used * sizeof *o);
        s->open = o;
        s->room = room;
    }
    s->open[s->used].object = v;
    s->open[s->used++].next = 0;
}

static bool has_label(struct state *s, value v)
{
    return s->labels != PMS_FALSE &&
           pms_table_get(s->pr->t, s->labels, v, PMS_FALSE) != PMS_FALSE;
}

/* True: it was printed before, and its label is all that is printed now. */
static bool print_label(struct state *s, value v)
{
    value label = s->labels == PMS_FALSE
                      ? PMS_FALSE
                      : pms_table_get(s->pr->t, s->labels, v, PMS_FALSE);
    bool known = is_fixnum(label);
    char text[40];

    if (label == PMS_FALSE)
        return false;
    if (!known) {
        label = FIX(s->numbers++);
        pms_table_put(s->pr->t, s->labels, v, label);
    }
    snprintf(text, sizeof text, "#%lld%c", (long long)fixnum_int(label),
             known ? '#' : '=');
    emit_text(s->pr, text);
    return known;
}

static const struct record_type *record_type_of(value record)
{
    return object_of(((struct record *)object_of(record))->type);
}

static void begin(struct state *s, value v)
{
    if (!has_parts(v)) {
        emit_atom(s->pr, v);
        return;
    }
    if (print_label(s, v))
        return;
    if (is_pair(v)) {
        emit(s->pr, '(');
    } else if (is_vector(v)) {
        emit_text(s->pr, "#(");
    } else {
        emit_text(s->pr, "#<");
        emit_symbol(s->pr, record_type_of(v)->name);
    }
    push(s, v);
}

static void go_on_pair(struct state *s, struct open_object *o)
{
    value rest;

    switch (o->next) {
    case 0:
        o->next = 1;
        begin(s, car(o->object));
        return;
    case 1:
        rest = cdr(o->object);
        if (is_pair(rest) && !has_label(s, rest)) {
            emit(s->pr, ' ');
            o->object = rest;
            o->next = 0;
            return;
        }
        if (rest != PMS_NIL) {
            emit_text(s->pr, " . ");
            o->next = 2;
            begin(s, rest);
            return;
        }
        break;
    default:
        break;
    }
    emit(s->pr, ')');
    s->used--;
}

static void go_on(struct state *s)
{
    struct open_object *o = &s->open[s->used - 1];
    value v = o->object, fields;
    size_t i = o->next;

    if (is_pair(v)) {
        go_on_pair(s, o);
        return;
    }
    if (i >= object_length(v)) {
        emit(s->pr, is_vector(v) ? ')' : '>');
        s->used--;
        return;
    }
    if (i > 0 || !is_vector(v))
        emit(s->pr, ' ');
    if (!is_vector(v)) {
        fields = record_type_of(v)->fields;
        if (is_vector(fields) && i < object_length(fields)) {
            emit_symbol(s->pr, vector_items(fields)[i]);
            emit_text(s->pr, ": ");
        }
    }
    o->next++;
    begin(s, part(v, i));
}

void pms_print(struct thread *t, value v, value port, enum pms_print_mode mode)
{
    struct printer pr;
    struct state s = {.pr = &pr, .labels = PMS_FALSE};

    pr.t = t;
    pr.p = port_of(port);
    pr.mode = mode;
    pr.used = 0;
    if (mode != PMS_WRITE_SIMPLE)
        s.labels = pms_find_labels(t, v, mode == PMS_WRITE_SHARED);
    begin(&s, v);
    while (s.used > 0)
        go_on(&s);
    port_put(t, pr.p, pr.chars, pr.used);
}

#define PRINT(function, who, mode)                                         \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        struct port *p =                                                   \
            need_port(t, who, argc, argv, 1, PORT_OUTPUT | PORT_TEXTUAL);  \
                                                                           \
        pms_print(t, argv[0], value_of(p), mode);                          \
        return PMS_UNSPECIFIED;                                            \
    }

PRINT(write_, "write", PMS_WRITE)
PRINT(write_shared, "write-shared", PMS_WRITE_SHARED)
PRINT(write_simple, "write-simple", PMS_WRITE_SIMPLE)
PRINT(display, "display", PMS_DISPLAY)

const struct primitive pms_print_primitives[] = {
    {"write", 1, 2, write_},
    {"write-shared", 1, 2, write_shared},
    {"write-simple", 1, 2, write_simple},
    {"display", 1, 2, display},
    {NULL, 0, 0, NULL},
};
