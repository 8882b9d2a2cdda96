/* SPDX-License-Identifier: MIT */
/*
 * Ports are made, opened and closed here: section 6.13.1.
 *
 * In: file names, strings, bytevectors, descriptors.  Out: ports.  A port on a
 * file that nobody refers to any more is flushed and closed some time after a
 * collection; all are flushed at exit.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "port.h"

/* ---- Open output ports ---------------------------------------------------- */

/* Weak slots, so that a port that was forgotten can be closed.  Nodes are
 * never freed, only used again. */
struct open_port {
    struct open_port *next;
    uint64_t slot; /* hidden */
};
static struct open_port *open_ports;
static pthread_mutex_t open_lock = PTHREAD_MUTEX_INITIALIZER;

static void remember(value v)
{
    struct open_port *o;

    pthread_mutex_lock(&open_lock);
    for (o = open_ports; o != NULL && o->slot != 0; o = o->next)
        ;
    if (o == NULL) {
        o = calloc(1, sizeof *o);
        if (o != NULL) {
            o->next = open_ports;
            open_ports = o;
        }
    }
    if (o != NULL) {
        o->slot = pms_hide(v);
        if (!pms_weak_register(&o->slot, object_of(v)))
            o->slot = 0;
    }
    pthread_mutex_unlock(&open_lock);
}

void pms_flush_all(struct thread *t)
{
    struct open_port *o;

    (void)t;
    pms_run_finalizers();
    for (o = open_ports; o != NULL; o = o->next) {
        value v = pms_weak_get(&o->slot);

        if (v != 0 && (port_of(v)->open & PORT_OUTPUT))
            (void)port_flush_quietly(port_of(v));
    }
}

static void finalize(void *object, void *data)
{
    struct port *p = object;

    (void)data;
    if (p->open == 0)
        return;
    if (p->open & PORT_OUTPUT)
        (void)port_flush_quietly(p);
    p->open = 0;
    close(p->fd);
}

/* ---- Making --------------------------------------------------------------- */

static struct port *make_port(struct thread *t, unsigned flags, int fd,
                              value buffer, value name)
{
    struct port *p = pms_alloc_small(t, sizeof *p);

    p->header = make_header(PMS_T_PORT, 0);
    p->flags = flags;
    p->open = flags & (PORT_INPUT | PORT_OUTPUT);
    p->fd = fd;
    p->buffer = buffer;
    p->line = p->column = 1;
    p->name = name;
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

value pms_port_from_fd(struct thread *t, int fd, bool output, const char *name)
{
    unsigned flags = PORT_TEXTUAL | (output ? PORT_OUTPUT : PORT_INPUT);
    struct port *p;

    if (output && isatty(fd))
        flags |= PORT_LINE;
    if (fd == STDERR_FILENO)
        flags |= PORT_UNBUFFERED;
    p = make_port(t, flags, fd, pms_make_bytevector(t, PORT_BUFFER),
                  pms_string(t, name));
    if (output)
        remember(value_of(p));
    return value_of(p);
}

value pms_open_input_string(struct thread *t, value string, const char *name)
{
    struct port *p = make_port(t, PORT_INPUT | PORT_TEXTUAL | PORT_MEMORY, -1,
                               string, pms_string(t, name));

    p->end = object_length(string);
    return value_of(p);
}

value pms_open_output_string(struct thread *t)
{
    return value_of(make_port(t, PORT_OUTPUT | PORT_TEXTUAL | PORT_MEMORY, -1,
                              pms_make_string(t, 30), pms_string(t, "string")));
}

value pms_get_output_string(struct thread *t, value port)
{
    struct port *p = port_of(port);
    value buffer = p->buffer, s;
    size_t n = p->end;

    if (n > object_length(buffer))
        n = object_length(buffer);
    s = pms_make_string(t, n);
    memcpy(string_chars(s), string_chars(buffer), n * sizeof(uint32_t));
    return s;
}

value pms_port_name(value port)
{
    return port_of(port)->name;
}

void pms_port_position(value port, unsigned *line, unsigned *column)
{
    *line = port_of(port)->line;
    *column = port_of(port)->column;
}

/* ---- Files ---------------------------------------------------------------- */

_Noreturn void port_failed(struct thread *t, const char *doing, value name,
                           int error)
{
    char text[256], reason[128];

    snprintf(text, sizeof text, "can't %s: %s", doing,
             strerror_r(error, reason, sizeof reason));
    pms_raise_file_error(t, text, pms_list1(t, name));
}

static value open_file(struct thread *t, const char *who, value *argv,
                       unsigned flags)
{
    bool output = (flags & PORT_OUTPUT) != 0;
    int mode = (output ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY) | O_CLOEXEC;
    int fd, try;
    size_t length;
    char *path;
    struct port *p;

    need_type(t, who, argv, 0, PMS_T_STRING);
    path = pms_string_to_utf8(t, argv[0], &length);
    if (strlen(path) != length)
        port_failed(t, "open the file", argv[0], ENOENT);
    p = make_port(t, flags, -1, pms_make_bytevector(t, PORT_BUFFER), argv[0]);
    for (try = 0;; try++) {
        fd = open(path, mode, 0666);
        if (fd >= 0)
            break;
        if (errno == EINTR) {
            pms_poll(t);
        } else if ((errno == EMFILE || errno == ENFILE) && try == 0) {
            /* Ports that were forgotten hold descriptors. */
            pms_collect();
            pms_run_finalizers();
        } else {
            port_failed(t, "open the file", argv[0], errno);
        }
    }
    p->fd = fd;
    pms_set_finalizer(p, finalize, NULL);
    if (output)
        remember(value_of(p));
    return value_of(p);
}

#define OPEN(function, who, flags)                                         \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)argc;                                                        \
        return open_file(t, who, argv, flags);                             \
    }

