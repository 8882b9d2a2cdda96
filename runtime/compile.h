/* SPDX-License-Identifier: MIT */
/*
 * The compiler: from the tree of ast.h to bytecode.
 *
 * In: ast.h, code.h.  Out: what its files share (analyze.c, assemble.c,
 * inline.c, generate.c).
 */
#ifndef PMS_COMPILE_H
#define PMS_COMPILE_H

#include "ast.h"
#include "code.h"
#include "env.h"
#include "thread.h"

struct label {
    size_t at;          /* SIZE_MAX: not placed yet */
    size_t *jumps;      /* instructions that want to go there */
    int count, room;
};

/* A procedure that is being compiled. */
struct function {
    struct thread *t;
    struct function *up;
    struct lambda *lambda;
    struct code *code;
    value file;
    union word *words;
    size_t count, room;
    size_t place_room, literal_room;
    unsigned line, column;
    int registers;
    struct var **free;
    int free_count, free_room;
    struct label start;
};

enum mode { TO_REGISTER, FOR_EFFECT, IN_TAIL };

/* ---- analyze.c: which procedures become loops ------------------------------ */

void pms_analyze(struct thread *t, struct node *node);
bool pms_mentions(const struct node *node, const struct var *var);

/* ---- assemble.c ------------------------------------------------------------ */

struct code *pms_code_make(struct thread *t);
size_t pms_emit(struct function *f, enum opcode op, int a, int b, int c);
void pms_emit_value(struct function *f, value v);    /* a second word */
void pms_emit_literal(struct function *f, int a, value v);
void pms_emit_jump(struct function *f, enum opcode op, int a,
                   struct label *label);             /* one word */
void pms_emit_compare(struct function *f, enum opcode op, int a, int b,
                      struct label *label);          /* two words */
void pms_place(struct function *f, struct label *label);
void pms_need(struct function *f, int registers);
void pms_finish_code(struct function *f);

/* ---- generate.c ------------------------------------------------------------ */

void pms_generate(struct function *f, struct node *node, int dst, int top,
                  enum mode mode);
/* The register that has the value of node; temporaries from *top on. */
int pms_operand(struct function *f, struct node *node, int *top);

/* ---- inline.c: primitives that are instructions ---------------------------- */

/* Which kind a primitive of this name is; 0: none. */
int pms_inline_kind(const char *name);
/* The primitive that a call's operator always is, or NULL. */
struct primitive_object *pms_known_primitive(const struct node *operator);
/* False: not done, nothing was emitted. */
bool pms_inline_value(struct function *f, struct node *call, int dst, int top);
bool pms_inline_jump(struct function *f, struct node *call, bool sense,
                     struct label *label, int top);
/* Whether the call is made for its truth alone: (null? x) and so on. */
bool pms_is_predicate(const struct node *call);
void pms_jump_if(struct function *f, struct node *node, bool sense,
                 struct label *label, int top);

#endif /* PMS_COMPILE_H */
