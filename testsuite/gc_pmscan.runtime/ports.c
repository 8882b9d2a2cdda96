/* SPDX-License-Identifier: MIT */
/*
 * Area: runtime
 * Purpose: files, strings and bytevectors as ports: what is written is read
 * again, whatever the size of buffers; lines end as the report says; errors are
 * file errors; a forgotten port is flushed; threads don't mix up lines.
 * Limitations: no terminals, no sockets.
 */
/* { dg-link "runtime" } */
/* { dg-matrix "PMS_TEST_INCREMENTAL=0" "PMS_TEST_INCREMENTAL=1 GC_PMSCAN=off" "PMS_TEST_INCREMENTAL=1" } */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "check.h"
#include "pms_host.h"

static value call(struct thread *t, const char *name, int argc, value *argv)
{
    return host_primitive(name)->fn(t, argc, argv);
}
static value call0(struct thread *t, const char *name)
{
    return call(t, name, 0, NULL);
}
static value call1(struct thread *t, const char *name, value a)
{
    return call(t, name, 1, &a);
}
static value call2(struct thread *t, const char *name, value a, value b)
{
    return call(t, name, 2, (value[]){a, b});
}
#define TEXT_IS(t, v, expected) \
    CHECK(strcmp(host_text(t, v, PMS_WRITE), expected) == 0)

static void lines(struct thread *t)
{
    value p = pms_open_input_string(
        t, pms_string(t, "one\ntwo\r\nthree\rfour\n\nfive"), "lines");

    TEXT_IS(t, call1(t, "read-line", p), "\"one\"");
    TEXT_IS(t, call1(t, "read-line", p), "\"two\"");
    TEXT_IS(t, call1(t, "read-line", p), "\"three\"");
    TEXT_IS(t, call1(t, "peek-char", p), "#\\f");
    TEXT_IS(t, call1(t, "read-line", p), "\"four\"");
    TEXT_IS(t, call1(t, "read-line", p), "\"\"");
    TEXT_IS(t, call2(t, "read-string", FIX(2), p), "\"fi\"");
    TEXT_IS(t, call2(t, "read-string", FIX(9), p), "\"ve\"");
    CHECK_EQ(call2(t, "read-string", FIX(1), p), PMS_EOF);
    CHECK_EQ(call1(t, "peek-char", p), PMS_EOF);
    CHECK_EQ(call1(t, "read-char", p), PMS_EOF);
    CHECK_EQ(call1(t, "read-line", p), PMS_EOF);
    CHECK_EQ(call1(t, "char-ready?", p), PMS_TRUE);
}

static void bytes(struct thread *t)
{
    value p = call1(t, "open-input-bytevector", host_read(t, "#u8(1 2 3 4 5)"));
    value out = call0(t, "open-output-bytevector"), buffer;
    int i;

    CHECK_EQ(call1(t, "peek-u8", p), FIX(1));
    CHECK_EQ(call1(t, "read-u8", p), FIX(1));
    TEXT_IS(t, call2(t, "read-bytevector", FIX(2), p), "#u8(2 3)");
    buffer = host_read(t, "#u8(0 0 0 0)");
    CHECK_EQ(call(t, "read-bytevector!", 3, (value[]){buffer, p, FIX(1)}), FIX(2));
    TEXT_IS(t, buffer, "#u8(0 4 5 0)");
    CHECK_EQ(call2(t, "read-bytevector", FIX(2), p), PMS_EOF);
    TEXT_IS(t, call2(t, "read-bytevector", FIX(0), p), "#u8()");
    CHECK_EQ(call1(t, "read-u8", p), PMS_EOF);
    for (i = 0; i < 1000; i++)
        call2(t, "write-u8", FIX(i & 255), out);
    call2(t, "write-bytevector", buffer, out);
    CHECK_EQ(object_length(call1(t, "get-output-bytevector", out)), 1004);
    CHECK(HOST_RAISES(t, call1(t, "read-char", p)));
    CHECK(HOST_RAISES(t, call2(t, "write-u8", FIX(256), out)));
}

/* Characters of all lengths across the borders of buffers. */
static void files(struct thread *t)
{
    static const uint32_t codes[] = {'a', 0x3bb, 0x20ac, 0x1f600, '\n'};
    value name = pms_string(t, "file"), p = call1(t, "open-output-file", name);
    value s;
    int i;

    for (i = 0; i < 40000; i++)
        call2(t, "write-char", make_char(codes[i % 7 % 5]), p);
    call1(t, "close-port", p);
    call1(t, "close-port", p);
    CHECK(HOST_RAISES(t, call2(t, "write-char", make_char('x'), p)));
    CHECK_EQ(call1(t, "output-port-open?", p), PMS_FALSE);
    p = call1(t, "open-input-file", name);
    for (i = 0; i < 40000; i++) {
        if (i % 3 == 0)
            CHECK_EQ(call1(t, "peek-char", p), make_char(codes[i % 7 % 5]));
        CHECK_EQ(call1(t, "read-char", p), make_char(codes[i % 7 % 5]));
    }
    CHECK_EQ(call1(t, "read-char", p), PMS_EOF);
    call1(t, "close-input-port", p);
    p = call1(t, "open-binary-input-file", name);
    s = call2(t, "read-bytevector", FIX(1000000), p);
    CHECK(object_length(s) > 70000);
    s = call1(t, "utf8->string", s);
    CHECK_EQ(object_length(s), 40000);
    call1(t, "delete-file", name);
    CHECK_EQ(call1(t, "file-exists?", name), PMS_FALSE);
    CHECK(HOST_RAISES(t, call1(t, "delete-file", name)));
    CHECK(strcmp(t->kind, "file-error") == 0);
    CHECK(HOST_RAISES(t, call1(t, "open-input-file", name)));
    CHECK(strcmp(t->kind, "file-error") == 0);
    CHECK(HOST_RAISES(t, call1(t, "read-char",
                               call1(t, "open-input-file", pms_string(t, ".")))));
    CHECK(strcmp(t->kind, "file-error") == 0);
    CHECK(HOST_RAISES(t, call1(t, "open-output-file", host_read(t, "\"a\\x0;b\""))));
}

