/* SPDX-License-Identifier: MIT */
/*
 * Bytecode: what the compiler makes and the machine runs.
 *
 * In: value.h.  Out: instructions, code objects, procedures.
 *
 * An instruction is a 64-bit word, op and three 16-bit operands, and for some
 * a second word.  Operands are registers of the frame unless the list says
 * otherwise.  A frame:
 *
 *   fp[-2]  the procedure that runs      fp[-1]  where its caller goes on
 *   fp[0]...  parameters, then variables and temporaries
 *
 * A call builds the callee's frame in the caller's registers base, base+1,
 * base+2...; where the caller goes on is the word after its two-word call
 * instruction, so that the frame below a return address is found by reading
 * that instruction's b.
 */
#ifndef PMS_CODE_H
#define PMS_CODE_H

#include "primitive.h"

struct insn {
    uint16_t op;
    int16_t a, b, c;
};

union word {
    struct insn i;
    struct { uint16_t op; int16_t a; int32_t offset; } j; /* jumps */
    int64_t offset;     /* second word of a compare-and-jump */
    value v;            /* second word: a literal, kept alive by literals */
    void *p;
};
_Static_assert(sizeof(union word) == 8, "an instruction is one word");

/* X(name, words) */
#define PMS_OPCODES(X)                                                        \
    X(MOVE, 1)        /* a = b */                                             \
    X(LITERAL, 2)     /* a = word */                                          \
    X(FREE, 1)        /* a = free[b] */                                       \
    X(FREE_BOX, 1)    /* a = content of free[b] */                            \
    X(BOX, 1)         /* a = new box of b */                                  \
    X(BOX_GET, 1)     /* a = content of b */                                  \
    X(BOX_SET, 1)     /* content of a = b */                                  \
    X(CHECK, 2)       /* a is not PMS_UNBOUND; word: the name */              \
    X(GLOBAL, 2)      /* a = variable word */                                 \
    X(GLOBAL_SET, 2)  /* variable word = a */                                 \
    X(GLOBAL_DEF, 2)  /* variable word = a; no check */                       \
    X(CLOSURE, 2)     /* a = closure of word; b MOVE words follow, each a     \
                         source: a = 0 register b, 1 free[b] */               \
    X(PATCH, 1)       /* free[b] of a = c */                                  \
    X(CASE_CLOSURE, 1) /* a = chooser of the closures b ... b+c-1 */          \
    X(JUMP, 1)                                                                \
    X(LOOP, 1)        /* jump back; looks for interrupts */                   \
    X(IF_FALSE, 1)    /* jump when a is #f */                                 \
    X(IF_TRUE, 1)                                                             \
    X(IF_NULL, 1)                                                             \
    X(IF_NOT_NULL, 1)                                                         \
    X(IF_PAIR, 1)                                                             \
    X(IF_NOT_PAIR, 1)                                                         \
    X(IF_ZERO, 1)                                                             \
    X(IF_NOT_ZERO, 1)                                                         \
    X(IF_EQ, 2)       /* a, b; word: offset */                                \
    X(IF_NOT_EQ, 2)                                                           \
    X(IF_LESS, 2)                                                             \
    X(IF_NOT_LESS, 2)                                                         \
    X(IF_LESS_EQ, 2)                                                          \
    X(IF_NOT_LESS_EQ, 2)                                                      \
    X(IF_EQUAL, 2)    /* = */                                                 \
    X(IF_NOT_EQUAL, 2)                                                        \
    X(IF_LESS_I, 2)   /* a, the number b; word: offset */                     \
    X(IF_NOT_LESS_I, 2)                                                       \
    X(IF_LESS_EQ_I, 2)                                                        \
    X(IF_NOT_LESS_EQ_I, 2)                                                    \
    X(IF_GREATER_I, 2)                                                        \
    X(IF_NOT_GREATER_I, 2)                                                    \
    X(IF_GREATER_EQ_I, 2)                                                     \
    X(IF_NOT_GREATER_EQ_I, 2)                                                 \
    X(IF_EQUAL_I, 2)                                                          \
    X(IF_NOT_EQUAL_I, 2)                                                      \
    X(ADD, 1)         /* a = b + c */                                         \
    X(SUB, 1)                                                                 \
    X(MUL, 1)                                                                 \
    X(ADD_I, 1)       /* a = b + the number c */                              \
    X(QUOTIENT, 1)                                                            \
    X(REMAINDER, 1)                                                           \
    X(MODULO, 1)                                                              \
    X(CONS, 1)                                                                \
    X(CAR, 1)                                                                 \
    X(CDR, 1)                                                                 \
    X(CAAR, 1)                                                                \
    X(CADR, 1)                                                                \
    X(CDAR, 1)                                                                \
    X(CDDR, 1)                                                                \
    X(SET_CAR, 1)     /* a, b */                                              \
    X(SET_CDR, 1)                                                             \
    X(VECTOR_REF, 1)                                                          \
    X(VECTOR_SET, 1)  /* vector a, index b, value c */                        \
    X(STRING_REF, 1)                                                          \
    X(BYTEVECTOR_REF, 1)                                                      \
    X(RECORD_REF, 2)  /* a = field c of b; word: the type */                  \
    X(RECORD_SET, 2)  /* field c of a = b; word: the type */                  \
    X(UNPACK, 1)      /* the values of a to b..., c of them; c < 0: ~c and a  \
                         list of the rest */                                  \
    X(PRIMITIVE, 2)   /* a = primitive word of b ..., c arguments */          \
    X(CALL, 2)        /* a = call of b with c arguments */                    \
    X(CALL_GLOBAL, 2) /* the same, procedure from variable word */            \
    X(CALL_KNOWN, 2)  /* the same, code is word, arguments fit */             \
    X(TAIL_CALL, 2)                                                           \
    X(TAIL_CALL_GLOBAL, 2)                                                    \
    X(TAIL_CALL_KNOWN, 2)                                                     \
    X(RETURN, 1)      /* a */                                                 \
    X(UNDERFLOW, 1)   /* the stack is empty: go on with the continuation */   \
    X(TRAP, 1)        /* an error's handler returned */

