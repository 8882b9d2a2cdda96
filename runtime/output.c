/* SPDX-License-Identifier: MIT */
/*
 * Bytes and characters out: section 6.13.3 without write and display.
 *
 * In: characters, strings, bytes.  Out: ports.  A string goes out in one
 * piece whatever other threads write; the lock is not held where something is
 * raised.
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "port.h"
#include "text.h"

/* ---- Descriptors ---------------------------------------------------------- */

/* Under the lock.  0 or an errno; what could not be written is dropped, else
 * it would fail again at each turn. */
static int write_out(struct port *p)
{
    const uint8_t *bytes = bytevector_bytes(p->buffer);
    size_t done = 0, end = p->end;
    ssize_t n;
    int error = 0;

    while (done < end && error == 0) {
        n = write(p->fd, bytes + done, end - done);
        if (n >= 0) {
            done += (size_t)n;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            struct pollfd one = {p->fd, POLLOUT, 0};

            poll(&one, 1, -1);
        } else if (errno != EINTR) {
            error = errno;
        }
    }
    p->end = 0;
    return error;
}

int port_flush_quietly(struct port *p)
{
    int error;

    if (p->flags & PORT_MEMORY)
        return 0;
    pthread_mutex_lock(&p->lock);
    error = write_out(p);
    pthread_mutex_unlock(&p->lock);
    return error;
}

static void failed(struct thread *t, struct port *p, int error)
{
    if (error != 0)
        port_failed(t, "write to the port", p->name, error);
}

void port_flush(struct thread *t, struct port *p)
{
    failed(t, p, port_flush_quietly(p));
}

void pms_flush(struct thread *t, value port)
{
    if (is_port(port) && (port_of(port)->open & PORT_OUTPUT))
        port_flush(t, port_of(port));
}

static int put_bytes_locked(struct port *p, const uint8_t *bytes, size_t n)
{
    int error = 0;
    size_t some;

    while (n > 0 && error == 0) {
        some = PORT_BUFFER - p->end;
        if (some > n)
            some = n;
        memcpy(bytevector_bytes(p->buffer) + p->end, bytes, some);
        p->end += some;
        bytes += some;
        n -= some;
        if (p->end == PORT_BUFFER)
            error = write_out(p);
    }
    return error;
}

static int after_put(struct port *p, bool newline)
{
    if ((p->flags & PORT_UNBUFFERED) || (newline && (p->flags & PORT_LINE)))
        return write_out(p);
    return 0;
}

static void put_bytes_fd(struct thread *t, struct port *p, const uint8_t *bytes,
                         size_t n)
{
    int error;

    pthread_mutex_lock(&p->lock);
    error = put_bytes_locked(p, bytes, n);
    if (error == 0)
        error = after_put(p, n > 0 && memchr(bytes, '\n', n) != NULL);
    pthread_mutex_unlock(&p->lock);
    failed(t, p, error);
}

/* ---- Memory --------------------------------------------------------------- */

/* Room for n more items of size bytes after the header; returns the buffer.
 * Everything is taken from it alone, so that a race loses text and no more. */
static value room_for(struct thread *t, struct port *p, size_t n, size_t *at)
{
    value buffer = p->buffer, bigger;
    size_t used = p->end, room = object_length(buffer);

    if (used > room)
        used = room;
    *at = used;
    if (n <= room - used)
        return buffer;
    if (p->flags & PORT_TEXTUAL) {
        bigger = pms_make_string(t, 2 * (used + n));
        memcpy(string_chars(bigger), string_chars(buffer),
               used * sizeof(uint32_t));
    } else {
        bigger = pms_make_bytevector(t, 2 * (used + n));
        memcpy(bytevector_bytes(bigger), bytevector_bytes(buffer), used);
    }
    p->buffer = bigger;
    return bigger;
}

/* ---- Characters ----------------------------------------------------------- */

void port_put(struct thread *t, struct port *p, const uint32_t *chars, size_t n)
{
    uint8_t bytes[1024], *end = bytes;
    bool newline = false;
    int error = 0;
    size_t i, at;

    if (p->flags & PORT_MEMORY) {
        value buffer = room_for(t, p, n, &at);

        memcpy(string_chars(buffer) + at, chars, n * sizeof *chars);
        p->end = at + n;
        return;
    }
    pthread_mutex_lock(&p->lock);
    for (i = 0; i < n && error == 0; i++) {
        newline |= chars[i] == '\n';
        end = pms_utf8_put(end, chars[i]);
        if ((size_t)(end - bytes) > sizeof bytes - 8) {
            error = put_bytes_locked(p, bytes, (size_t)(end - bytes));
            end = bytes;
        }
    }
    if (error == 0)
        error = put_bytes_locked(p, bytes, (size_t)(end - bytes));
    if (error == 0)
        error = after_put(p, newline);
    pthread_mutex_unlock(&p->lock);
    failed(t, p, error);
}