static void full_device(struct thread *t)
{
    value p;

    if (access("/dev/full", W_OK) != 0)
        return;
    p = call1(t, "open-output-file", pms_string(t, "/dev/full"));
    call2(t, "write-string", pms_string(t, "x"), p);
    CHECK(HOST_RAISES(t, call1(t, "flush-output-port", p)));
    CHECK(strcmp(t->kind, "file-error") == 0);
    call2(t, "write-string", pms_string(t, "x"), p);
    CHECK(HOST_RAISES(t, call1(t, "close-port", p)));
    call1(t, "close-port", p);
}

/* Data come back from a file with their places. */
static void data(struct thread *t)
{
    value name = pms_string(t, "data"), p = call1(t, "open-output-file", name);
    value positions = pms_make_eq_table(t), v;

    pms_write_utf8(t, p, "; first\n  (define (f x)\n     (+ x 1))\n'b");
    call1(t, "close-output-port", p);
    p = call1(t, "open-input-file", name);
    v = pms_read(t, p, positions);
    CHECK_EQ(pms_table_get(t, positions, v, 0), pms_make_position(2, 3));
    v = cdr(v);
    CHECK_EQ(pms_table_get(t, positions, car(v), 0), pms_make_position(2, 11));
    v = car(cdr(v));
    CHECK_EQ(pms_table_get(t, positions, v, 0), pms_make_position(3, 6));
    CHECK_EQ(pms_table_get(t, positions, cdr(v), 0), pms_make_position(3, 9));
    v = pms_read(t, p, positions);
    CHECK_EQ(pms_table_get(t, positions, v, 0), pms_make_position(4, 1));
    CHECK_EQ(pms_read(t, p, positions), PMS_EOF);
    call1(t, "close-port", p);
}

static __attribute__((noinline)) void forget(struct thread *t, value name)
{
    value p = call1(t, "open-output-file", name);

    call2(t, "write-string", pms_string(t, "forgotten"), p);
}

static void forgotten(struct thread *t)
{
    value names[8];
    struct stat status;
    char name[40];
    int i, found = 0;

    for (i = 0; i < 8; i++) {
        snprintf(name, sizeof name, "forgotten%d", i);
        names[i] = pms_string(t, name);
        forget(t, names[i]);
    }
    for (i = 0; i < 3; i++) {
        pms_collect();
        pms_run_finalizers();
    }
    for (i = 0; i < 8; i++) {
        snprintf(name, sizeof name, "forgotten%d", i);
        found += stat(name, &status) == 0 && status.st_size == 9;
    }
    /* A word on the stack may keep one or two alive. */
    CHECK(found >= 5);
    pms_flush_all(t);
    for (i = 0; i < 8; i++) {
        snprintf(name, sizeof name, "forgotten%d", i);
        CHECK(stat(name, &status) == 0 && status.st_size == 9);
    }
}

static value shared_port;

static void *writer(void *argument)
{
    struct thread *t = pms_alloc_root(NULL, sizeof *t);
    char line[40];
    int i;

    snprintf(line, sizeof line, "%c%c%c%c%c%c%c%c%c%c%c%c\n", *(char *)argument,
             *(char *)argument, *(char *)argument, *(char *)argument,
             *(char *)argument, *(char *)argument, *(char *)argument,
             *(char *)argument, *(char *)argument, *(char *)argument,
             *(char *)argument, *(char *)argument);
    for (i = 0; i < 3000; i++) {
        value s = pms_string(t, line);
        char symbol[40];

        call2(t, "write-string", s, shared_port);
        snprintf(symbol, sizeof symbol, "s%d", i);
        CHECK(pms_intern(t, symbol) == pms_intern(t, symbol));
    }
    return NULL;
}

static void threads(struct thread *t)
{
    value name = pms_string(t, "threads"), line;
    pthread_t ids[3];
    size_t count = 0, k;
    int i;

    shared_port = call1(t, "open-output-file", name);
    for (i = 0; i < 3; i++)
        CHECK_EQ(pms_thread_create(&ids[i], NULL, writer, &"abc"[i]), 0);
    for (i = 0; i < 3; i++)
        pthread_join(ids[i], NULL);
    call1(t, "close-port", shared_port);
    shared_port = call1(t, "open-input-file", name);
    while ((line = call1(t, "read-line", shared_port)) != PMS_EOF) {
        CHECK_EQ(object_length(line), 12);
        for (k = 1; k < 12; k++)
            CHECK_EQ(string_chars(line)[k], string_chars(line)[0]);
        count++;
    }
    CHECK_EQ(count, 9000);
}

int main(void)
{
    struct thread *t = host_start();

    lines(t);
    bytes(t);
    files(t);
    full_device(t);
    data(t);
    forgotten(t);
    threads(t);
    return 0;
}