OPEN(open_input_file, "open-input-file", PORT_INPUT | PORT_TEXTUAL)
OPEN(open_output_file, "open-output-file", PORT_OUTPUT | PORT_TEXTUAL)
OPEN(open_binary_input_file, "open-binary-input-file", PORT_INPUT | PORT_BINARY)
OPEN(open_binary_output_file, "open-binary-output-file",
     PORT_OUTPUT | PORT_BINARY)

/* ---- Memory --------------------------------------------------------------- */

static value open_input_string(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_type(t, "open-input-string", argv, 0, PMS_T_STRING);
    return pms_open_input_string(t, argv[0], "string");
}

static value open_output_string(struct thread *t, int argc, value *argv)
{
    (void)argc;
    (void)argv;
    return pms_open_output_string(t);
}

static value open_input_bytevector(struct thread *t, int argc, value *argv)
{
    struct port *p;

    (void)argc;
    need_type(t, "open-input-bytevector", argv, 0, PMS_T_BYTEVECTOR);
    p = make_port(t, PORT_INPUT | PORT_BINARY | PORT_MEMORY, -1, argv[0],
                  pms_string(t, "bytevector"));
    p->end = object_length(argv[0]);
    return value_of(p);
}

static value open_output_bytevector(struct thread *t, int argc, value *argv)
{
    (void)argc;
    (void)argv;
    return value_of(make_port(t, PORT_OUTPUT | PORT_BINARY | PORT_MEMORY, -1,
                              pms_make_bytevector(t, 120),
                              pms_string(t, "bytevector")));
}

/* The port of get-output-string and -bytevector, open or not. */
static struct port *need_memory(struct thread *t, const char *who, value *argv,
                                unsigned kind)
{
    unsigned wanted = PORT_MEMORY | PORT_OUTPUT | kind;

    if (!is_port(argv[0]) || (port_of(argv[0])->flags & wanted) != wanted)
        pms_wrong_type(t, who, 1, argv[0]);
    return port_of(argv[0]);
}

static value get_output_string(struct thread *t, int argc, value *argv)
{
    (void)argc;
    need_memory(t, "get-output-string", argv, PORT_TEXTUAL);
    return pms_get_output_string(t, argv[0]);
}

static value get_output_bytevector(struct thread *t, int argc, value *argv)
{
    struct port *p =
        need_memory(t, "get-output-bytevector", argv, PORT_BINARY);
    value buffer = p->buffer, v;
    size_t n = p->end;

    (void)argc;
    if (n > object_length(buffer))
        n = object_length(buffer);
    v = pms_make_bytevector(t, n);
    memcpy(bytevector_bytes(v), bytevector_bytes(buffer), n);
    return v;
}

/* ---- Closing and asking --------------------------------------------------- */

