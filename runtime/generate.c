/* SPDX-License-Identifier: MIT */
/*
 * From nodes to instructions.
 *
 * In: an analyzed tree.  Out: code objects.  Variables and temporaries get
 * registers like a stack: what is above top is free.  An instruction that
 * writes dst is the last of its expression to look at any register, so dst
 * may be the register of a variable whose value is used on the way.
 */
#include "compile.h"
#include "source.h"

#define SELF (-2) /* the register with the procedure that runs */

static void generate_lambda(struct function *f, struct node *node, int dst);

static void at(struct function *f, const struct node *node)
{
    f->line = node->line;
    f->column = node->column;
}

static bool is_boxed(const struct var *var)
{
    return var->sets > 0;
}

static int free_index(struct function *f, struct var *var)
{
    for (int i = 0; i < f->free_count; i++) {
        if (f->free[i] == var)
            return i;
    }
    if (f->free_count == f->free_room) {
        int room = f->free_room ? 2 * f->free_room : 4;
        struct var **vars = pms_alloc(f->t, (size_t)room * sizeof *vars);

        if (f->free_count > 0)
            memcpy(vars, f->free, (size_t)f->free_count * sizeof *vars);
        f->free = vars;
        f->free_room = room;
    }
    f->free[f->free_count] = var;
    return f->free_count++;
}

static bool is_register(const struct function *f, const struct var *var,
                        int *reg)
{
    *reg = var->reg;
    if (var->owner == f)
        return true;
    *reg = SELF;
    return f->lambda != NULL && f->lambda->self == var;
}

/* The variable as it is, a box if it has one. */
static void fetch(struct function *f, struct var *var, int dst)
{
    int reg;

    if (!is_register(f, var, &reg))
        pms_emit(f, OP_FREE, dst, free_index(f, var), 0);
    else if (reg != dst)
        pms_emit(f, OP_MOVE, dst, reg, 0);
}

static void reference(struct function *f, struct var *var, int dst)
{
    int reg;

    if (!is_boxed(var)) {
        fetch(f, var, dst);
        return;
    }
    if (is_register(f, var, &reg))
        pms_emit(f, OP_BOX_GET, dst, reg, 0);
    else
        pms_emit(f, OP_FREE_BOX, dst, free_index(f, var), 0);
    if (var->checked) {
        pms_emit(f, OP_CHECK, dst, 0, 0);
        pms_emit_value(f, var->name);
    }
}

int pms_operand(struct function *f, struct node *node, int *top)
{
    int reg;

    if (node->kind == NODE_LREF && !is_boxed(node->var) &&
        is_register(f, node->var, &reg))
        return reg;
    reg = (*top)++;
    pms_generate(f, node, reg, reg, TO_REGISTER);
    return reg;
}

static void bind(struct function *f, struct var *var, int reg)
{
    var->owner = f;
    var->reg = reg;
    if (is_boxed(var))
        pms_emit(f, OP_BOX, reg, reg, 0);
}

/* ---- Tests ----------------------------------------------------------------- */

/* (or a b) as the expander writes it: (let ((v a)) (if v v b)) */
static bool is_or(const struct node *node)
{
    return node->kind == NODE_LET && node->count == 1 &&
           node->a->kind == NODE_IF && node->a->a->kind == NODE_LREF &&
           node->a->a->var == node->vars.at[0] &&
           node->a->b->kind == NODE_LREF &&
           node->a->b->var == node->vars.at[0] &&
           node->vars.at[0]->refs == 2 && node->vars.at[0]->sets == 0;
}

void pms_jump_if(struct function *f, struct node *node, bool sense,
                 struct label *label, int top)
{
    struct label no = {.at = SIZE_MAX}, end = {.at = SIZE_MAX};
    int reg;

    if (node->kind == NODE_CONST) {
        if (is_true(node->constant) == sense)
            pms_emit_jump(f, OP_JUMP, 0, label);
    } else if (is_or(node)) {
        if (sense) {
            pms_jump_if(f, node->nodes[0], true, label, top);
            pms_jump_if(f, node->a->c, true, label, top);
        } else {
            pms_jump_if(f, node->nodes[0], true, &end, top);
            pms_jump_if(f, node->a->c, false, label, top);
        }
    } else if (node->kind == NODE_IF) {
        if (node->c->kind == NODE_CONST && !is_true(node->c->constant) &&
            !sense) { /* and */
            pms_jump_if(f, node->a, false, label, top);
            pms_jump_if(f, node->b, false, label, top);
        } else {
            pms_jump_if(f, node->a, false, &no, top);
            pms_jump_if(f, node->b, sense, label, top);
            pms_emit_jump(f, OP_JUMP, 0, &end);
            pms_place(f, &no);
            pms_jump_if(f, node->c, sense, label, top);
        }
    } else if (!pms_inline_jump(f, node, sense, label, top)) {
        reg = pms_operand(f, node, &top);
        pms_emit_jump(f, sense ? OP_IF_TRUE : OP_IF_FALSE, reg, label);
    }
    pms_place(f, &end);
}

