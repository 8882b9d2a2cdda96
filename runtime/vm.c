/* SPDX-License-Identifier: MIT */
/*
 * The machine: runs bytecode.
 *
 * In: a procedure and arguments.  Out: its value.  Knows no names and no
 * syntax.  C code that it calls finds the frame in t->fp and t->pc; an error
 * comes back by longjmp to the run, and the machine calls raise where it was.
 */
#include "vm.h"

#include "error.h"

#define NEXT goto *labels[pc->i.op]
#define A (pc->i.a)
#define B (pc->i.b)
#define C (pc->i.c)
#define R(n) fp[n]
#define SAVE() (t->fp = fp, t->pc = pc)
#define FREE_OF(n) closure_of(fp[-2])->free[n]

static const union word trap_words[3] = {
    {.i = {OP_CALL, 0, 0, 1}}, {.v = 0}, {.i = {OP_TRAP, 0, 0, 0}},
};

static inline bool fits(const struct code *code, const value *fp,
                        const struct thread *t)
{
    return fp + code->registers < t->limit;
}

#define ARITHMETIC(name, fast, operator, slow)                                \
    op_##name: {                                                              \
        value x = R(B), y = R(C), z;                                          \
        if (PMS_LIKELY(are_fixnums(x, y) && fast(x, y, &z))) {                \
            R(A) = z;                                                         \
        } else if (is_immediate_flonum(x) && is_immediate_flonum(y)) {        \
            SAVE();                                                           \
            R(A) = make_flonum(t, immediate_flonum_double(x) operator         \
                                  immediate_flonum_double(y));                \
        } else {                                                              \
            SAVE();                                                           \
            R(A) = slow(t, x, y);                                             \
        }                                                                     \
        pc += 1;                                                              \
        NEXT;                                                                 \
    }

/* A compare-and-jump and its opposite.  NaN compares as false. */
#define COMPARE_BODY(x, y, operator, slow, sense)                             \
        bool result;                                                          \
        if (PMS_LIKELY(are_fixnums(x, y))) {                                  \
            result = (int64_t)x operator (int64_t)y;                          \
        } else if (is_immediate_flonum(x) && is_immediate_flonum(y)) {        \
            result = immediate_flonum_double(x) operator                      \
                     immediate_flonum_double(y);                              \
        } else {                                                              \
            SAVE();                                                           \
            result = slow;                                                    \
        }                                                                     \
        pc += result == sense ? 2 + pc[1].offset : 2;                         \
        NEXT;
#define COMPARE(name, operator, slow)                                         \
    op_IF_##name: {                                                           \
        value x = R(A), y = R(B);                                             \
        COMPARE_BODY(x, y, operator, slow, true)                              \
    }                                                                         \
    op_IF_NOT_##name: {                                                       \
        value x = R(A), y = R(B);                                             \
        COMPARE_BODY(x, y, operator, slow, false)                             \
    }
#define COMPARE_I(name, operator, slow)                                       \
    op_IF_##name##_I: {                                                       \
        value x = R(A), y = FIX(B);                                           \
        COMPARE_BODY(x, y, operator, slow, true)                              \
    }                                                                         \
    op_IF_NOT_##name##_I: {                                                   \
        value x = R(A), y = FIX(B);                                           \
        COMPARE_BODY(x, y, operator, slow, false)                             \
    }
#define LESS_SLOW (pms_num_compare(t, x, y) < 0)
#define LESS_EQ_SLOW (pms_num_compare(t, x, y) <= 0)
#define GREATER_SLOW (pms_num_compare(t, x, y) == 1)
#define GREATER_EQ_SLOW ((unsigned)pms_num_compare(t, x, y) <= 1)
#define EQUAL_SLOW pms_num_equal(t, x, y)

#define PAIR_PART(name, check, expression)                                    \
    op_##name: {                                                              \
        value x = R(B);                                                       \
        if (PMS_UNLIKELY(!(check))) {                                         \
            SAVE();                                                           \
            pms_vm_pair_error(t, pc->i.op, x);                                \
        }                                                                     \
        R(A) = expression;                                                    \
        pc += 1;                                                              \
        NEXT;                                                                 \
    }

