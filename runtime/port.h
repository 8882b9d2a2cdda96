/* SPDX-License-Identifier: MIT */
/*
 * Ports, as the files that read and write see them.
 *
 *   port.c    makes, opens, closes; which ports are open
 *   input.c   bytes and characters in
 *   output.c  bytes and characters out
 *
 * In, out: values, characters.  A port that two threads use at once may mix
 * up what they read, never memory; what they write comes out whole.
 */
#ifndef PMS_PORT_H
#define PMS_PORT_H

#include "args.h"

enum {
    PORT_INPUT = 1,
    PORT_OUTPUT = 2,
    PORT_TEXTUAL = 4,
    PORT_BINARY = 8,
    PORT_MEMORY = 16,     /* a string or bytevector */
    PORT_FOLD_CASE = 32,  /* read: #!fold-case was seen */
    PORT_LINE = 64,       /* flushed after each line */
    PORT_UNBUFFERED = 128
};

struct port {
    uint64_t header;
    unsigned flags;      /* what it was opened for */
    unsigned open;       /* PORT_INPUT, PORT_OUTPUT: what is still open */
    int fd;              /* -1 for memory */
    bool eof;            /* peeked at the end of input */
    /* Input: from start to end; output: up to end.  A string for textual
     * memory, else a bytevector. */
    value buffer;
    size_t start, end;
    unsigned line, column;
    value name;          /* a string */
    pthread_mutex_t lock; /* output to a descriptor; never held in a call
                             that allocates or raises */
};

#define PORT_BUFFER 8192

static inline struct port *port_of(value v)
{
    return object_of(v);
}
static inline bool is_port(value v)
{
    return has_type(v, PMS_T_PORT);
}

/* The open port at argv[i], or the current one; wanted is a direction and a
 * kind.  Raises when it is another. */
struct port *need_port(struct thread *t, const char *who, int argc, value *argv,
                       int i, unsigned wanted);
_Noreturn void port_failed(struct thread *t, const char *doing, value name,
                           int error);

/* ---- input.c -------------------------------------------------------------- */

#define PORT_EOF ((uint32_t)-1)

/* The next character; peek leaves it there. */
uint32_t port_read_slow(struct thread *t, struct port *p);
uint32_t port_peek(struct thread *t, struct port *p);

static inline uint32_t port_read(struct thread *t, struct port *p)
{
    size_t i = p->start;
    uint32_t c;

    /* ASCII in the buffer, but for newlines. */
    if (!(p->flags & PORT_MEMORY) && i < p->end && p->end <= PORT_BUFFER) {
        c = bytevector_bytes(p->buffer)[i];
        if (c < 0x80 && c != '\n') {
            p->start = i + 1;
            p->column++;
            return c;
        }
    }
    return port_read_slow(t, p);
}

/* ---- output.c ------------------------------------------------------------- */

void port_put(struct thread *t, struct port *p, const uint32_t *chars, size_t n);
void port_put_utf8(struct thread *t, struct port *p, const char *text, size_t n);
void port_put_char(struct thread *t, struct port *p, uint32_t c);
void port_flush(struct thread *t, struct port *p);
/* Without raising: 0 or an errno.  For finalizers and exit. */
int port_flush_quietly(struct port *p);

#endif /* PMS_PORT_H */
