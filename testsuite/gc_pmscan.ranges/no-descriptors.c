/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: when new descriptors are needed and none can be had (RLIMIT_NOFILE),
 *   every sweep calls everything dirty and counts an error, nothing leaks, and
 *   the first sweep after the limit was lifted begins the recovery; in this
 *   process and in a forked child.
 * Limitations: the limit is exhausted for the userfaultfd, the pagemap, or
 *   their move to a high number, one after the other.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/resource.h>

#include "dirty.h"

enum { PAGES = 32 };

static struct gc_pmscan_tracker t;
static void *p;
static struct rlimit before;

/* Leaves room for so many descriptors below 64, and none above. */
static void exhaust(int left)
{
    struct rlimit r = before;
    int fd, i;

    r.rlim_cur = 64;
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &r), 0);
    while ((fd = open("/dev/null", O_RDONLY)) >= 0)
        CHECK(fd < 64);
    CHECK_EQ(errno, EMFILE);
    for (i = 0; i < left; i++)
        CHECK_EQ(close(63 - i), 0);
}

static void lift(void)
{
    int fd;

    for (fd = 10; fd < 64; fd++)
        (void)close(fd);
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
}

static int count_open(void)
{
    int fd, n = 0;

    for (fd = 0; fd < 2048; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

static void starve(int left)
{
    uint64_t errors;
    int round, files = -1;

    exhaust(left);
    for (round = 0; round < 5; round++) {
        errors = t.errors;
        touch(p, 3, 5);
        CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), PAGES);
        CHECK(t.all_dirty);
        CHECK(t.errors > errors);
        CHECK_EQ(t.last_error, -EMFILE);
        CHECK(files < 0 || count_open() == files);
        files = count_open();
    }
    lift();
    dirty_expect_recovery(&t, p, PAGES);
}

int main(void)
{
    int left;
    pid_t child;

    CHECK_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    for (left = 0; left < 2; left++) {
        CHECK_EQ(close(t.fds.uffd) + close(t.fds.pagemap), 0);
        starve(left);
    }
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        /* Ours are inherited and may not be used, but can be closed: they
         * make room for the new ones, so take that away too. */
        struct rlimit none = before;

        none.rlim_cur = 0;
        CHECK_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
        touch(p, 3, 5);
        CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), PAGES);
        CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), PAGES);
        CHECK_EQ(t.last_error, -EMFILE);
        CHECK_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
        dirty_expect_recovery(&t, p, PAGES);
        CHECK_EQ(t.generations, 1);
        _exit(0);
    }
    dirty_wait(child);
    dirty_expect_exact(&t, p, PAGES, 7, 9);
    /* With just enough room they get low numbers. */
    CHECK_EQ(close(t.fds.uffd) + close(t.fds.pagemap), 0);
    exhaust(2);
    dirty_expect_recovery(&t, p, PAGES);
    lift();
    return 0;
}
