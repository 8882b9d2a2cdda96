/* SPDX-License-Identifier: MIT */
/*
 * Calls that are not plain: optional arguments, primitives, continuations,
 * parameters, apply, call/cc, a full stack, interrupts.
 *
 * In: a frame with its callee and arguments.  Out: where the machine goes on.
 */
#include <string.h>

#include "error.h"
#include "interrupt.h"
#include "vm.h"

value pms_raise_procedure = PMS_FALSE;
value pms_rewind_procedure = PMS_FALSE;

static _Noreturn void arity_error(struct thread *t, value *frame, int argc)
{
    value args = PMS_NIL;

    for (int i = argc < 20 ? argc : 20; i-- > 0;)
        args = pms_cons(t, frame[i], args);
    pms_raise_error(t, "wrong number of arguments in a call of",
                    pms_cons(t, frame[-2], args));
}

static bool accepts(const struct code *code, int argc)
{
    return code->rest ? argc >= code->required : argc == code->required;
}

static value collect(struct thread *t, const value *from, int n)
{
    value list = PMS_NIL;

    while (n-- > 0)
        list = pms_cons(t, from[n], list);
    return list;
}

static value make_values(struct thread *t, int argc, const value *argv)
{
    return argc == 1 ? argv[0] : pms_make_values(t, (size_t)argc, argv);
}

static enum apply_result again(struct thread *t, value *frame, int argc,
                               value *v)
{
    t->fp = frame;
    *v = (value)argc;
    return APPLY_AGAIN;
}

/* ---- Procedures ------------------------------------------------------------ */

static enum apply_result apply_closure(struct thread *t, value *frame, int argc,
                                       value *v)
{
    struct closure *c = closure_of(frame[-2]);
    const struct code *code = c->code;

    if (code == NULL) {
        uint64_t n = object_length(frame[-2]);

        for (uint64_t i = 0; i < n; i++) {
            code = closure_of(c->free[i])->code;
            if (accepts(code, argc)) {
                frame[-2] = c->free[i];
                return again(t, frame, argc, v);
            }
        }
        arity_error(t, frame, argc);
    }
    if (!accepts(code, argc))
        arity_error(t, frame, argc);
    if (t->interrupts)
        pms_poll(t);
    if (frame + code->registers >= t->limit) {
        frame = pms_make_room(t, frame, argc);
        if (t->limit == NULL)
            t->limit = t->stack_end - PMS_STACK_SLACK;
    }
    t->fp = frame;
    t->pc = NULL;
    if (code->rest)
        frame[code->required] = collect(t, frame + code->required,
                                        argc - code->required);
    t->pc = code->words;
    return APPLY_RUN;
}

static enum apply_result apply_parameter(struct thread *t, value *frame,
                                         int argc, value *v)
{
    if (argc != 0)
        arity_error(t, frame, argc);
    *v = pms_parameter_value(t, frame[-2]);
    return APPLY_RETURN;
}

static enum apply_result apply_continuation(struct thread *t, value *frame,
                                            int argc, value *v)
{
    struct continuation *k = object_of(frame[-2]);

    if (k->state[STATE_WINDERS] != t->state[STATE_WINDERS]) {
        /* (%rewind k values): runs what has to be run, then reinstates. */
        value args = collect(t, frame, argc);

        frame[0] = frame[-2];
        frame[1] = args;
        frame[-2] = pms_rewind_procedure;
        return again(t, frame, 2, v);
    }
    *v = make_values(t, argc, frame);
    /* A jump also empties the machine's own registers: what filled the heap
     * may be in one. */
    if (k->run != t->run->id || !pms_restore_reserve(t))
        pms_run_jump(t, k, *v);
    memcpy(t->state, k->state, sizeof t->state);
    t->next = k;
    return APPLY_UNDERFLOW;
}

/* ---- apply ----------------------------------------------------------------- */

/* More arguments than fit on the stack. */
static enum apply_result apply_many(struct thread *t, value *frame, int argc,
                                    value last, size_t n, value *v)
{
    value callee = frame[0];
    value *all = pms_alloc(t, ((size_t)argc + n) * sizeof *all);
    int count = argc - 2;

    memcpy(all, frame + 1, (size_t)count * sizeof *all);
    for (; is_pair(last); last = cdr(last))
        all[count++] = car(last);
    frame[-2] = callee;
    if (has_type(callee, PMS_T_PRIMITIVE)) {
        struct primitive_object *p = object_of(callee);

        if (p->special == SPECIAL_NONE && count >= p->min_args &&
            (p->max_args < 0 || count <= p->max_args)) {
            *v = p->fn(t, count, all);
            return APPLY_RETURN;
        }
    }
    if (has_type(callee, PMS_T_CLOSURE)) {
        struct closure *c = closure_of(callee);

        for (uint64_t i = 0; c->code == NULL && i < object_length(callee); i++) {
            if (accepts(closure_of(c->free[i])->code, count)) {
                callee = frame[-2] = c->free[i];
                break;
            }
        }
        c = closure_of(callee);
        if (c->code != NULL && c->code->rest && count >= c->code->required) {
            int required = c->code->required;

            frame = pms_make_room(t, frame, 0);
            memcpy(frame, all, (size_t)required * sizeof *all);
            frame[required] = collect(t, all + required, count - required);
            t->fp = frame;
            t->pc = c->code->words;
            return APPLY_RUN;
        }
    }
    if (has_type(callee, PMS_T_CONTINUATION)) {
        value values = pms_make_values(t, (size_t)count, all);

        frame[0] = values;
        return again(t, frame, 1, v);
    }
    pms_raise_error(t, "too many arguments in a call of",
                    pms_list1(t, callee));
}

