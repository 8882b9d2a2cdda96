/* SPDX-License-Identifier: MIT */
/*
 * From tokens to data: read.
 *
 * In: tokens.  Out: a datum, and where its pairs were.  What is open stands on
 * a stack in collected memory, so nesting is as deep as the heap.
 */
#include <stdio.h>

#include "token.h"

/* ---- What is open --------------------------------------------------------- */

enum kind { LIST, VECTOR, BYTEVECTOR, PREFIX, COMMENT, LABEL };
enum state { ITEMS, AFTER_DOT, AFTER_TAIL };

struct frame {
    uint64_t kind, state;
    uint64_t place;       /* a fixnum, see pms_make_position */
    value head, tail;     /* of a list; a prefix's or label's datum in head */
    uint64_t count;
};

struct reader {
    struct lexer lexer;
    value positions;
    struct frame *frames;
    size_t used, room;
    value labels;         /* a table from numbers to boxes, or PMS_FALSE */
    bool patch;           /* a box is somewhere in the datum */
};

static struct frame *open_frame(struct reader *r, enum kind kind)
{
    struct frame *f;

    if (r->used == r->room) {
        size_t room = r->room == 0 ? 16 : 2 * r->room;

        f = pms_alloc(r->lexer.t, room * sizeof *f);
        if (r->used > 0)
            memcpy(f, r->frames, r->used * sizeof *f);
        r->frames = f;
        r->room = room;
    }
    f = &r->frames[r->used++];
    f->kind = kind;
    f->state = ITEMS;
    f->place = pms_make_position(r->lexer.line, r->lexer.column);
    f->head = f->tail = PMS_NIL;
    f->count = 0;
    return f;
}

static const char *name_of(enum kind kind)
{
    switch (kind) {
    case LIST: return "a list";
    case VECTOR: return "a vector";
    case BYTEVECTOR: return "a bytevector";
    case PREFIX: return "what a quote or a comma began";
    case COMMENT: return "a datum comment";
    default: return "a labelled datum";
    }
}

static _Noreturn void bad(struct reader *r, const char *message)
{
    read_error(&r->lexer, r->lexer.line, r->lexer.column, message);
}

static void remember(struct reader *r, value pair, uint64_t place)
{
    if (r->positions != PMS_FALSE)
        pms_table_put(r->lexer.t, r->positions, pair, place);
}

/* ---- Labels --------------------------------------------------------------- */

/* A label whose datum is not complete yet is a box in the data, and no other
 * box can be there. */
static value refer(struct reader *r, value label)
{
    value box = r->labels == PMS_FALSE
                    ? 0 : pms_table_get(r->lexer.t, r->labels, label, 0);
    struct box *b;

    if (box == 0)
        bad(r, "the label was not defined before");
    b = object_of(box);
    if (b->content != 0)
        return b->content;
    r->patch = true;
    return box;
}

static void define_label(struct reader *r, value label)
{
    value box = pms_make_box(r->lexer.t, 0);

    if (r->labels == PMS_FALSE)
        r->labels = pms_make_eq_table(r->lexer.t);
    if (pms_table_get(r->lexer.t, r->labels, label, 0) != 0)
        bad(r, "the label is defined twice");
    pms_table_put(r->lexer.t, r->labels, label, box);
    open_frame(r, LABEL)->head = box;
}

static value opened(value v)
{
    while (has_type(v, PMS_T_BOX))
        v = ((struct box *)object_of(v))->content;
    return v;
}

/* Replaces the boxes in a datum.  The stack is a list. */
static value patch(struct thread *t, value datum)
{
    value seen = pms_make_eq_table(t), todo, v;
    size_t i, n;

    datum = opened(datum);
    todo = pms_cons(t, datum, PMS_NIL);
    while (todo != PMS_NIL) {
        v = car(todo);
        todo = cdr(todo);
        while (is_pair(v) && pms_table_get(t, seen, v, 0) == 0) {
            pms_table_put(t, seen, v, PMS_TRUE);
            set_car(v, opened(car(v)));
            set_cdr(v, opened(cdr(v)));
            if (is_pair(car(v)) || is_vector(car(v)))
                todo = pms_cons(t, car(v), todo);
            v = cdr(v);
        }
        if (!is_vector(v) || pms_table_get(t, seen, v, 0) != 0)
            continue;
        pms_table_put(t, seen, v, PMS_TRUE);
        for (i = 0, n = object_length(v); i < n; i++) {
            value item = opened(vector_items(v)[i]);

            vector_items(v)[i] = item;
            if (is_pair(item) || is_vector(item))
                todo = pms_cons(t, item, todo);
        }
    }
    return datum;
}

/* ---- Putting together ----------------------------------------------------- */

static void append_item(struct reader *r, struct frame *f, value v, uint64_t place)
{
    value pair = pms_cons(r->lexer.t, v, PMS_NIL);

    if (f->kind == LIST)
        remember(r, pair, f->head == PMS_NIL ? f->place : place);
    if (f->head == PMS_NIL)
        f->head = pair;
    else
        set_cdr(f->tail, pair);
    f->tail = pair;
    f->count++;
}

