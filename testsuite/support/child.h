/* SPDX-License-Identifier: MIT */
/*
 * A part of a test in a process of its own, its output caught.
 *
 * What comes in: a function, run in a child of fork().  The parent has not
 * used libgc yet, or the child would inherit it initialised.  What goes out:
 * how the child ended and what it wrote.
 */
#ifndef CHILD_H
#define CHILD_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

struct child {
    int status; /* as waitpid(2) has it */
    char out[8192];
    char err[8192];
};

static inline int child_file(const char *name)
{
    int fd = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    CHECK(fd >= 0);
    return fd;
}

static inline void child_read(int fd, char *text, size_t size)
{
    ssize_t n = pread(fd, text, size - 1, 0);

    CHECK(n >= 0);
    text[n] = '\0';
    close(fd);
}

/* Runs body(arg) in a child, which ends with exit(0) when body returns. */
static inline void child_run(void (*body)(void *), void *arg, struct child *c)
{
    int out = child_file("child.out"), err = child_file("child.err");
    pid_t pid;

    fflush(stdout);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        if (dup2(out, 1) != 1 || dup2(err, 2) != 2)
            _exit(99);
        close(out);
        close(err);
        body(arg);
        exit(0);
    }
    CHECK_EQ(waitpid(pid, &c->status, 0), pid);
    child_read(out, c->out, sizeof(c->out));
    child_read(err, c->err, sizeof(c->err));
}

/* The child ended with this exit status, or the test has failed and shows
 * what the child wrote.  77 with its reason goes on to the harness. */
static inline void child_expect(const struct child *c, int exit_status)
{
    if (WIFEXITED(c->status) && WEXITSTATUS(c->status) == exit_status)
        return;
    printf("%s", c->out);
    if (WIFEXITED(c->status) && WEXITSTATUS(c->status) == 77) {
        fflush(stdout);
        _exit(77);
    }
    printf("the child ended with status 0x%x, not with exit %d; standard "
           "error: %s\n",
           (unsigned)c->status, exit_status, c->err);
    fflush(stdout);
    _exit(1);
}

#endif /* CHILD_H */
