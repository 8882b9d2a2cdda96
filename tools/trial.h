/* SPDX-License-Identifier: MIT */
/*
 * A trial: one run of a program with its output kept in a scratch directory,
 * and the proof that it did the same as the first.
 *
 * In: a command, a kind.  Out: how it ended, reports in the directory, and
 * sentences on standard error.  It knows no table.
 */
#ifndef GC_PMSCAN_TOOLS_TRIAL_H
#define GC_PMSCAN_TOOLS_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "environment.h"
#include "launch.h"
#include "scratch.h"

struct trials {
    struct scratch scratch;
    struct launch_session session;
    char *const *program;    /* the caller's */
    char *library;           /* the caller's */
    bool progress;           /* standard error is a terminal */
    unsigned rounds;
    unsigned round;          /* the present one, from 1 */
    /* Of the first trial, by which the others are judged. */
    bool have_first;
    enum kind first_kind;
    unsigned first_round;
    int first_status;        /* of waitpid(2) */
};

/* What one step of a comparison came to. */
enum outcome {
    GO_ON,
    STOP /* something was said */
};

/* One line on a terminal that tells which trial it is, and its end. */
void trial_progress(const struct trials *t, enum kind kind);
void trial_progress_clear(const struct trials *t);

/* Runs the program once; its reports have names that begin with prefix.
 * Returns 0 or an exit status, after a sentence. */
int trial_run(struct trials *t, enum kind kind, const char *prefix,
              struct launch_result *result);

/* Did the latest trial end as the first, and write the same?  If not, says
 * so. */
enum outcome trial_same(struct trials *t, enum kind kind, int status);

/* "exit status 3" and the like. */
void trial_describe_status(int status, char *out, size_t size);

/* The end of what the latest trial wrote to standard error. */
void trial_show_errors(const struct trials *t);
/* Its last line: with exit status 125 it is the library's reason. */
void trial_last_error(const struct trials *t, char *out, size_t size);

#endif
