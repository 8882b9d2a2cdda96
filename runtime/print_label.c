/* SPDX-License-Identifier: MIT */
/*
 * Which objects need a datum label when they are printed.
 *
 * In: a value.  Out: a table of objects, or nothing.  What is still to be
 * looked at stands on a stack in collected memory.
 */
#include "print.h"

/* A path down from the value: each object on it, and which of its parts is
 * looked at next. */
struct step {
    value object;
    uint64_t next;
};

struct walk {
    struct thread *t;
    struct step *steps;
    size_t used, room;
};

static void go_down(struct walk *w, value v)
{
    if (w->used == w->room) {
        size_t room = w->room == 0 ? 64 : 2 * w->room;
        struct step *s = pms_alloc(w->t, room * sizeof *s);

        if (w->used > 0)
            memcpy(s, w->steps, w->used * sizeof *s);
        w->steps = s;
        w->room = room;
    }
    w->steps[w->used].object = v;
    w->steps[w->used++].next = 0;
}

/* The next part of the object at the end of the path; false: no more. */
static bool next_part(struct walk *w, value *v)
{
    struct step *s = &w->steps[w->used - 1];

    if (is_pair(s->object)) {
        if (s->next == 2)
            return false;
        *v = s->next++ == 0 ? car(s->object) : cdr(s->object);
        return true;
    }
    if (s->next >= object_length(s->object))
        return false;
    *v = part(s->object, s->next++);
    return true;
}

/* Most of what is printed is small: walked as a tree in so many steps, it has
 * no cycle, and no table is needed. */
#define SMALL 20000

static bool is_small_tree(struct walk *w, value v)
{
    size_t budget = SMALL;

    go_down(w, v);
    while (w->used > 0) {
        if (budget-- == 0) {
            w->used = 0;
            return false;
        }
        if (!next_part(w, &v))
            w->used--;
        else if (has_parts(v))
            go_down(w, v);
    }
    return true;
}

value pms_find_labels(struct thread *t, value v, bool shared)
{
    struct walk w = {.t = t};
    value labels = PMS_FALSE, states;

    if (!has_parts(v) || (!shared && is_small_tree(&w, v)))
        return PMS_FALSE;
    /* States: on the path, or left again. */
    states = pms_make_eq_table(t);
    pms_table_put(t, states, v, PMS_TRUE);
    go_down(&w, v);
    while (w.used > 0) {
        value state;

        if (!next_part(&w, &v)) {
            pms_table_put(t, states, w.steps[--w.used].object, PMS_FALSE);
            continue;
        }
        if (!has_parts(v))
            continue;
        state = pms_table_get(t, states, v, PMS_NIL);
        if (state == PMS_NIL) {
            pms_table_put(t, states, v, PMS_TRUE);
            go_down(&w, v);
        } else if (shared || state == PMS_TRUE) {
            if (labels == PMS_FALSE)
                labels = pms_make_eq_table(t);
            pms_table_put(t, labels, v, PMS_TRUE);
        }
    }
    return labels;
}