struct port *need_port(struct thread *t, const char *who, int argc, value *argv,
                       int i, unsigned wanted)
{
    unsigned direction = wanted & (PORT_INPUT | PORT_OUTPUT);
    struct port *p;
    value v;

    v = has_arg(argc, argv, i)
            ? argv[i]
            : pms_current_port(t, direction == PORT_INPUT ? PMS_STDIN : PMS_STDOUT);
    if (!is_port(v) || (port_of(v)->flags & wanted) != wanted)
        pms_wrong_type(t, who, i + 1, v);
    p = port_of(v);
    if (!(p->open & direction))
        pms_raise_error(t, "the port is closed",
                        pms_list2(t, pms_intern(t, who), v));
    return p;
}

static value close_directions(struct thread *t, const char *who, value *argv,
                              unsigned directions)
{
    struct port *p;
    int error = 0;

    if (!is_port(argv[0]) || !(port_of(argv[0])->flags & directions))
        pms_wrong_type(t, who, 1, argv[0]);
    p = port_of(argv[0]);
    if (!(p->open & directions))
        return PMS_UNSPECIFIED;
    if (p->open & directions & PORT_OUTPUT)
        error = port_flush_quietly(p);
    p->open &= ~directions;
    if (p->open == 0 && p->fd >= 0) {
        if (close(p->fd) != 0 && error == 0 && errno != EINTR)
            error = errno;
        p->fd = -1;
    }
    if (error != 0)
        port_failed(t, "write to the port", p->name, error);
    return PMS_UNSPECIFIED;
}

#define CLOSE(function, who, directions)                                   \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)argc;                                                        \
        return close_directions(t, who, argv, directions);                 \
    }

CLOSE(close_port, "close-port", PORT_INPUT | PORT_OUTPUT)
CLOSE(close_input_port, "close-input-port", PORT_INPUT)
CLOSE(close_output_port, "close-output-port", PORT_OUTPUT)

#define PREDICATE(function, test)                                          \
    static value function(struct thread *t, int argc, value *argv)         \
    {                                                                      \
        (void)t;                                                           \
        (void)argc;                                                        \
        return make_bool(is_port(argv[0]) && (test));                      \
    }

PREDICATE(port_p, true)
PREDICATE(input_port_p, port_of(argv[0])->flags & PORT_INPUT)
PREDICATE(output_port_p, port_of(argv[0])->flags & PORT_OUTPUT)
PREDICATE(textual_port_p, port_of(argv[0])->flags & PORT_TEXTUAL)
PREDICATE(binary_port_p, port_of(argv[0])->flags & PORT_BINARY)

static value open_p(struct thread *t, const char *who, value *argv,
                    unsigned direction)
{
    if (!is_port(argv[0]))
        pms_wrong_type(t, who, 1, argv[0]);
    return make_bool(port_of(argv[0])->open & direction);
}

static value input_port_open_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return open_p(t, "input-port-open?", argv, PORT_INPUT);
}

static value output_port_open_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return open_p(t, "output-port-open?", argv, PORT_OUTPUT);
}

const struct primitive pms_port_primitives[] = {
    {"port?", 1, 1, port_p},
    {"input-port?", 1, 1, input_port_p},
    {"output-port?", 1, 1, output_port_p},
    {"textual-port?", 1, 1, textual_port_p},
    {"binary-port?", 1, 1, binary_port_p},
    {"input-port-open?", 1, 1, input_port_open_p},
    {"output-port-open?", 1, 1, output_port_open_p},
    {"open-input-file", 1, 1, open_input_file},
    {"open-output-file", 1, 1, open_output_file},
    {"open-binary-input-file", 1, 1, open_binary_input_file},
    {"open-binary-output-file", 1, 1, open_binary_output_file},
    {"open-input-string", 1, 1, open_input_string},
    {"open-output-string", 0, 0, open_output_string},
    {"get-output-string", 1, 1, get_output_string},
    {"open-input-bytevector", 1, 1, open_input_bytevector},
    {"open-output-bytevector", 0, 0, open_output_bytevector},
    {"get-output-bytevector", 1, 1, get_output_bytevector},
    {"close-port", 1, 1, close_port},
    {"close-input-port", 1, 1, close_input_port},
    {"close-output-port", 1, 1, close_output_port},
    {NULL, 0, 0, NULL},
};