static void generate_if(struct function *f, struct node *node, int dst, int top,
                        enum mode mode)
{
    struct label no = {.at = SIZE_MAX}, end = {.at = SIZE_MAX};

    pms_jump_if(f, node->a, false, &no, top);
    pms_generate(f, node->b, dst, top, mode);
    if (mode != IN_TAIL &&
        !(mode == FOR_EFFECT && node->c->kind == NODE_CONST))
        pms_emit_jump(f, OP_JUMP, 0, &end);
    pms_place(f, &no);
    pms_generate(f, node->c, dst, top, mode);
    pms_place(f, &end);
}

/* ---- Calls ----------------------------------------------------------------- */

/* Jumps to a loop, or to the start of the procedure itself. */
static void generate_jump(struct function *f, struct node *call,
                          struct lambda *to, struct label *label, int top)
{
    int n = call->count, *from = pms_alloc_atomic(f->t, (size_t)n * 4 + 1);

    for (int i = 0; i < n; i++) {
        struct var *param = to->params.at[i];
        struct node *arg = call->nodes[i];
        bool later = false;

        from[i] = -1;
        if (arg->kind == NODE_LREF && arg->var == param && !is_boxed(param))
            continue;
        for (int k = i + 1; k < n && !later; k++)
            later = pms_mentions(call->nodes[k], param);
        if (later) {
            from[i] = top++;
            pms_generate(f, arg, from[i], from[i], TO_REGISTER);
        } else {
            pms_generate(f, arg, param->reg, top, TO_REGISTER);
        }
    }
    for (int i = 0; i < n; i++) {
        if (from[i] >= 0)
            pms_emit(f, OP_MOVE, to->params.at[i]->reg, from[i], 0);
    }
    at(f, call);
    pms_emit_jump(f, label->at == SIZE_MAX ? OP_JUMP : OP_LOOP, 0, label);
}

static struct lambda *known_procedure(const struct node *call)
{
    const struct node *operator = call->a;
    struct lambda *lambda;

    if (operator->kind != NODE_LREF || operator->var->sets > 0)
        return NULL;
    lambda = operator->var->known;
    if (lambda == NULL || lambda->rest || lambda->params.count != call->count)
        return NULL;
    return lambda;
}

static bool primitive_call(struct function *f, struct node *call, int dst,
                           int top)
{
    struct primitive_object *p = pms_known_primitive(call->a);

    if (p == NULL || p->special != SPECIAL_NONE || call->count < p->min_args ||
        (p->max_args >= 0 && call->count > p->max_args))
        return false;
    pms_need(f, top + call->count + 1);
    for (int i = 0; i < call->count; i++)
        pms_generate(f, call->nodes[i], top + i, top + i, TO_REGISTER);
    at(f, call);
    pms_emit(f, OP_PRIMITIVE, dst, top, call->count);
    pms_emit_value(f, value_of(p));
    return true;
}

static void generate_call(struct function *f, struct node *call, int dst,
                          int top, enum mode mode)
{
    struct lambda *known = known_procedure(call);
    bool global = call->a->kind == NODE_GREF && !call->a->binding->constant;
    bool tail = mode == IN_TAIL;
    /* The caller of error stays in the backtrace. */
    bool raises = tail && call->a->kind == NODE_GREF && call->a->binding->raises;
    enum opcode op;

    if (known != NULL && call->a->var->loop) {
        generate_jump(f, call, known, known->label, top);
        return;
    }
    if (known != NULL && tail && known == f->lambda) {
        generate_jump(f, call, known, &f->start, top);
        return;
    }
    if (pms_inline_value(f, call, tail ? top : dst, top) ||
        primitive_call(f, call, tail ? top : dst, top)) {
        pms_need(f, top + 1);
        if (tail)
            pms_emit(f, OP_RETURN, top, 0, 0);
        return;
    }
    pms_need(f, top + 3 + call->count);
    if (!global)
        pms_generate(f, call->a, top, top, TO_REGISTER);
    for (int i = 0; i < call->count; i++)
        pms_generate(f, call->nodes[i], top + 2 + i, top + 2 + i, TO_REGISTER);
    at(f, call);
    op = known != NULL ? OP_CALL_KNOWN : global ? OP_CALL_GLOBAL : OP_CALL;
    if (tail && !raises)
        op += OP_TAIL_CALL - OP_CALL;
    pms_emit(f, op, tail ? top : dst, top, call->count);
    pms_emit_value(f, known != NULL ? value_of(known->code)
                      : global ? value_of(call->a->binding) : PMS_FALSE);
    if (raises)
        pms_emit(f, OP_RETURN, top, 0, 0);
}