/* A datum is complete: true when it is the one to return, in *v. */
static bool complete(struct reader *r, value *v, uint64_t place)
{
    struct thread *t = r->lexer.t;

    while (r->used > 0) {
        struct frame *f = &r->frames[r->used - 1];

        switch (f->kind) {
        case LIST:
            if (f->state == AFTER_TAIL)
                bad(r, "a ) must follow the datum after the dot");
            if (f->state == AFTER_DOT) {
                set_cdr(f->tail, *v);
                f->state = AFTER_TAIL;
                return false;
            }
            append_item(r, f, *v, place);
            return false;
        case BYTEVECTOR:
            if (!is_fixnum(*v) || (uint64_t)fixnum_int(*v) > 255)
                bad(r, "a bytevector has integers from 0 to 255");
            append_item(r, f, *v, place);
            return false;
        case VECTOR:
            append_item(r, f, *v, place);
            return false;
        case PREFIX:
            *v = pms_list2(t, f->head, *v);
            place = f->place;
            remember(r, *v, place);
            break;
        case COMMENT:
            r->used--;
            return false;
        default: /* LABEL */
            if (*v == f->head)
                bad(r, "the label refers to nothing but itself");
            ((struct box *)object_of(f->head))->content = *v;
            place = f->place;
            break;
        }
        r->used--;
    }
    return true;
}

static value close_frame(struct reader *r, uint64_t *place)
{
    struct thread *t = r->lexer.t;
    struct frame *f = r->used > 0 ? &r->frames[r->used - 1] : NULL;
    value v, l;
    size_t i = 0;

    if (f == NULL)
        bad(r, "a ) that closes nothing");
    if (f->kind > BYTEVECTOR)
        bad(r, "a datum must stand before the )");
    if (f->state == AFTER_DOT)
        bad(r, "a datum must follow the dot");
    *place = f->place;
    v = l = f->head;
    if (f->kind == VECTOR) {
        v = pms_make_vector(t, f->count, PMS_FALSE);
        for (; l != PMS_NIL; l = cdr(l))
            vector_items(v)[i++] = car(l);
    } else if (f->kind == BYTEVECTOR) {
        v = pms_make_bytevector(t, f->count);
        for (; l != PMS_NIL; l = cdr(l))
            bytevector_bytes(v)[i++] = (uint8_t)fixnum_int(car(l));
    }
    r->used--;
    return v;
}

static void dot(struct reader *r)
{
    struct frame *f = r->used > 0 ? &r->frames[r->used - 1] : NULL;

    if (f == NULL || f->kind != LIST || f->state != ITEMS || f->head == PMS_NIL)
        bad(r, "a dot stands between the last two data of a list only");
    f->state = AFTER_DOT;
}

/* ---- read ----------------------------------------------------------------- */

static value ended_inside(struct reader *r, bool *incomplete)
{
    const struct frame *f = &r->frames[r->used - 1];
    char text[128];

    if (incomplete != NULL) {
        *incomplete = true;
        return PMS_EOF;
    }
    snprintf(text, sizeof text, "the input ends inside %s",
             name_of((enum kind)f->kind));
    read_error(&r->lexer, pms_position_line(f->place),
               pms_position_column(f->place), text);
}

value pms_read_partial(struct thread *t, value port, value positions,
                       bool *incomplete)
{
    struct reader r = {.lexer = {.t = t, .p = port_of(port),
                                 .partial = incomplete != NULL},
                       .positions = positions, .labels = PMS_FALSE};
    uint64_t place;
    value v;

    for (;;) {
        enum token token = next_token(&r.lexer);

        place = pms_make_position(r.lexer.line, r.lexer.column);
        switch (token) {
        case TOKEN_EOF:
            return r.used > 0 ? ended_inside(&r, incomplete) : PMS_EOF;
        case TOKEN_INCOMPLETE:
            *incomplete = true;
            return PMS_EOF;
        case TOKEN_OPEN: open_frame(&r, LIST); continue;
        case TOKEN_VECTOR: open_frame(&r, VECTOR); continue;
        case TOKEN_BYTEVECTOR: open_frame(&r, BYTEVECTOR); continue;
        case TOKEN_PREFIX: open_frame(&r, PREFIX)->head = r.lexer.datum; continue;
        case TOKEN_COMMENT: open_frame(&r, COMMENT); continue;
        case TOKEN_LABEL: define_label(&r, r.lexer.datum); continue;
        case TOKEN_DOT: dot(&r); continue;
        case TOKEN_REFERENCE: v = refer(&r, r.lexer.datum); break;
        case TOKEN_CLOSE: v = close_frame(&r, &place); break;
        default: v = r.lexer.datum; break;
        }
        if (complete(&r, &v, place))
            return r.patch ? patch(t, v) : v;
    }
}

value pms_read(struct thread *t, value port, value positions)
{
    return pms_read_partial(t, port, positions, NULL);
}

static value read_(struct thread *t, int argc, value *argv)
{
    struct port *p =
        need_port(t, "read", argc, argv, 0, PORT_INPUT | PORT_TEXTUAL);

    return pms_read(t, value_of(p), PMS_FALSE);
}

const struct primitive pms_read_primitives[] = {
    {"read", 0, 1, read_},
    {NULL, 0, 0, NULL},
};