#define JUMP_IF(name, condition)                                              \
    op_##name: {                                                              \
        value x = R(A);                                                       \
        pc += 1 + (condition ? pc->j.offset : 0);                             \
        NEXT;                                                                 \
    }

/* mode: the number of arguments of the frame at t->fp, which is to be
 * applied; or what a longjmp asked for. */
value pms_interpret(struct thread *t, int mode)
{
    static const void *const labels[] = {
#define X(name, words) &&op_##name,
        PMS_OPCODES(X)
#undef X
    };
    value *fp = t->fp, *frame = fp;
    const union word *pc = NULL;
    int argc = mode;
    value v;

    if (mode == MODE_RAISE)
        goto raise;
    if (mode == MODE_JUMP) {
        v = t->run->target_value;
        t->next = t->run->target;
        t->run->target = NULL;
        t->run->target_value = 0;
        memcpy(t->state, t->next->state, sizeof t->state);
        goto underflow;
    }
    goto apply;

    /* ---- Data -------------------------------------------------------------- */
op_MOVE:
    R(A) = R(B);
    pc += 1;
    NEXT;
op_LITERAL:
    R(A) = pc[1].v;
    pc += 2;
    NEXT;
op_FREE:
    R(A) = FREE_OF(B);
    pc += 1;
    NEXT;
op_FREE_BOX:
    R(A) = ((struct box *)object_of(FREE_OF(B)))->content;
    pc += 1;
    NEXT;
op_BOX:
    SAVE();
    R(A) = pms_make_box(t, R(B));
    pc += 1;
    NEXT;
op_BOX_GET:
    R(A) = ((struct box *)object_of(R(B)))->content;
    pc += 1;
    NEXT;
op_BOX_SET:
    ((struct box *)object_of(R(A)))->content = R(B);
    pc += 1;
    NEXT;
op_CHECK:
    if (PMS_UNLIKELY(R(A) == PMS_UNBOUND)) {
        SAVE();
        pms_raise_error(t, "a variable is used before it has a value",
                        pms_list1(t, pc[1].v));
    }
    pc += 2;
    NEXT;
op_GLOBAL:
    v = ((struct binding *)pc[1].p)->content;
    if (PMS_UNLIKELY(v == PMS_UNBOUND)) {
        SAVE();
        pms_vm_unbound(t, pc[1].p);
    }
    R(A) = v;
    pc += 2;
    NEXT;
op_GLOBAL_SET:
    if (PMS_UNLIKELY(((struct binding *)pc[1].p)->content == PMS_UNBOUND)) {
        SAVE();
        pms_vm_unbound(t, pc[1].p);
    }
    /* fall through */
op_GLOBAL_DEF:
    ((struct binding *)pc[1].p)->content = R(A);
    pc += 2;
    NEXT;
op_CLOSURE: {
    int n = B;
    struct closure *c;

    SAVE();
    c = pms_alloc_small(t, sizeof *c + (size_t)n * sizeof(value));
    c->header = make_header(PMS_T_CLOSURE, (uint64_t)n);
    c->code = pc[1].p;
    for (int i = 0; i < n; i++)
        c->free[i] = pc[2 + i].i.a ? FREE_OF(pc[2 + i].i.b) : R(pc[2 + i].i.b);
    R(A) = value_of(c);
    pc += 2 + n;
    NEXT;
}
op_PATCH:
    closure_of(R(A))->free[B] = R(C);
    pc += 1;
    NEXT;
op_CASE_CLOSURE: {
    struct closure *c;

    SAVE();
    c = pms_alloc(t, sizeof *c + (size_t)C * sizeof(value));
    c->header = make_header(PMS_T_CLOSURE, (uint64_t)C);
    memcpy(c->free, &R(B), (size_t)C * sizeof(value));
    R(A) = value_of(c);
    pc += 1;
    NEXT;
}

    /* ---- Jumps ------------------------------------------------------------- */
op_JUMP:
    pc += 1 + pc->j.offset;
    NEXT;
op_LOOP:
    if (PMS_UNLIKELY(t->interrupts)) {
        SAVE();
        pms_poll(t);
    }
    pc += 1 + pc->j.offset;
    NEXT;
    JUMP_IF(IF_FALSE, x == PMS_FALSE)
    JUMP_IF(IF_TRUE, x != PMS_FALSE)
    JUMP_IF(IF_NULL, x == PMS_NIL)
    JUMP_IF(IF_NOT_NULL, x != PMS_NIL)
    JUMP_IF(IF_PAIR, is_pair(x))
    JUMP_IF(IF_NOT_PAIR, !is_pair(x))
op_IF_ZERO: {
    value x = R(A);

    SAVE();
    pc += 1 + ((is_fixnum(x) ? x == FIX(0) : pms_is_zero(t, x))
                   ? pc->j.offset : 0);
    NEXT;
}
op_IF_NOT_ZERO: {
    value x = R(A);

    SAVE();
    pc += 1 + ((is_fixnum(x) ? x == FIX(0) : pms_is_zero(t, x))
                   ? 0 : pc->j.offset);
    NEXT;
}
op_IF_EQ:
    pc += R(A) == R(B) ? 2 + pc[1].offset : 2;
    NEXT;
op_IF_NOT_EQ:
    pc += R(A) != R(B) ? 2 + pc[1].offset : 2;
    NEXT;
    COMPARE(LESS, <, LESS_SLOW)
    COMPARE(LESS_EQ, <=, LESS_EQ_SLOW)
    COMPARE(EQUAL, ==, EQUAL_SLOW)
    COMPARE_I(LESS, <, LESS_SLOW)
    COMPARE_I(LESS_EQ, <=, LESS_EQ_SLOW)
    COMPARE_I(GREATER, >, GREATER_SLOW)
    COMPARE_I(GREATER_EQ, >=, GREATER_EQ_SLOW)
    COMPARE_I(EQUAL, ==, EQUAL_SLOW)

    /* ---- Primitives -------------------------------------------------------- */
    ARITHMETIC(ADD, fixnum_add, +, pms_add)
    ARITHMETIC(SUB, fixnum_sub, -, pms_sub)
    ARITHMETIC(MUL, fixnum_mul, *, pms_mul)
op_ADD_I: {
    value x = R(B), z;

    if (PMS_LIKELY(is_fixnum(x) && fixnum_add(x, FIX(C), &z))) {
        R(A) = z;
    } else {
        SAVE();
        R(A) = pms_add(t, x, FIX(C));
    }
    pc += 1;
    NEXT;
}
op_QUOTIENT:
    SAVE();
    R(A) = are_fixnums(R(B), R(C)) && (int64_t)R(C) > (int64_t)FIX(0)
               ? FIX(fixnum_int(R(B)) / fixnum_int(R(C)))
               : pms_quotient(t, R(B), R(C));
    pc += 1;
    NEXT;
op_REMAINDER:
    SAVE();
    R(A) = are_fixnums(R(B), R(C)) && (int64_t)R(C) > (int64_t)FIX(0)
               ? FIX(fixnum_int(R(B)) % fixnum_int(R(C)))
               : pms_remainder(t, R(B), R(C));
    pc += 1;
    NEXT;
op_MODULO: {
    value x = R(B), y = R(C);

    if (are_fixnums(x, y) && (int64_t)y > (int64_t)FIX(0)) {
        int64_t m = fixnum_int(x) % fixnum_int(y);

        R(A) = FIX(m < 0 ? m + fixnum_int(y) : m);
    } else {
        SAVE();
        R(A) = pms_modulo(t, x, y);
    }
    pc += 1;
    NEXT;
}
op_CONS:
    SAVE();
    R(A) = pms_cons(t, R(B), R(C));
    pc += 1;
    NEXT;
    PAIR_PART(CAR, is_pair(x), car(x))
    PAIR_PART(CDR, is_pair(x), cdr(x))
    PAIR_PART(CAAR, is_pair(x) && is_pair(car(x)), car(car(x)))
    PAIR_PART(CADR, is_pair(x) && is_pair(cdr(x)), car(cdr(x)))
    PAIR_PART(CDAR, is_pair(x) && is_pair(car(x)), cdr(car(x)))
    PAIR_PART(CDDR, is_pair(x) && is_pair(cdr(x)), cdr(cdr(x)))
op_SET_CAR:
    if (PMS_UNLIKELY(!is_pair(R(A)))) {
        SAVE();
        pms_wrong_type(t, "set-car!", 1, R(A));
    }
    set_car(R(A), R(B));
    pc += 1;
    NEXT;
op_SET_CDR:
    if (PMS_UNLIKELY(!is_pair(R(A)))) {
        SAVE();
        pms_wrong_type(t, "set-cdr!", 1, R(A));
    }
    set_cdr(R(A), R(B));
    pc += 1;
    NEXT;
op_VECTOR_REF: {
    value x = R(B), i = R(C);

    if (PMS_UNLIKELY(!is_vector(x) || !is_fixnum(i) ||
                     (uint64_t)fixnum_int(i) >= object_length(x))) {
        SAVE();
        pms_vm_index_error(t, "vector-ref", is_vector(x), x, i);
    }
    R(A) = vector_items(x)[fixnum_int(i)];
    pc += 1;
    NEXT;
}
op_VECTOR_SET: {
    value x = R(A), i = R(B);

    if (PMS_UNLIKELY(!is_vector(x) || !is_fixnum(i) ||
                     (uint64_t)fixnum_int(i) >= object_length(x) ||
                     (*object_flags(x) & PMS_F_IMMUTABLE))) {
        SAVE();
        pms_vm_index_error(t, "vector-set!",
                           is_vector(x) &&
                               !(*object_flags(x) & PMS_F_IMMUTABLE), x, i);
    }
    vector_items(x)[fixnum_int(i)] = R(C);
    pc += 1;
    NEXT;
}
op_STRING_REF: {
    value x = R(B), i = R(C);

    if (PMS_UNLIKELY(!is_string(x) || !is_fixnum(i) ||
                     (uint64_t)fixnum_int(i) >= object_length(x))) {
        SAVE();
        pms_vm_index_error(t, "string-ref", is_string(x), x, i);
    }
    R(A) = make_char(string_chars(x)[fixnum_int(i)]);
    pc += 1;
    NEXT;
}
op_BYTEVECTOR_REF: {
    value x = R(B), i = R(C);

    if (PMS_UNLIKELY(!is_bytevector(x) || !is_fixnum(i) ||
                     (uint64_t)fixnum_int(i) >= object_length(x))) {
        SAVE();
        pms_vm_index_error(t, "bytevector-u8-ref", is_bytevector(x), x, i);
    }
    R(A) = FIX(bytevector_bytes(x)[fixnum_int(i)]);
    pc += 1;
    NEXT;
}
op_RECORD_REF: {
    value x = R(B);

    if (PMS_UNLIKELY(!has_type(x, PMS_T_RECORD) ||
                     ((struct record *)object_of(x))->type != pc[1].v)) {
        SAVE();
        pms_vm_record_error(t, fp[-2], pc[1].v, x);
    }
    R(A) = ((struct record *)object_of(x))->fields[C];
    pc += 2;
    NEXT;
}
op_RECORD_SET: {
    value x = R(A);

    if (PMS_UNLIKELY(!has_type(x, PMS_T_RECORD) ||
                     ((struct record *)object_of(x))->type != pc[1].v)) {
        SAVE();
        pms_vm_record_error(t, fp[-2], pc[1].v, x);
    }
    ((struct record *)object_of(x))->fields[C] = R(B);
    pc += 2;
    NEXT;
}
op_UNPACK:
    SAVE();
    pms_vm_unpack(t, R(A), &R(B), C);
    pc += 1;
    NEXT;
op_PRIMITIVE:
    SAVE();
    v = ((struct primitive_object *)pc[1].p)->fn(t, C, &R(B));
    R(A) = v;
    pc += 2;
    NEXT;

    /* ---- Calls ------------------------------------------------------------- */
#define CALL(callee)                                                          \
    do {                                                                      \
        const struct code *code;                                              \
        frame = fp + B + 2;                                                   \
        frame[-2] = v = callee;                                               \
        frame[-1] = value_of(pc + 2);                                         \
        argc = C;                                                             \
        if (PMS_LIKELY(has_type(v, PMS_T_CLOSURE) &&                          \
                       (code = closure_of(v)->code) != NULL &&                \
                       code->exact == argc && fits(code, frame, t))) {        \
            fp = frame;                                                       \
            pc = code->words;                                                 \
            NEXT;                                                             \
        }                                                                     \
        SAVE();                                                               \
        goto apply;                                                           \
    } while (0)
#define TAIL_CALL(callee)                                                     \
    do {                                                                      \
        const struct code *code;                                              \
        const value *from = fp + B + 2;                                       \
        argc = C;                                                             \
        fp[-2] = v = callee;                                                  \
        for (int i = 0; i < argc; i++)                                        \
            fp[i] = from[i];                                                  \
        if (PMS_LIKELY(has_type(v, PMS_T_CLOSURE) &&                          \
                       (code = closure_of(v)->code) != NULL &&                \
                       code->exact == argc && fits(code, fp, t))) {           \
            pc = code->words;                                                 \
            NEXT;                                                             \
        }                                                                     \
        frame = fp;                                                           \
        goto apply;                                                           \
    } while (0)
#define GLOBAL_CALLEE()                                                       \
    v = ((struct binding *)pc[1].p)->content;                                 \
    if (PMS_UNLIKELY(v == PMS_UNBOUND)) {                                     \
        SAVE();                                                               \
        pms_vm_unbound(t, pc[1].p);                                           \
    }
op_CALL:
    CALL(R(B));
op_CALL_GLOBAL:
    GLOBAL_CALLEE();
    CALL(v);
op_CALL_KNOWN: {
    const struct code *code = pc[1].p;

    frame = fp + B + 2;
    frame[-1] = value_of(pc + 2);
    if (PMS_UNLIKELY(!fits(code, frame, t))) {
        argc = C;
        goto apply;
    }
    fp = frame;
    pc = code->words;
    NEXT;
}
op_TAIL_CALL:
    TAIL_CALL(R(B));
op_TAIL_CALL_GLOBAL:
    GLOBAL_CALLEE();
    TAIL_CALL(v);
op_TAIL_CALL_KNOWN:
    TAIL_CALL(R(B));
op_RETURN:
    v = R(A);
return_value:
    pc = object_of(fp[-1]);
    fp -= 2 + pc[-2].i.b;
    fp[pc[-2].i.a] = v;
    NEXT;
op_UNDERFLOW:
    v = fp[0];
underflow: {
    struct continuation *k = t->next;

    if (k->pc == NULL)
        return v;
    t->fp = t->stack + 2;
    t->pc = NULL;
    fp = pms_reinstate(t, k);
    pc = k->pc;
    fp[pc[-2].i.a] = v;
    NEXT;
}
op_TRAP:
    SAVE();
    pms_raise_error(t, "a handler returned from an error", PMS_NIL);

    /* A call of anything, in any number of arguments: the frame is made, but
     * for what depends on the callee. */
apply:
    switch (pms_vm_apply(t, frame, argc, &v)) {
    case APPLY_RUN:
        fp = t->fp;
        pc = t->pc;
        NEXT;
    case APPLY_RETURN:
        fp = t->fp;
        goto return_value;
    case APPLY_UNDERFLOW:
        goto underflow;
    case APPLY_AGAIN:
        frame = t->fp;
        argc = (int)v;
        goto apply;
    }
    __builtin_unreachable();

raise:
    /* A frame for raise above the one that runs. */
    fp = t->fp;
    if (t->pc == NULL) {
        frame = fp + 2;
        frame[-1] = value_of(&trap_words[2]);
    } else {
        const struct code *code = closure_of(fp[-2])->code;

        frame = fp + code->registers + 2;
        frame[-1] = value_of(&code->words[code->trap + 2]);
    }
    frame[-2] = pms_raise_procedure;
    frame[0] = t->raised;
    t->raised = 0;
    argc = 1;
    goto apply;
}
