/* SPDX-License-Identifier: MIT */
/*
 * Bytes and characters in: section 6.13.2 without read.
 *
 * In: ports.  Out: characters, strings, bytes.  The kernel never writes into
 * collected memory: in libgc's own incremental mode that fails (EFAULT).
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "gather.h"
#include "port.h"
#include "text.h"

/* Bytes left in the buffer. */
static size_t available(const struct port *p)
{
    size_t end = p->end, start = p->start;
    size_t size = object_length(p->buffer);

    if (end > size)
        end = size;
    return start < end ? end - start : 0;
}

/* Reads more from the descriptor; false at the end of input. */
static bool fill(struct thread *t, struct port *p)
{
    uint8_t bytes[PORT_BUFFER];
    size_t left = available(p);
    ssize_t n;

    if (p->fd < 0 || (p->flags & PORT_MEMORY))
        return false;
    if (p->fd == STDIN_FILENO)
        pms_flush(t, pms_current_port(t, PMS_STDOUT));
    while ((n = read(p->fd, bytes, sizeof bytes - left)) < 0) {
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd one = {p->fd, POLLIN, 0};

            poll(&one, 1, -1);
        } else if (errno != EINTR) {
            port_failed(t, "read from the port", p->name, errno);
        }
        pms_poll(t);
    }
    if (n == 0)
        return false;
    if (left > 0)
        memmove(bytevector_bytes(p->buffer),
                bytevector_bytes(p->buffer) + p->start, left);
    memcpy(bytevector_bytes(p->buffer) + left, bytes, (size_t)n);
    p->start = 0;
    p->end = left + (size_t)n;
    return true;
}

/* At least one byte or character is there; false, once, at the end. */
static bool have(struct thread *t, struct port *p, bool peek)
{
    if (available(p) > 0)
        return true;
    if (p->eof) {
        p->eof = peek;
        return false;
    }
    if (fill(t, p))
        return true;
    p->eof = peek;
    return false;
}

/* How many bytes a sequence has that begins like this. */
static size_t sequence_length(uint8_t first)
{
    return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
}

/* The next character and how much of the buffer it is. */
static uint32_t look(struct thread *t, struct port *p, bool peek, size_t *used)
{
    const uint8_t *from;
    uint32_t c;

    if (!have(t, p, peek))
        return PORT_EOF;
    if (p->flags & PORT_MEMORY) {
        *used = 1;
        return string_chars(p->buffer)[p->start];
    }
    while (available(p) <
               sequence_length(bytevector_bytes(p->buffer)[p->start]) &&
           fill(t, p))
        ;
    from = bytevector_bytes(p->buffer) + p->start;
    *used = pms_utf8_decode(from, from + available(p), &c);
    return c;
}

uint32_t port_peek(struct thread *t, struct port *p)
{
    size_t used;

    return look(t, p, true, &used);
}

uint32_t port_read_slow(struct thread *t, struct port *p)
{
    size_t used;
    uint32_t c = look(t, p, false, &used);

    if (c == PORT_EOF)
        return c;
    p->start += used;
    if (c == '\n') {
        p->line++;
        p->column = 1;
    } else {
        p->column++;
    }
    return c;
}

/* ---- Characters ----------------------------------------------------------- */

#define TEXT_IN (PORT_INPUT | PORT_TEXTUAL)
#define BYTES_IN (PORT_INPUT | PORT_BINARY)

static value char_or_eof(uint32_t c)
{
    return c == PORT_EOF ? PMS_EOF : make_char(c);
}

static value read_char(struct thread *t, int argc, value *argv)
{
    return char_or_eof(
        port_read(t, need_port(t, "read-char", argc, argv, 0, TEXT_IN)));
}

static value peek_char(struct thread *t, int argc, value *argv)
{
    return char_or_eof(
        port_peek(t, need_port(t, "peek-char", argc, argv, 0, TEXT_IN)));
}

static value is_ready(struct port *p)
{
    struct pollfd one = {p->fd, POLLIN, 0};

    return make_bool(available(p) > 0 || p->eof || p->fd < 0 ||
                     poll(&one, 1, 0) > 0);
}

static value char_ready_p(struct thread *t, int argc, value *argv)
{
    return is_ready(need_port(t, "char-ready?", argc, argv, 0, TEXT_IN));
}

/* A line ends with LF, CR or CR LF. */
static value read_line(struct thread *t, int argc, value *argv)
{
    struct port *p = need_port(t, "read-line", argc, argv, 0, TEXT_IN);
    struct gathering g;
    uint32_t c = port_read(t, p);

    if (c == PORT_EOF)
        return PMS_EOF;
    start_gathering(&g, t);
    for (; c != PORT_EOF && c != '\n'; c = port_read(t, p)) {
        if (c == '\r') {
            if (port_peek(t, p) == '\n')
                port_read(t, p);
            break;
        }
        gather(&g, c);
    }
    return gathered(&g);
}

