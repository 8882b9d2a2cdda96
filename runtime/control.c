/* SPDX-License-Identifier: MIT */
/*
 * Frames between the stack and the heap.
 *
 * In: a thread's stack.  Out: continuation records, and frames copied back
 * from them.  A record is never written after it was made; parts of it share
 * its data.
 */
#include "thread.h"
#include "error.h"

#define COPY_BACK 512 /* words at least, if there are as many */

const union word pms_underflow_words[3] = {
    {.i = {OP_CALL, 0, 0, 0}}, {.v = 0}, {.i = {OP_UNDERFLOW, 0, 0, 0}},
};

static value underflow_pc(void)
{
    return value_of(&pms_underflow_words[2]);
}

static const union word *pc_of(value v)
{
    return object_of(v);
}

struct continuation *pms_capture(struct thread *t, value *top, value *fp,
                                 const union word *pc)
{
    struct continuation *k;
    size_t size = (size_t)(top - t->stack);

    k = pms_alloc(t, sizeof *k);
    k->header = make_header(PMS_T_CONTINUATION, 0);
    k->data = pms_alloc(t, size * sizeof(value));
    memcpy(k->data, t->stack, size * sizeof(value));
    k->parent = t->next;
    k->size = size;
    k->fp = (size_t)(fp - t->stack);
    k->pc = pc;
    k->depth = size + t->next->depth;
    k->run = t->run->id;
    t->next = k;
    return k;
}

struct continuation *pms_call_cc(struct thread *t, value *fp)
{
    struct continuation *k;

    if (fp - 2 == t->stack) {
        k = pms_alloc(t, sizeof *k);
        *k = *t->next;
    } else {
        const union word *pc = pc_of(fp[-1]);

        k = pms_capture(t, fp - 2, fp - 2 - pc[-2].i.b, pc);
    }
    memcpy(k->state, t->state, sizeof k->state);
    return k;
}

static void check_depth(struct thread *t, value *fp)
{
    size_t depth = t->next->depth + (size_t)(fp - t->stack);
    size_t limit = t->depth_limit;

    if (limit == 0 || depth < limit) {
        t->beyond = false;
        return;
    }
    if (t->beyond && depth < limit + limit / 4 + 4 * PMS_STACK_WORDS)
        return;
    t->beyond = true;
    t->fp = fp;
    t->pc = NULL;
    pms_raise(t, pms_make_condition(t, "stack-overflow",
                                    "the stack is deeper than its limit",
                                    PMS_NIL));
}

value *pms_make_room(struct thread *t, value *fp, int argc)
{
    const union word *pc = pc_of(fp[-1]);

    if (fp - 2 == t->stack)
        return fp;
    check_depth(t, fp);
    t->fp = fp;
    t->pc = NULL;
    pms_capture(t, fp - 2, fp - 2 - pc[-2].i.b, pc);
    memmove(t->stack, fp - 2, (size_t)(argc + 2) * sizeof(value));
    t->stack[1] = underflow_pc();
    return t->stack + 2;
}

value *pms_reinstate(struct thread *t, struct continuation *k)
{
    size_t start = k->fp - 2;
    const union word *pc = pc_of(k->data[start + 1]);
    size_t fp = k->fp;

    while (start > 0 && k->size - start < COPY_BACK) {
        fp = start - (size_t)pc[-2].i.b;
        start = fp - 2;
        pc = pc_of(k->data[start + 1]);
    }
    if (start == 0) {
        t->next = k->parent;
    } else {
        struct continuation *rest = pms_alloc(t, sizeof *rest);

        rest->header = make_header(PMS_T_CONTINUATION, 0);
        rest->parent = k->parent;
        rest->data = k->data;
        rest->size = start;
        rest->fp = start - (size_t)pc[-2].i.b;
        rest->pc = pc;
        rest->depth = k->depth - (k->size - start);
        rest->run = k->run;
        t->next = rest;
    }
    memcpy(t->stack, k->data + start, (k->size - start) * sizeof(value));
    t->stack[1] = underflow_pc();
    return t->stack + (k->fp - start);
}

/* ---- Looking at frames ----------------------------------------------------- */

void pms_walk_start(struct frame_walk *walk, struct thread *t)
{
    walk->t = t;
    walk->fp = t->fp;
    walk->pc = t->pc;
    walk->k = NULL;
}

static bool walk_record(struct frame_walk *walk, struct frame *frame)
{
    struct continuation *k = walk->k;
    size_t start = walk->at - 2;

    frame->procedure = k->data[start];
    frame->pc = walk->pc;
    walk->pc = pc_of(k->data[start + 1]);
    if (start == 0) {
        walk->k = k->parent;
        if (walk->k != NULL) {
            walk->pc = walk->k->pc;
            walk->at = walk->k->fp;
        }
    } else {
        walk->at = start - (size_t)walk->pc[-2].i.b;
    }
    return true;
}

bool pms_walk_next(struct frame_walk *walk, struct frame *frame)
{
    struct thread *t = walk->t;

    if (walk->fp != NULL) {
        frame->procedure = walk->fp[-2];
        frame->pc = walk->pc;
        if (walk->fp - 2 == t->stack) {
            walk->fp = NULL;
            walk->k = t->next;
            walk->pc = walk->k->pc;
            walk->at = walk->k->fp;
        } else {
            walk->pc = pc_of(walk->fp[-1]);
            walk->fp -= 2 + walk->pc[-2].i.b;
        }
        return true;
    }
    if (walk->k == NULL || walk->k->pc == NULL)
        return false;
    return walk_record(walk, frame);
}
