/* SPDX-License-Identifier: MIT */
/*
 * Code objects: words, labels, literals, places.
 *
 * In: instructions one by one.  Out: a code object.
 */
#include "compile.h"
#include "error.h"

struct code *pms_code_make(struct thread *t)
{
    struct code *code = pms_alloc(t, sizeof *code);

    code->header = make_header(PMS_T_CODE, 0);
    code->name = code->file = PMS_FALSE;
    return code;
}

static union word *next_word(struct function *f)
{
    if (f->count == f->room) {
        size_t room = f->room ? 2 * f->room : 64;
        union word *words = pms_alloc_atomic(f->t, room * sizeof *words);

        if (f->count > 0)
            memcpy(words, f->words, f->count * sizeof *words);
        f->words = words;
        f->room = room;
    }
    return &f->words[f->count++];
}

static void note_place(struct function *f)
{
    struct code *code = f->code;

    if (code->place_count > 0 &&
        code->places[code->place_count - 1].line == f->line &&
        code->places[code->place_count - 1].column == f->column)
        return;
    if (code->place_count == f->place_room) {
        size_t room = f->place_room ? 2 * f->place_room : 8;
        struct place *places = pms_alloc_atomic(f->t, room * sizeof *places);

        if (code->place_count > 0)
            memcpy(places, code->places, code->place_count * sizeof *places);
        code->places = places;
        f->place_room = room;
    }
    code->places[code->place_count++] =
        (struct place){(uint32_t)f->count, f->line, f->column};
}

size_t pms_emit(struct function *f, enum opcode op, int a, int b, int c)
{
    union word *w;

    note_place(f);
    w = next_word(f);
    w->i = (struct insn){(uint16_t)op, (int16_t)a, (int16_t)b, (int16_t)c};
    return f->count - 1;
}

static void keep(struct function *f, value v)
{
    struct code *code = f->code;

    if (code->literal_count == f->literal_room) {
        size_t room = f->literal_room ? 2 * f->literal_room : 8;
        value *literals = pms_alloc(f->t, room * sizeof *literals);

        if (code->literal_count > 0)
            memcpy(literals, code->literals,
                   code->literal_count * sizeof *literals);
        code->literals = literals;
        f->literal_room = room;
    }
    code->literals[code->literal_count++] = v;
}

void pms_emit_value(struct function *f, value v)
{
    next_word(f)->v = v;
    if (is_pair(v) || (is_object(v) && v != 0))
        keep(f, v);
}

void pms_emit_literal(struct function *f, int a, value v)
{
    pms_emit(f, OP_LITERAL, a, 0, 0);
    pms_emit_value(f, v);
}

/* ---- Labels ---------------------------------------------------------------- */

static void want(struct function *f, struct label *label, size_t jump)
{
    if (label->count == label->room) {
        int room = label->room ? 2 * label->room : 4;
        size_t *jumps = pms_alloc_atomic(f->t, (size_t)room * sizeof *jumps);

        if (label->count > 0)
            memcpy(jumps, label->jumps, (size_t)label->count * sizeof *jumps);
        label->jumps = jumps;
        label->room = room;
    }
    label->jumps[label->count++] = jump;
}

static bool is_long(const union word *w)
{
    return w->i.op >= OP_IF_EQ && w->i.op <= OP_IF_NOT_EQUAL_I;
}

static void aim(struct function *f, size_t jump, size_t target)
{
    union word *w = &f->words[jump];
    int64_t from = (int64_t)jump + (is_long(w) ? 2 : 1);

    if (is_long(w))
        w[1].offset = (int64_t)target - from;
    else
        w->j.offset = (int32_t)((int64_t)target - from);
}

void pms_emit_jump(struct function *f, enum opcode op, int a,
                   struct label *label)
{
    size_t at = pms_emit(f, op, a, 0, 0);

    if (label->at != SIZE_MAX)
        aim(f, at, label->at);
    else
        want(f, label, at);
}

void pms_emit_compare(struct function *f, enum opcode op, int a, int b,
                      struct label *label)
{
    size_t at = pms_emit(f, op, a, b, 0);

    next_word(f)->offset = 0;
    if (label->at != SIZE_MAX)
        aim(f, at, label->at);
    else
        want(f, label, at);
}

void pms_place(struct function *f, struct label *label)
{
    label->at = f->count;
    for (int i = 0; i < label->count; i++)
        aim(f, label->jumps[i], label->at);
}

/* ---- The end --------------------------------------------------------------- */

void pms_need(struct function *f, int registers)
{
    if (registers > f->registers)
        f->registers = registers;
    if (registers > PMS_REGISTERS_MAX)
        pms_raise_syntax(f->t, "a procedure is too large", PMS_NIL, f->file,
                         f->line, f->column);
}

void pms_finish_code(struct function *f)
{
    struct code *code = f->code;
    union word *words;

    code->registers = f->registers + 4;
    code->trap = f->count;
    pms_emit(f, OP_CALL, 0, code->registers, 1);
    pms_emit_value(f, 0);
    pms_emit(f, OP_TRAP, 0, 0, 0);
    words = pms_alloc_atomic(f->t, f->count * sizeof *words);
    memcpy(words, f->words, f->count * sizeof *words);
    code->words = words;
    code->count = f->count;
}