static value read_string(struct thread *t, int argc, value *argv)
{
    size_t k = need_index(t, "read-string", argv, 0, SIZE_MAX >> 4);
    struct port *p = need_port(t, "read-string", argc, argv, 1, TEXT_IN);
    struct gathering g;
    uint32_t c;

    start_gathering(&g, t);
    for (; k > 0; k--) {
        c = port_read(t, p);
        if (c == PORT_EOF) {
            if (g.used == 0)
                return PMS_EOF;
            break;
        }
        gather(&g, c);
    }
    return gathered(&g);
}

/* ---- Bytes ---------------------------------------------------------------- */

static value read_u8(struct thread *t, int argc, value *argv)
{
    struct port *p = need_port(t, "read-u8", argc, argv, 0, BYTES_IN);

    if (!have(t, p, false))
        return PMS_EOF;
    return FIX(bytevector_bytes(p->buffer)[p->start++]);
}

static value peek_u8(struct thread *t, int argc, value *argv)
{
    struct port *p = need_port(t, "peek-u8", argc, argv, 0, BYTES_IN);

    if (!have(t, p, true))
        return PMS_EOF;
    return FIX(bytevector_bytes(p->buffer)[p->start]);
}

static value u8_ready_p(struct thread *t, int argc, value *argv)
{
    return is_ready(need_port(t, "u8-ready?", argc, argv, 0, BYTES_IN));
}

/* Up to n bytes to out; 0 at the end of input. */
static size_t read_bytes(struct thread *t, struct port *p, value out,
                         size_t start, size_t n)
{
    size_t done = 0, some;

    while (done < n && have(t, p, false)) {
        some = available(p);
        if (some > n - done)
            some = n - done;
        memcpy(bytevector_bytes(out) + start + done,
               bytevector_bytes(p->buffer) + p->start, some);
        p->start += some;
        done += some;
    }
    return done;
}

static value read_bytevector(struct thread *t, int argc, value *argv)
{
    size_t k = need_index(t, "read-bytevector", argv, 0, SIZE_MAX >> 4), n = 0;
    struct port *p = need_port(t, "read-bytevector", argc, argv, 1, BYTES_IN);
    size_t room = k < PORT_BUFFER ? k : PORT_BUFFER, got;
    value v = pms_make_bytevector(t, room), w;

    /* A large k need not mean that there is as much. */
    while (n < k) {
        got = read_bytes(t, p, v, n, room - n);
        n += got;
        if (n < room)
            break;
        if (n < k) {
            room = k / 2 > room ? 2 * room : k;
            w = pms_make_bytevector(t, room);
            memcpy(bytevector_bytes(w), bytevector_bytes(v), n);
            v = w;
        }
    }
    if (n == 0 && k > 0)
        return PMS_EOF;
    if (n == object_length(v))
        return v;
    w = pms_make_bytevector(t, n);
    memcpy(bytevector_bytes(w), bytevector_bytes(v), n);
    return w;
}

static value read_bytevector_to(struct thread *t, int argc, value *argv)
{
    static const char who[] = "read-bytevector!";
    struct port *p = need_port(t, who, argc, argv, 1, BYTES_IN);
    size_t start, end, n;

    need_type(t, who, argv, 0, PMS_T_BYTEVECTOR);
    need_mutable(t, who, argv, 0);
    need_range(t, who, argc, argv, 2, object_length(argv[0]), &start, &end);
    n = read_bytes(t, p, argv[0], start, end - start);
    return n == 0 && end > start ? PMS_EOF : FIX(n);
}

static value eof_object(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    (void)argv;
    return PMS_EOF;
}

static value eof_object_p(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    return make_bool(argv[0] == PMS_EOF);
}

const struct primitive pms_input_primitives[] = {
    {"read-char", 0, 1, read_char},
    {"peek-char", 0, 1, peek_char},
    {"char-ready?", 0, 1, char_ready_p},
    {"read-line", 0, 1, read_line},
    {"read-string", 1, 2, read_string},
    {"read-u8", 0, 1, read_u8},
    {"peek-u8", 0, 1, peek_u8},
    {"u8-ready?", 0, 1, u8_ready_p},
    {"read-bytevector", 1, 2, read_bytevector},
    {"read-bytevector!", 1, 4, read_bytevector_to},
    {"eof-object", 0, 0, eof_object},
    {"eof-object?", 1, 1, eof_object_p},
    {NULL, 0, 0, NULL},
};
