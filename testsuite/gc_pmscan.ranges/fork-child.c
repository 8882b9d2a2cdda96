/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: in a child, however it was made, the first sweep calls everything
 *   dirty and those after it are exact; the parent is exact all the while, and
 *   neither sees the other's writes [INV-FORK].
 * Limitations: one child at a time; fork-nested has children of children.
 */
/* { dg-link "unit" } */
/* { dg-matrix "BY=fork" "BY=_Fork" "BY=clone" "BY=clone-files" } */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>

#include "dirty.h"

enum { PAGES = 64 };

/* clone(2) as a system call runs no handler of the C library. */
static pid_t make_child(const char *by)
{
    if (strcmp(by, "clone") == 0)
        return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (strcmp(by, "clone-files") == 0) /* one table of descriptors for both */
        return (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
    if (strcmp(by, "_Fork") == 0)
        return _Fork();
#endif
    return fork();
}

static void await(int fd)
{
    char byte;

    CHECK_EQ(read(fd, &byte, 1), 1);
}

static void tell(int fd)
{
    CHECK_EQ(write(fd, "x", 1), 1);
}

int main(void)
{
    const char *by = getenv("BY") != NULL ? getenv("BY") : "fork";
    struct gc_pmscan_tracker t;
    int to_child[2], to_parent[2], i;
    bool shared_files = strcmp(by, "clone-files") == 0;
    uint64_t errors;
    void *p;
    pid_t child;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    for (i = 0; i < 5; i++) {
        errors = t.errors;
        CHECK_EQ(pipe(to_child), 0);
        CHECK_EQ(pipe(to_parent), 0);
        touch(p, 5, 7);
        child = make_child(by);
        CHECK(child >= 0);
        if (child == 0) {
            /* The parent's write before the fork is the child's as well. */
            dirty_expect_recovery(&t, p, PAGES);
            CHECK_EQ(t.generations, 1);
            CHECK_EQ(t.errors, errors); /* a child is no error */
            tell(to_parent[1]);
            await(to_child[0]);
            dirty_expect_exact(&t, p, PAGES, 0, 0); /* none of the parent's */
            dirty_expect_exact(&t, p, PAGES, 40, 50);
            tell(to_parent[1]);
            _exit(0);
        }
        await(to_parent[0]);
        if (shared_files) {
            /* The child closed them: they were its own as well. */
            CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), PAGES);
            tell(to_child[1]);
            dirty_wait(child);
            continue;
        }
        CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), 2);
        dirty_expect_exact(&t, p, PAGES, 20, 30);
        tell(to_child[1]);
        await(to_parent[0]);
        dirty_expect_exact(&t, p, PAGES, 0, 0);
        dirty_wait(child);
        dirty_expect_exact(&t, p, PAGES, 9, 12);
        CHECK_EQ(t.generations, 0);
        CHECK_EQ(t.errors, 0);
        CHECK_EQ(close(to_child[0]) + close(to_child[1]), 0);
        CHECK_EQ(close(to_parent[0]) + close(to_parent[1]), 0);
    }
    return 0;
}