enum opcode {
#define X(name, words) OP_##name,
    PMS_OPCODES(X)
#undef X
    OP_COUNT
};

/* Where a call or something that may fail came from. */
struct place {
    uint32_t offset;  /* the instruction */
    uint32_t line, column;
};

struct code {
    uint64_t header;      /* PMS_T_CODE */
    union word *words;    /* pointer-free memory */
    int exact;            /* number of arguments; -1: at least required */
    int required;
    int registers;        /* in a frame, what a call needs included */
    bool rest;
    value name;           /* a symbol or PMS_FALSE */
    value file;           /* a string or PMS_FALSE */
    size_t count;
    size_t trap;          /* offset of the TRAP at the end */
    struct place *places; /* pointer-free memory, ascending */
    size_t place_count;
    value *literals;      /* what the words hold alive */
    size_t literal_count;
    uint32_t line, column;
};

/* ---- Procedures ----------------------------------------------------------- */

struct closure {
    uint64_t header;      /* PMS_T_CLOSURE; length: of free */
    struct code *code;    /* NULL: a chooser (case-lambda) of free[] */
    value free[];
};

/* What the machine does itself. */
enum special_primitive {
    SPECIAL_NONE,
    SPECIAL_APPLY,
    SPECIAL_CALL_CC,
    SPECIAL_REINSTATE,   /* (%reinstate k list): without unwinding */
    SPECIAL_WITH_STATE,  /* (%with-state which value thunk) */
};

struct primitive_object {
    uint64_t header;      /* PMS_T_PRIMITIVE */
    primitive_fn fn;
    const char *name;
    int min_args, max_args;
    enum special_primitive special;
    int inlined;          /* enum inline_kind of the compiler; 0: none */
};

struct parameter {
    uint64_t header;      /* PMS_T_PARAMETER */
    value content;
    value converter;      /* or PMS_FALSE */
};

static inline struct closure *closure_of(value v)
{
    return object_of(v);
}

#endif /* PMS_CODE_H */
