/* SPDX-License-Identifier: MIT */
/*
 * Primitives that are instructions, and tests that are jumps.
 *
 * In: calls of primitives that nobody can have redefined.  Out: instructions.
 */
#include <string.h>

#include "compile.h"

enum inline_kind {
    INLINE_NONE,
    INLINE_NOT,
    INLINE_NULL,
    INLINE_PAIR,
    INLINE_ZERO,
    INLINE_EQ,
    INLINE_EQV,
    INLINE_LESS,
    INLINE_GREATER,
    INLINE_LESS_EQ,
    INLINE_GREATER_EQ,
    INLINE_EQUAL,
    INLINE_ADD,
    INLINE_SUB,
    INLINE_MUL,
    INLINE_UNARY,      /* op a b */
    INLINE_BINARY,     /* op a b c */
    INLINE_SET_PAIR,   /* op a b */
    INLINE_SET_VECTOR, /* op a b c */
    INLINE_RECORD_REF,
    INLINE_RECORD_SET,
};

static const struct inlined {
    const char *name;
    enum inline_kind kind;
    int args;
    enum opcode op;
} inlined[] = {
    {"", INLINE_NONE, 0, 0},
    {"not", INLINE_NOT, 1, 0},
    {"null?", INLINE_NULL, 1, 0},
    {"pair?", INLINE_PAIR, 1, 0},
    {"zero?", INLINE_ZERO, 1, 0},
    {"eq?", INLINE_EQ, 2, 0},
    {"eqv?", INLINE_EQV, 2, 0},
    {"<", INLINE_LESS, 2, OP_IF_LESS},
    {">", INLINE_GREATER, 2, OP_IF_LESS},
    {"<=", INLINE_LESS_EQ, 2, OP_IF_LESS_EQ},
    {">=", INLINE_GREATER_EQ, 2, OP_IF_LESS_EQ},
    {"=", INLINE_EQUAL, 2, OP_IF_EQUAL},
    {"+", INLINE_ADD, 2, OP_ADD},
    {"-", INLINE_SUB, 2, OP_SUB},
    {"*", INLINE_MUL, 2, OP_MUL},
    {"quotient", INLINE_BINARY, 2, OP_QUOTIENT},
    {"truncate-quotient", INLINE_BINARY, 2, OP_QUOTIENT},
    {"remainder", INLINE_BINARY, 2, OP_REMAINDER},
    {"truncate-remainder", INLINE_BINARY, 2, OP_REMAINDER},
    {"modulo", INLINE_BINARY, 2, OP_MODULO},
    {"floor-remainder", INLINE_BINARY, 2, OP_MODULO},
    {"cons", INLINE_BINARY, 2, OP_CONS},
    {"car", INLINE_UNARY, 1, OP_CAR},
    {"cdr", INLINE_UNARY, 1, OP_CDR},
    {"caar", INLINE_UNARY, 1, OP_CAAR},
    {"cadr", INLINE_UNARY, 1, OP_CADR},
    {"cdar", INLINE_UNARY, 1, OP_CDAR},
    {"cddr", INLINE_UNARY, 1, OP_CDDR},
    {"set-car!", INLINE_SET_PAIR, 2, OP_SET_CAR},
    {"set-cdr!", INLINE_SET_PAIR, 2, OP_SET_CDR},
    {"vector-ref", INLINE_BINARY, 2, OP_VECTOR_REF},
    {"vector-set!", INLINE_SET_VECTOR, 3, OP_VECTOR_SET},
    {"string-ref", INLINE_BINARY, 2, OP_STRING_REF},
    {"bytevector-u8-ref", INLINE_BINARY, 2, OP_BYTEVECTOR_REF},
    {"%record-ref", INLINE_RECORD_REF, 3, OP_RECORD_REF},
    {"%record-set!", INLINE_RECORD_SET, 4, OP_RECORD_SET},
};
#define INLINED_COUNT ((int)(sizeof inlined / sizeof *inlined))

int pms_inline_kind(const char *name)
{
    for (int i = 1; i < INLINED_COUNT; i++) {
        if (strcmp(inlined[i].name, name) == 0)
            return i;
    }
    return 0;
}

struct primitive_object *pms_known_primitive(const struct node *operator)
{
    if (operator->kind != NODE_GREF || !operator->binding->constant ||
        !has_type(operator->binding->content, PMS_T_PRIMITIVE))
        return NULL;
    return object_of(operator->binding->content);
}

