/* SPDX-License-Identifier: MIT */
/*
 * Starting a program, passing signals on to it, and waiting for it.
 *
 * In: the program's words, its kind, its descriptors.  Out: how it ended and
 * what it used.  Nothing is printed.
 *
 * Everything happens between launch_open and launch_close, which hold back
 * the signals that could end this process: whoever has something to clean up
 * does it before launch_close.
 */
#ifndef GC_PMSCAN_TOOLS_LAUNCH_H
#define GC_PMSCAN_TOOLS_LAUNCH_H

#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>

#include "environment.h"

/* What launch_open changed; belongs to the caller, who changes nothing. */
struct launch_session {
    sigset_t mask;              /* as it was, and as the program gets it */
    struct sigaction child_action; /* the same for SIGCHLD */
};

struct launch {
    char *const *argv;           /* NULL-terminated, at least one word */
    enum kind kind;
    const char *library;
    const char *report_template;
    /* Descriptors to give to it as 0, 1 and 2; -1 leaves ours. */
    int stdio[3];
    /* false: the program stays in our process group and shares the terminal,
     * as if it had been started without us.  true: it gets a session of its
     * own, without a terminal, and dies with us; a signal that would end us
     * ends it instead and is told in launch_result.interrupted. */
    bool detached;
};

enum launch_failure {
    LAUNCH_STARTED = 0,
    LAUNCH_NOT_FOUND,   /* no such program, or no interpreter for it */
    LAUNCH_NOT_EXECUTABLE,
    LAUNCH_OURS         /* fork, pipe, memory ... */
};

struct launch_result {
    enum launch_failure failure; /* if not 0, only error is filled in */
    int error;                   /* an errno */
    int pid;
    int status;                  /* of waitpid(2) */
    int interrupted;             /* a signal, or 0 */
    double wall_s;               /* from before fork(2) until it was gone */
    struct rusage usage;         /* with the children that it waited for */
};

void launch_open(struct launch_session *session);
void launch_close(const struct launch_session *session);

/* Starts a program and returns when it has ended. */
void launch(const struct launch_session *session, const struct launch *what,
            struct launch_result *result);

/* Says why a program was not started; returns the exit status for that. */
int launch_explain(const struct launch_result *result, const char *program);

/* Ends this process by a signal, without a core file of its own.  Returns
 * (with an exit status) only if the signal does not end processes. */
int launch_die_of(int signal_number);

#endif