/* ---- Procedures ------------------------------------------------------------ */

static void begin_function(struct function *f, struct thread *t,
                           struct function *up, struct lambda *lambda,
                           value file)
{
    memset(f, 0, sizeof *f);
    f->t = t;
    f->up = up;
    f->lambda = lambda;
    f->file = file;
    f->start.at = SIZE_MAX;
    if (lambda->code == NULL)
        lambda->code = pms_code_make(t);
    f->code = lambda->code;
    f->code->name = lambda->name;
    f->code->file = file;
    f->code->rest = lambda->rest;
    f->code->required = lambda->params.count - lambda->rest;
    f->code->exact = lambda->rest ? -1 : f->code->required;
    f->code->line = f->line = lambda->line;
    f->code->column = f->column = lambda->column;
}

static void compile_lambda(struct function *f)
{
    struct lambda *lambda = f->lambda;
    int n = lambda->params.count;

    pms_need(f, n);
    pms_place(f, &f->start);
    for (int i = 0; i < n; i++)
        bind(f, lambda->params.at[i], i);
    pms_generate(f, lambda->body, n, n, IN_TAIL);
    pms_finish_code(f);
}

static void generate_lambda(struct function *f, struct node *node, int dst)
{
    struct function *inner = pms_alloc(f->t, sizeof *inner);
    struct closure *closure;

    begin_function(inner, f->t, f, node->lambda, f->file);
    compile_lambda(inner);
    if (inner->free_count == 0) {
        closure = pms_alloc(f->t, sizeof *closure);
        closure->header = make_header(PMS_T_CLOSURE, 0);
        closure->code = inner->code;
        pms_emit_literal(f, dst, value_of(closure));
        return;
    }
    /* What the parent has to fetch for itself is known only now. */
    for (int i = 0; i < inner->free_count; i++) {
        int reg;

        if (!is_register(f, inner->free[i], &reg))
            free_index(f, inner->free[i]);
    }
    pms_emit(f, OP_CLOSURE, dst, inner->free_count, 0);
    pms_emit_value(f, value_of(inner->code));
    for (int i = 0; i < inner->free_count; i++) {
        struct var *var = inner->free[i];
        int reg;

        if (is_register(f, var, &reg))
            pms_emit(f, OP_MOVE, 0, reg, 0);
        else
            pms_emit(f, OP_MOVE, 1, free_index(f, var), 0);
    }
    node->lambda->function = inner;
}

static void generate_fix(struct function *f, struct node *node, int dst,
                         int top, enum mode mode)
{
    int base = top;

    top += node->count;
    pms_need(f, top);
    for (int i = 0; i < node->count; i++) {
        struct var *var = node->vars.at[i];
        struct lambda *lambda = node->nodes[i]->lambda;

        var->owner = f;
        var->reg = base + i;
        lambda->self = var;
        lambda->code = pms_code_make(f->t);
    }
    for (int i = 0; i < node->count; i++)
        generate_lambda(f, node->nodes[i], base + i);
    for (int i = 0; i < node->count; i++) {
        struct function *inner = node->nodes[i]->lambda->function;

        for (int k = 0; inner != NULL && k < inner->free_count; k++) {
            for (int m = i + 1; m < node->count; m++) {
                if (inner->free[k] == node->vars.at[m])
                    pms_emit(f, OP_PATCH, base + i, k, base + m);
            }
        }
    }
    pms_generate(f, node->a, dst, top, mode);
}

static void generate_loops(struct function *f, struct node *node, int dst,
                           int top, enum mode mode)
{
    struct label end = {.at = SIZE_MAX};

    for (int i = 0; i < node->count; i++) {
        struct lambda *lambda = node->nodes[i]->lambda;

        lambda->label = pms_alloc(f->t, sizeof *lambda->label);
        lambda->label->at = SIZE_MAX;
        for (int k = 0; k < lambda->params.count; k++) {
            lambda->params.at[k]->owner = f;
            lambda->params.at[k]->reg = top++;
        }
    }
    pms_need(f, top);
    pms_generate(f, node->a, dst, top, mode);
    for (int i = 0; i < node->count; i++) {
        struct lambda *lambda = node->nodes[i]->lambda;

        if (mode != IN_TAIL && !(i == 0 && node->a->kind == NODE_CALL &&
                                 node->a->a->kind == NODE_LREF &&
                                 node->a->a->var == node->vars.at[0]))
            pms_emit_jump(f, OP_JUMP, 0, &end);
        pms_place(f, lambda->label);
        for (int k = 0; k < lambda->params.count; k++)
            bind(f, lambda->params.at[k], lambda->params.at[k]->reg);
        pms_generate(f, lambda->body, dst, top, mode);
    }
    pms_place(f, &end);
}