static const struct inlined *inlined_of(const struct node *node)
{
    struct primitive_object *p;

    if (node->kind != NODE_CALL || (p = pms_known_primitive(node->a)) == NULL)
        return &inlined[0];
    return &inlined[p->inlined];
}

static bool is_small_number(const struct node *node, int *n)
{
    if (node->kind != NODE_CONST || !is_fixnum(node->constant) ||
        fixnum_int(node->constant) < -30000 ||
        fixnum_int(node->constant) > 30000)
        return false;
    *n = (int)fixnum_int(node->constant);
    return true;
}

/* ---- Tests ----------------------------------------------------------------- */

bool pms_is_predicate(const struct node *node)
{
    const struct inlined *in = inlined_of(node);

    return in->kind >= INLINE_NOT && in->kind <= INLINE_EQUAL &&
           node->count == in->args;
}

static bool is_eq_comparable(const struct node *node)
{
    return node->kind == NODE_CONST &&
           (is_fixnum(node->constant) || !is_number(node->constant));
}

static enum opcode order_immediate(enum inline_kind kind)
{
    switch (kind) {
    case INLINE_LESS: return OP_IF_LESS_I;
    case INLINE_LESS_EQ: return OP_IF_LESS_EQ_I;
    case INLINE_GREATER: return OP_IF_GREATER_I;
    case INLINE_GREATER_EQ: return OP_IF_GREATER_EQ_I;
    default: return OP_IF_EQUAL_I;
    }
}

/* The same test with its operands exchanged. */
static enum inline_kind mirrored(enum inline_kind kind)
{
    switch (kind) {
    case INLINE_LESS: return INLINE_GREATER;
    case INLINE_LESS_EQ: return INLINE_GREATER_EQ;
    case INLINE_GREATER: return INLINE_LESS;
    case INLINE_GREATER_EQ: return INLINE_LESS_EQ;
    default: return kind;
    }
}

static void jump_order(struct function *f, struct node *call,
                       const struct inlined *in, bool sense,
                       struct label *label, int top)
{
    enum inline_kind kind = in->kind;
    int a, b, n;

    if (is_small_number(call->nodes[1], &n)) {
        a = pms_operand(f, call->nodes[0], &top);
    } else if (is_small_number(call->nodes[0], &n)) {
        kind = mirrored(kind);
        a = pms_operand(f, call->nodes[1], &top);
    } else {
        a = pms_operand(f, call->nodes[0], &top);
        b = pms_operand(f, call->nodes[1], &top);
        f->line = call->line;
        f->column = call->column;
        if (kind == INLINE_GREATER || kind == INLINE_GREATER_EQ)
            pms_emit_compare(f, in->op + !sense, b, a, label);
        else
            pms_emit_compare(f, in->op + !sense, a, b, label);
        return;
    }
    f->line = call->line;
    f->column = call->column;
    pms_emit_compare(f, order_immediate(kind) + !sense, a, n, label);
}

bool pms_inline_jump(struct function *f, struct node *call, bool sense,
                     struct label *label, int top)
{
    const struct inlined *in = inlined_of(call);
    int a, b;

    if (!pms_is_predicate(call))
        return false;
    switch (in->kind) {
    case INLINE_NOT:
        pms_jump_if(f, call->nodes[0], !sense, label, top);
        return true;
    case INLINE_NULL:
        a = pms_operand(f, call->nodes[0], &top);
        pms_emit_jump(f, sense ? OP_IF_NULL : OP_IF_NOT_NULL, a, label);
        return true;
    case INLINE_PAIR:
        a = pms_operand(f, call->nodes[0], &top);
        pms_emit_jump(f, sense ? OP_IF_PAIR : OP_IF_NOT_PAIR, a, label);
        return true;
    case INLINE_ZERO:
        a = pms_operand(f, call->nodes[0], &top);
        f->line = call->line;
        f->column = call->column;
        pms_emit_jump(f, sense ? OP_IF_ZERO : OP_IF_NOT_ZERO, a, label);
        return true;
    case INLINE_EQV:
        if (!is_eq_comparable(call->nodes[0]) &&
            !is_eq_comparable(call->nodes[1]))
            return false;
        /* fall through */
    case INLINE_EQ:
        a = pms_operand(f, call->nodes[0], &top);
        b = pms_operand(f, call->nodes[1], &top);
        pms_emit_compare(f, sense ? OP_IF_EQ : OP_IF_NOT_EQ, a, b, label);
        return true;
    default:
        jump_order(f, call, in, sense, label, top);
        return true;
    }
}

