/* SPDX-License-Identifier: MIT */
/*
 * The expander: from datums to the tree of ast.h.
 *
 * In: env.h, ast.h.  Out: what its files (scope.c, syntax_rules.c, expand.c,
 * forms.c, definitions.c, body.c, quasiquote.c, toplevel.c) share, and
 * pms_expand_toplevel for the compiler's caller.
 *
 * Hygiene: an identifier that a macro inserts is an alias, an object that
 * stands for a name in the scope of the macro's definition.  An alias that is
 * bound is a name of its own; one that is not means what its name means in
 * its scope.
 */
#ifndef PMS_EXPAND_H
#define PMS_EXPAND_H

#include "ast.h"
#include "env.h"

/* X(name in Scheme, identifier) */
#define PMS_SPECIAL_FORMS(X)                                                  \
    X("quote", QUOTE) X("quasiquote", QUASIQUOTE) X("unquote", UNQUOTE)       \
    X("unquote-splicing", UNQUOTE_SPLICING) X("lambda", LAMBDA)               \
    X("define", DEFINE) X("set!", SET) X("if", IF) X("let", LET)              \
    X("let*", LET_STAR) X("letrec", LETREC) X("letrec*", LETREC_STAR)         \
    X("do", DO) X("begin", BEGIN) X("cond", COND) X("case", CASE)             \
    X("and", AND) X("or", OR) X("when", WHEN) X("unless", UNLESS)             \
    X("case-lambda", CASE_LAMBDA) X("define-syntax", DEFINE_SYNTAX)           \
    X("let-syntax", LET_SYNTAX) X("letrec-syntax", LETREC_SYNTAX)             \
    X("syntax-rules", SYNTAX_RULES) X("syntax-error", SYNTAX_ERROR)           \
    X("define-values", DEFINE_VALUES) X("receive", RECEIVE)                   \
    X("let-values", LET_VALUES) X("let*-values", LET_STAR_VALUES)             \
    X("define-record-type", DEFINE_RECORD_TYPE) X("include", INCLUDE)         \
    X("include-ci", INCLUDE_CI) X("cond-expand", COND_EXPAND)                 \
    X("import", IMPORT) X("define-library", DEFINE_LIBRARY)                   \
    X("else", ELSE) X("=>", ARROW) X("...", ELLIPSIS) X("_", UNDERSCORE)

enum special_form {
#define X(name, id) FORM_##id,
    PMS_SPECIAL_FORMS(X)
#undef X
    FORM_COUNT,
    FORM_NONE = -1
};

struct alias {
    uint64_t header; /* PMS_T_ALIAS */
    value name;      /* a symbol or an alias */
    struct scope *scope;
};

struct macro {
    uint64_t header; /* PMS_T_MACRO */
    value ellipsis;  /* an identifier, or PMS_FALSE for ... */
    value literals, rules;
    struct scope *scope;
};

enum denotation_kind { DENOTES_NOTHING, DENOTES_FORM, DENOTES_MACRO,
                       DENOTES_LOCAL, DENOTES_GLOBAL };

/* What an identifier means. */
struct denotation {
    enum denotation_kind kind;
    enum special_form form;
    void *what;      /* struct macro, var or binding */
    value name;      /* DENOTES_NOTHING: the symbol; else what entry it was */
    struct env *env; /* DENOTES_NOTHING: where it was looked up last */
};

struct scope_entry {
    value id;
    struct denotation means;
};

/* Local names; the outermost scope of each chain stands for an environment. */
struct scope {
    struct scope *up;
    struct env *env;
    int count, room;
    struct scope_entry *at;
};

struct expander {
    struct thread *t;
    value positions;  /* see pms_read */
    value file;       /* a string, or PMS_FALSE */
    unsigned line, column;
    int depth;        /* of nested forms */
    long steps;       /* macro uses in this toplevel form */
    value loading;    /* names of the libraries whose files are being read */
};

/* ---- scope.c --------------------------------------------------------------- */

bool pms_is_identifier(value v);
value pms_identifier_symbol(value id);
struct scope *pms_scope_global(struct thread *t, struct env *env);
struct scope *pms_scope_push(struct expander *x, struct scope *up);
struct scope_entry *pms_scope_add(struct expander *x, struct scope *scope,
                                  value id);
