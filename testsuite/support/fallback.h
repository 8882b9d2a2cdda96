/* SPDX-License-Identifier: MIT */
/*
 * What must hold wherever pmscan cannot work: with GC_PMSCAN=require the
 * process ends with 125 and one sentence; with auto the program runs as it
 * does without us, and the reason is a sentence.
 *
 * What comes in: a function that takes something away from the process, and
 * words that the sentence must have.  What goes out: a failed test, or
 * nothing.  Needs a program linked "shared" or "static" that has not used
 * libgc.
 */
#ifndef FALLBACK_H
#define FALLBACK_H

#include "child.h"
#include "graph.h"

#include <gc_pmscan.h>

struct fallback {
    void (*take_away)(void);
    const char *words; /* what a user can act on */
    const char *mode;  /* GC_PMSCAN */
    bool by_environment; /* GC_ENABLE_INCREMENTAL instead of the call */
};

static inline void fallback_start(const struct fallback *f)
{
    CHECK_EQ(setenv("GC_PMSCAN", f->mode, 1), 0);
    if (f->by_environment)
        CHECK_EQ(setenv("GC_ENABLE_INCREMENTAL", "1", 1), 0);
    if (f->take_away != NULL)
        f->take_away();
    GC_INIT();
    if (!f->by_environment)
        GC_enable_incremental();
}

/* A program that knows its own truth, under whatever libgc is doing. */
static inline void fallback_work(unsigned steps)
{
    struct graph_thread t;

    graph_thread_start(&t, 1);
    /* libgc's own incremental mode makes read(2) fail; or it takes soft-dirty
     * bits, where the kernel has them. */
    graph.stored_by_program_only = true;
    graph.in_heap_only = true;
    graph_build(&t, 3);
    graph_work(&t, steps);
    GC_gcollect();
    graph_verify();
}

static inline void fallback_body(void *arg)
{
    const struct fallback *f = arg;
    const char *reason;

    fallback_start(f);
    CHECK(GC_is_incremental_mode());
    reason = gc_pmscan_reason();
    printf("%d %s\n", GC_incremental_protection_needs(), reason);
    if (strcmp(f->mode, "off") == 0) {
        CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_OFF);
    } else {
        CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DECLINED);
    }
    CHECK(gc_pmscan_reason() == reason);
    fallback_work(20000);
}

/* Exactly one line, and the words are in it. */
static inline void fallback_check_sentence(const char *text,
                                           const char *words)
{
    const char *end = strchr(text, '\n');

    if (end == NULL || end[1] != '\0' || strstr(text, words) == NULL
        || strlen(text) < 20) {
        printf("not one sentence with \"%s\": %s\n", words, text);
        fflush(stdout);
        _exit(1);
    }
}

/* Of what was written to standard error one line is ours, the last; libgc may
 * have warned before. */
static inline void fallback_check_complaint(const char *err, const char *words)
{
    const char *own = strstr(err, "gc_pmscan: ");

    fallback_check_sentence(own != NULL ? own : err, words);
    CHECK(own == err || own[-1] == '\n');
}

static inline void fallback_check(void (*take_away)(void), const char *words)
{
    struct fallback f = { .take_away = take_away, .words = words };
    struct child off, c;
    char *reason;

    f.mode = "off";
    child_run(fallback_body, &f, &off);
    child_expect(&off, 0);

    f.mode = "auto";
    child_run(fallback_body, &f, &c);
    child_expect(&c, 0);
    CHECK_EQ(atoi(c.out), atoi(off.out));
    /* libgc may have something to say, but we have not. */
    CHECK_EQ(strcmp(c.err, off.err), 0);
    reason = strchr(c.out, ' ');
    CHECK(reason != NULL);
    fallback_check_sentence(reason + 1, words);

    f.mode = "require";
    child_run(fallback_body, &f, &c);
    child_expect(&c, 125);
    fallback_check_complaint(c.err, words);
    CHECK_EQ(strlen(c.out), 0);

    f.by_environment = true;
    child_run(fallback_body, &f, &c);
    child_expect(&c, 125);
    fallback_check_complaint(c.err, words);
}

#endif /* FALLBACK_H */
