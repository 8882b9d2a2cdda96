/* SPDX-License-Identifier: MIT */
/*
 * What the expander makes of a form and the compiler takes: a tree without
 * macros, names or syntax.
 *
 * In: value.h.  Out: types only.  All of it lies on the collected heap.
 */
#ifndef PMS_AST_H
#define PMS_AST_H

#include "value.h"

struct lambda;

/* One binding of a local variable. */
struct var {
    value name;
    int sets;              /* assignments; then it lives in a box */
    int refs;
    bool checked;          /* letrec: may be read before it has a value */
    struct lambda *known;  /* the procedure that it always is, or NULL */
    bool loop;             /* known, and compiled as a label */
    /* Of the analysis. */
    struct node *fix;
    int seen, jumps;
    /* Of the code generator. */
    struct function *owner;
    int reg;
};

struct var_list {
    int count;
    struct var **at;
};

struct lambda {
    value name;            /* a symbol or PMS_FALSE */
    struct var_list params;
    bool rest;             /* the last parameter takes a list */
    struct node *body;
    unsigned line, column;
    struct var *self;      /* the variable that it is known by */
    struct code *code;     /* made before the body is compiled */
    /* As a loop: */
    struct label *label;
    /* As a procedure that is compiled and has free variables: */
    struct function *function;
};

enum node_kind {
    NODE_CONST,
    NODE_LREF,
    NODE_LSET,
    NODE_GREF,
    NODE_GSET,
    NODE_GDEF,
    NODE_IF,
    NODE_LAMBDA,
    NODE_CASE_LAMBDA,
    NODE_SEQ,
    NODE_CALL,
    NODE_LET,      /* vars = inits, in parallel */
    NODE_FIX,      /* vars = lambdas that see each other */
    NODE_RECEIVE,  /* vars = the values of inits[0] */
};

struct node {
    enum node_kind kind;
    unsigned line, column;
    value constant;              /* CONST */
    struct var *var;             /* LREF, LSET */
    struct binding *binding;     /* GREF, GSET, GDEF */
    struct node *a, *b, *c;      /* IF; LSET, GSET, GDEF: a; LET...: a = body;
                                    CALL: a = operator */
    struct lambda *lambda;       /* LAMBDA */
    struct var_list vars;        /* LET, FIX, RECEIVE */
    bool rest;                   /* RECEIVE */
    int count;                   /* of nodes */
    struct node **nodes;         /* SEQ, CALL, LET, CASE_LAMBDA; FIX: NODE_LAMBDA */
};

#endif /* PMS_AST_H */