/* ---- Everything ------------------------------------------------------------ */

static void generate_let(struct function *f, struct node *node, int dst,
                         int top, enum mode mode)
{
    int base = top;

    for (int i = 0; i < node->count; i++, top++)
        pms_generate(f, node->nodes[i], top, top, TO_REGISTER);
    pms_need(f, top);
    for (int i = 0; i < node->count; i++)
        bind(f, node->vars.at[i], base + i);
    pms_generate(f, node->a, dst, top, mode);
}

static void generate_receive(struct function *f, struct node *node, int dst,
                             int top, enum mode mode)
{
    int n = node->vars.count, base = top;

    pms_generate(f, node->nodes[0], top, top, TO_REGISTER);
    at(f, node);
    pms_need(f, top + n + 1);
    pms_emit(f, OP_UNPACK, top, base, node->rest ? ~(n - 1) : n);
    for (int i = 0; i < n; i++)
        bind(f, node->vars.at[i], base + i);
    pms_generate(f, node->a, dst, top + n, mode);
}

static void generate_set(struct function *f, struct node *node, int top)
{
    int reg, v = pms_operand(f, node->a, &top);

    switch (node->kind) {
    case NODE_GSET:
    case NODE_GDEF:
        at(f, node);
        pms_emit(f, node->kind == NODE_GSET ? OP_GLOBAL_SET : OP_GLOBAL_DEF, v,
                 0, 0);
        pms_emit_value(f, value_of(node->binding));
        return;
    default:
        if (!is_register(f, node->var, &reg)) {
            reg = top;
            pms_need(f, top + 1);
            fetch(f, node->var, reg);
        }
        pms_emit(f, OP_BOX_SET, reg, v, 0);
    }
}

static void generate_case_lambda(struct function *f, struct node *node, int dst,
                                 int top)
{
    pms_need(f, top + node->count + 1);
    for (int i = 0; i < node->count; i++)
        generate_lambda(f, node->nodes[i], top + i);
    pms_emit(f, OP_CASE_CLOSURE, dst, top, node->count);
}

void pms_generate(struct function *f, struct node *node, int dst, int top,
                  enum mode mode)
{
    pms_need(f, (dst > top ? dst : top) + 1);
    switch (node->kind) {
    case NODE_IF:
        generate_if(f, node, dst, top, mode);
        return;
    case NODE_SEQ:
        for (int i = 0; i < node->count - 1; i++)
            pms_generate(f, node->nodes[i], top, top, FOR_EFFECT);
        pms_generate(f, node->nodes[node->count - 1], dst, top, mode);
        return;
    case NODE_CALL:
        generate_call(f, node, dst, top, mode);
        return;
    case NODE_LET:
        generate_let(f, node, dst, top, mode);
        return;
    case NODE_RECEIVE:
        generate_receive(f, node, dst, top, mode);
        return;
    case NODE_FIX:
        if (node->vars.at[0]->loop)
            generate_loops(f, node, dst, top, mode);
        else
            generate_fix(f, node, dst, top, mode);
        return;
    default:
        break;
    }
    if (mode == IN_TAIL)
        dst = top;
    switch (node->kind) {
    case NODE_CONST:
        if (mode != FOR_EFFECT)
            pms_emit_literal(f, dst, node->constant);
        break;
    case NODE_LREF:
        reference(f, node->var, dst);
        break;
    case NODE_GREF:
        at(f, node);
        if (node->binding->constant && node->binding->content != PMS_UNBOUND) {
            pms_emit_literal(f, dst, node->binding->content);
        } else {
            pms_emit(f, OP_GLOBAL, dst, 0, 0);
            pms_emit_value(f, value_of(node->binding));
        }
        break;
    case NODE_LAMBDA:
        generate_lambda(f, node, dst);
        break;
    case NODE_CASE_LAMBDA:
        generate_case_lambda(f, node, dst, top);
        break;
    default:
        generate_set(f, node, top);
        if (mode != FOR_EFFECT)
            pms_emit_literal(f, dst, PMS_UNSPECIFIED);
    }
    if (mode == IN_TAIL)
        pms_emit(f, OP_RETURN, dst, 0, 0);
}

value pms_compile(struct thread *t, struct node *node, value file)
{
    struct lambda *lambda = pms_alloc(t, sizeof *lambda);
    struct function *f = pms_alloc(t, sizeof *f);
    struct closure *closure;

    pms_analyze(t, node);
    lambda->name = PMS_FALSE;
    lambda->body = node;
    lambda->line = node->line;
    lambda->column = node->column;
    begin_function(f, t, NULL, lambda, file);
    compile_lambda(f);
    closure = pms_alloc(t, sizeof *closure);
    closure->header = make_header(PMS_T_CLOSURE, 0);
    closure->code = f->code;
    return value_of(closure);
}
