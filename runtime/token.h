/* SPDX-License-Identifier: MIT */
/*
 * The reader's first half: from characters to tokens.
 *
 * In: a port.  Out: tokens; atoms come with their value.
 */
#ifndef PMS_TOKEN_H
#define PMS_TOKEN_H

#include "port.h"

enum token {
    TOKEN_EOF,
    TOKEN_DATUM,      /* value: an atom */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_DOT,
    TOKEN_VECTOR,     /* #( */
    TOKEN_BYTEVECTOR, /* #u8( */
    TOKEN_PREFIX,     /* value: quote, quasiquote, ... */
    TOKEN_COMMENT,    /* #; */
    TOKEN_LABEL,      /* #n=, value: n */
    TOKEN_REFERENCE,  /* #n#, value: n */
    TOKEN_INCOMPLETE  /* input ended inside, and partial is set */
};

struct lexer {
    struct thread *t;
    struct port *p;
    bool partial;            /* see TOKEN_INCOMPLETE */
    unsigned line, column;   /* of the token */
    value datum;
};

enum token next_token(struct lexer *l);
/* Names the port and a place in it. */
_Noreturn void read_error(struct lexer *l, unsigned line, unsigned column,
                          const char *message);

/* token.c: named characters, for the reader and the printer. */
/* The code, or -1. */
int64_t char_by_name(const uint32_t *name, size_t n);
/* NULL: it has no name. */
const char *char_name(uint32_t code);

#endif /* PMS_TOKEN_H */