/* ---- Values ---------------------------------------------------------------- */

static void value_of_test(struct function *f, struct node *call, int dst,
                          int top)
{
    struct label no = {.at = SIZE_MAX}, end = {.at = SIZE_MAX};

    pms_inline_jump(f, call, false, &no, top);
    pms_emit_literal(f, dst, PMS_TRUE);
    pms_emit_jump(f, OP_JUMP, 0, &end);
    pms_place(f, &no);
    pms_emit_literal(f, dst, PMS_FALSE);
    pms_place(f, &end);
}

static bool arithmetic(struct function *f, struct node *call,
                       const struct inlined *in, int dst, int top)
{
    int a, b, n;

    if (call->count == 2 && in->kind != INLINE_MUL &&
        is_small_number(call->nodes[1], &n)) {
        a = pms_operand(f, call->nodes[0], &top);
        f->line = call->line;
        f->column = call->column;
        pms_emit(f, OP_ADD_I, dst, a, in->kind == INLINE_SUB ? -n : n);
        return true;
    }
    if (call->count == 2 && in->kind == INLINE_ADD &&
        is_small_number(call->nodes[0], &n)) {
        a = pms_operand(f, call->nodes[1], &top);
        f->line = call->line;
        f->column = call->column;
        pms_emit(f, OP_ADD_I, dst, a, n);
        return true;
    }
    if (call->count < 2)
        return false;
    a = pms_operand(f, call->nodes[0], &top);
    for (int i = 1; i < call->count; i++) {
        int room = top, to = i == call->count - 1 ? dst : top;

        b = pms_operand(f, call->nodes[i], &room);
        f->line = call->line;
        f->column = call->column;
        pms_need(f, to + 1);
        pms_emit(f, in->op, to, a, b);
        a = to;
        if (to == top)
            top++;
    }
    return true;
}

static bool record(struct function *f, struct node *call,
                   const struct inlined *in, int dst, int top)
{
    int r, v, n;

    if (call->nodes[0]->kind != NODE_CONST ||
        !has_type(call->nodes[0]->constant, PMS_T_RECORD_TYPE) ||
        !is_small_number(call->nodes[2], &n))
        return false;
    r = pms_operand(f, call->nodes[1], &top);
    if (in->kind == INLINE_RECORD_REF) {
        pms_emit(f, in->op, dst, r, n);
        pms_emit_value(f, call->nodes[0]->constant);
        return true;
    }
    v = pms_operand(f, call->nodes[3], &top);
    pms_emit(f, in->op, r, v, n);
    pms_emit_value(f, call->nodes[0]->constant);
    pms_emit_literal(f, dst, PMS_UNSPECIFIED);
    return true;
}

bool pms_inline_value(struct function *f, struct node *call, int dst, int top)
{
    const struct inlined *in = inlined_of(call);
    int a, b, c;

    if (in->kind == INLINE_NONE)
        return false;
    if (pms_is_predicate(call)) {
        if (in->kind == INLINE_EQV && !is_eq_comparable(call->nodes[0]) &&
            !is_eq_comparable(call->nodes[1]))
            return false;
        value_of_test(f, call, dst, top);
        return true;
    }
    if (in->kind >= INLINE_ADD && in->kind <= INLINE_MUL)
        return arithmetic(f, call, in, dst, top);
    if (call->count != in->args || in->kind < INLINE_ADD)
        return false;
    switch (in->kind) {
    case INLINE_UNARY:
        a = pms_operand(f, call->nodes[0], &top);
        f->line = call->line;
        f->column = call->column;
        pms_emit(f, in->op, dst, a, 0);
        return true;
    case INLINE_BINARY:
        a = pms_operand(f, call->nodes[0], &top);
        b = pms_operand(f, call->nodes[1], &top);
        f->line = call->line;
        f->column = call->column;
        pms_emit(f, in->op, dst, a, b);
        return true;
    case INLINE_SET_PAIR:
    case INLINE_SET_VECTOR:
        a = pms_operand(f, call->nodes[0], &top);
        b = pms_operand(f, call->nodes[1], &top);
        c = in->args == 3 ? pms_operand(f, call->nodes[2], &top) : 0;
        f->line = call->line;
        f->column = call->column;
        pms_emit(f, in->op, a, b, c);
        pms_emit_literal(f, dst, PMS_UNSPECIFIED);
        return true;
    default:
        return record(f, call, in, dst, top);
    }
}