struct var *pms_scope_add_var(struct expander *x, struct scope *scope, value id);
struct denotation pms_lookup(value id, const struct scope *scope);
bool pms_same_denotation(struct denotation a, struct denotation b);
/* Whether id means that special form (or nothing, and has its name). */
bool pms_means(value id, const struct scope *scope, enum special_form form);
/* An alias that means what name means in the core environment. */
value pms_core_id(struct thread *t, const char *name);
value pms_core_form(enum special_form form);
value pms_alias(struct thread *t, value name, struct scope *scope);
/* A datum without aliases. */
value pms_strip(struct thread *t, value datum);
void pms_scope_init(struct thread *t);

/* ---- syntax_rules.c -------------------------------------------------------- */

struct macro *pms_syntax_rules(struct expander *x, value spec,
                               struct scope *scope);
value pms_macro_expand(struct expander *x, struct macro *macro, value form,
                       struct scope *use);

/* ---- expand.c -------------------------------------------------------------- */

_Noreturn void pms_syntax_error(struct expander *x, const char *message,
                                value form);
/* Remembers where form came from. */
void pms_at(struct expander *x, value form);
struct node *pms_node(struct expander *x, enum node_kind kind);
struct node *pms_node_const(struct expander *x, value v);
struct node *pms_node_ref(struct expander *x, struct var *var);
struct node *pms_node_if(struct expander *x, struct node *a, struct node *b,
                         struct node *c);
struct node *pms_node_let1(struct expander *x, struct var *var,
                           struct node *init, struct node *body);
struct node *pms_node_core_call(struct expander *x, const char *name, int argc,
                                struct node **args);
struct node *pms_node_seq(struct expander *x, int count, struct node **nodes);
struct node *pms_expand(struct expander *x, value form, struct scope *scope);
/* Expands macros and forms that stand for other forms, at the head of *form.
 * Returns the special form that is left, or FORM_NONE. */
enum special_form pms_expand_head(struct expander *x, value *form,
                                  struct scope *scope);
struct node *pms_expand_sequence(struct expander *x, value forms,
                                 struct scope *scope);
/* Length of a proper list, -1 when it is none. */
int pms_length(value list);
value pms_nth(value list, int n);
value pms_listn(struct thread *t, int n, ...);
void pms_name_lambda(struct node *node, value name);

/* ---- forms.c, conditionals.c, loops.c, quasiquote.c ------------------------ */

struct node *pms_expand_form(struct expander *x, enum special_form form,
                             value datum, struct scope *scope);
struct node *pms_expand_conditional(struct expander *x, enum special_form form,
                                    value datum, struct scope *scope);
struct node *pms_expand_binding_form(struct expander *x, enum special_form form,
                                     value datum, struct scope *scope);
struct node *pms_expand_lambda(struct expander *x, value formals, value body,
                               struct scope *scope, value name);
value pms_quasiquote(struct expander *x, value datum, struct scope *scope);

/* ---- body.c ---------------------------------------------------------------- */

struct node *pms_expand_body(struct expander *x, value forms,
                             struct scope *scope);
/* letrec and letrec*: the variables are in scope. */
struct binding_item {
    struct var *var;   /* NULL: an expression among definitions */
    value form;
    struct node *node;
};
struct node *pms_expand_letrec(struct expander *x, struct binding_item *items,
                               int count, value body, struct scope *scope);

/* ---- definitions.c --------------------------------------------------------- */

/* (define ...) taken apart: *id and *init, an expression or 0 for none. */
void pms_take_define(struct expander *x, value form, value *id, value *init);
void pms_take_define_syntax(struct expander *x, value form, struct scope *scope,
                            value *id, struct denotation *means);
/* Forms that stand for others; 0 when form is none of these. */
value pms_rewrite(struct expander *x, enum special_form form, value datum,
                  struct scope *scope);
struct denotation pms_transformer(struct expander *x, value spec,
                                  struct scope *scope);

/* ---- include.c ------------------------------------------------------------- */

value pms_read_files(struct expander *x, value names, bool fold_case);
/* The expressions that a cond-expand stands for, a list. */
value pms_cond_expand(struct expander *x, value form, struct scope *scope);

/* ---- toplevel.c ------------------------------------------------------------ */

/* One form in env.  Definitions of syntax take effect at once. */
struct node *pms_expand_toplevel(struct expander *x, value form,
                                 struct env *env);

/* ---- library.c ------------------------------------------------------------- */

void pms_import(struct expander *x, struct env *env, value sets);
void pms_define_library(struct expander *x, value form);
bool pms_library_exists(struct expander *x, value name);

#endif /* PMS_EXPAND_H */