static enum apply_result apply_apply(struct thread *t, value *frame, int argc,
                                     value *v)
{
    value last = frame[argc - 1], l;
    size_t n = 0;

    if (argc == 1)
        return frame[-2] = frame[0], again(t, frame, 0, v);
    for (l = last; is_pair(l); l = cdr(l)) {
        if (++n > (size_t)1 << 30)
            break;
    }
    if (l != PMS_NIL)
        pms_wrong_type(t, "apply", argc, last);
    if (n + (size_t)argc > PMS_SPREAD_MAX)
        return apply_many(t, frame, argc, last, n, v);
    if (frame + argc + n + PMS_STACK_SLACK >= t->stack_end)
        frame = pms_make_room(t, frame, argc);
    frame[-2] = frame[0];
    memmove(frame, frame + 1, (size_t)(argc - 2) * sizeof(value));
    argc -= 2;
    for (l = last; is_pair(l); l = cdr(l))
        frame[argc++] = car(l);
    return again(t, frame, argc, v);
}

/* ---- Primitives ------------------------------------------------------------ */

static enum apply_result reinstate(struct thread *t, value *frame, value *v)
{
    struct continuation *k;
    value list = frame[1];
    int n = 0;
    value *items;

    if (!has_type(frame[0], PMS_T_CONTINUATION))
        pms_wrong_type(t, "%reinstate", 1, frame[0]);
    k = object_of(frame[0]);
    for (value l = list; is_pair(l); l = cdr(l))
        n++;
    items = pms_alloc(t, (size_t)n * sizeof *items + 1);
    n = 0;
    for (value l = list; is_pair(l); l = cdr(l))
        items[n++] = car(l);
    *v = make_values(t, n, items);
    /* A jump also empties the machine's own registers: what filled the heap
     * may be in one. */
    if (k->run != t->run->id || !pms_restore_reserve(t))
        pms_run_jump(t, k, *v);
    memcpy(t->state, k->state, sizeof t->state);
    t->next = k;
    return APPLY_UNDERFLOW;
}

static enum apply_result apply_primitive(struct thread *t, value *frame,
                                         int argc, value *v)
{
    struct primitive_object *p = object_of(frame[-2]);
    struct continuation *k;
    value receiver;

    if (argc < p->min_args || (p->max_args >= 0 && argc > p->max_args))
        arity_error(t, frame, argc);
    switch (p->special) {
    case SPECIAL_APPLY:
        return apply_apply(t, frame, argc, v);
    case SPECIAL_CALL_CC:
        receiver = frame[0];
        k = pms_call_cc(t, frame);
        frame = t->stack + 2;
        frame[-2] = receiver;
        frame[-1] = value_of(&pms_underflow_words[2]);
        frame[0] = value_of(k);
        return again(t, frame, 1, v);
    case SPECIAL_REINSTATE:
        return reinstate(t, frame, v);
    default:
        *v = p->fn(t, argc, frame);
        return APPLY_RETURN;
    }
}

enum apply_result pms_vm_apply(struct thread *t, value *frame, int argc,
                               value *v)
{
    value callee = frame[-2];

    t->fp = frame;
    t->pc = NULL;
    switch (is_object(callee) ? object_type(callee) : 0) {
    case PMS_T_CLOSURE:
        return apply_closure(t, frame, argc, v);
    case PMS_T_PRIMITIVE:
        return apply_primitive(t, frame, argc, v);
    case PMS_T_CONTINUATION:
        return apply_continuation(t, frame, argc, v);
    case PMS_T_PARAMETER:
        return apply_parameter(t, frame, argc, v);
    default:
        pms_raise_error(t, "a call of what is no procedure",
                        pms_cons(t, callee, collect(t, frame,
                                                    argc < 20 ? argc : 20)));
    }
}

/* ---- What instructions ask for --------------------------------------------- */

void pms_vm_unpack(struct thread *t, value v, value *to, int wanted)
{
    bool many = has_type(v, PMS_T_VALUES);
    const value *items = many ? ((struct values *)object_of(v))->items : &v;
    int n = many ? (int)object_length(v) : 1;
    int fixed = wanted < 0 ? ~wanted : wanted;
    value one = v, rest = PMS_NIL;

    if (!many)
        items = &one;
    if (wanted < 0 ? n < fixed : n != fixed)
        pms_raise_error(t, "wrong number of values; wanted and given are",
                        pms_list2(t, FIX(fixed), FIX(n)));
    if (wanted < 0)
        rest = collect(t, items + fixed, n - fixed);
    for (int i = 0; i < fixed; i++)
        to[i] = items[i];
    if (wanted < 0)
        to[fixed] = rest;
}

void pms_vm_pair_error(struct thread *t, int op, value v)
{
    static const char *const names[] = {"car", "cdr", "caar", "cadr", "cdar",
                                        "cddr"};

    pms_wrong_type(t, names[op - OP_CAR], 1, v);
}

void pms_vm_unbound(struct thread *t, const struct binding *binding)
{
    pms_raise_error(t, "a variable has no value",
                    pms_list1(t, binding->name));
}

void pms_vm_index_error(struct thread *t, const char *who, bool is_right_type,
                        value v, value index)
{
    if (!is_right_type)
        pms_wrong_type(t, who, 1, v);
    if (!is_fixnum(index))
        pms_wrong_type(t, who, 2, index);
    pms_out_of_range(t, who, 2, index);
}

void pms_vm_record_error(struct thread *t, value procedure, value type, value v)
{
    value name = pms_procedure_name(procedure);

    pms_raise_error(t, "a record of another type is wanted",
                    pms_list3(t, name, ((struct record_type *)
                                            object_of(type))->name, v));
}