void port_put_char(struct thread *t, struct port *p, uint32_t c)
{
    port_put(t, p, &c, 1);
}

void port_put_utf8(struct thread *t, struct port *p, const char *text, size_t n)
{
    value s;

    if (!(p->flags & PORT_MEMORY)) {
        put_bytes_fd(t, p, (const uint8_t *)text, n);
        return;
    }
    s = pms_string_from_utf8(t, text, n);
    port_put(t, p, string_chars(s), object_length(s));
}

void pms_write_utf8(struct thread *t, value port, const char *text)
{
    port_put_utf8(t, port_of(port), text, strlen(text));
}

void pms_write_string(struct thread *t, value port, value string)
{
    port_put(t, port_of(port), string_chars(string), object_length(string));
}

/* ---- Their procedures ----------------------------------------------------- */

#define TEXT_OUT (PORT_OUTPUT | PORT_TEXTUAL)
#define BYTES_OUT (PORT_OUTPUT | PORT_BINARY)

static value newline(struct thread *t, int argc, value *argv)
{
    port_put_char(t, need_port(t, "newline", argc, argv, 0, TEXT_OUT), '\n');
    return PMS_UNSPECIFIED;
}

static value write_char(struct thread *t, int argc, value *argv)
{
    need_char(t, "write-char", argv, 0);
    port_put_char(t, need_port(t, "write-char", argc, argv, 1, TEXT_OUT),
                  char_code(argv[0]));
    return PMS_UNSPECIFIED;
}

static value write_string(struct thread *t, int argc, value *argv)
{
    struct port *p = need_port(t, "write-string", argc, argv, 1, TEXT_OUT);
    size_t start, end;

    need_type(t, "write-string", argv, 0, PMS_T_STRING);
    need_range(t, "write-string", argc, argv, 2, object_length(argv[0]), &start,
               &end);
    port_put(t, p, string_chars(argv[0]) + start, end - start);
    return PMS_UNSPECIFIED;
}

static void put_bytes(struct thread *t, struct port *p, const uint8_t *bytes,
                      size_t n)
{
    value buffer;
    size_t at;

    if (!(p->flags & PORT_MEMORY)) {
        put_bytes_fd(t, p, bytes, n);
        return;
    }
    buffer = room_for(t, p, n, &at);
    memcpy(bytevector_bytes(buffer) + at, bytes, n);
    p->end = at + n;
}

static value write_u8(struct thread *t, int argc, value *argv)
{
    uint8_t byte = (uint8_t)need_index(t, "write-u8", argv, 0, 255);

    put_bytes(t, need_port(t, "write-u8", argc, argv, 1, BYTES_OUT), &byte, 1);
    return PMS_UNSPECIFIED;
}

static value write_bytevector(struct thread *t, int argc, value *argv)
{
    struct port *p = need_port(t, "write-bytevector", argc, argv, 1, BYTES_OUT);
    size_t start, end;

    need_type(t, "write-bytevector", argv, 0, PMS_T_BYTEVECTOR);
    need_range(t, "write-bytevector", argc, argv, 2, object_length(argv[0]),
               &start, &end);
    put_bytes(t, p, bytevector_bytes(argv[0]) + start, end - start);
    return PMS_UNSPECIFIED;
}

static value flush_output_port(struct thread *t, int argc, value *argv)
{
    port_flush(t, need_port(t, "flush-output-port", argc, argv, 0, PORT_OUTPUT));
    return PMS_UNSPECIFIED;
}

const struct primitive pms_output_primitives[] = {
    {"newline", 0, 1, newline},
    {"write-char", 1, 2, write_char},
    {"write-string", 1, 4, write_string},
    {"write-u8", 1, 2, write_u8},
    {"write-bytevector", 1, 4, write_bytevector},
    {"flush-output-port", 0, 1, flush_output_port},
    {NULL, 0, 0, NULL},
};
