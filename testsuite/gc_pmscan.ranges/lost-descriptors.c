/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: when a program closes our descriptors, or puts other files in their
 *   place, no write is lost: the next sweep calls everything dirty (where it
 *   was the userfaultfd), the ones after it are exact, the loss is counted, and
 *   the files that took our numbers stay open and the program's [INV-OURS].
 * Limitations: the ways of the matrix, one at a time; lost-with-child has
 *   those in which another process keeps the old userfaultfd.
 */
/* { dg-link "unit" } */
/* { dg-matrix "LOSS=close" "LOSS=close-uffd" "LOSS=close-pagemap" "LOSS=close-all" "LOSS=null" "LOSS=null-uffd" "LOSS=null-pagemap" "LOSS=other-pagemap" "LOSS=tracked-pagemap" "LOSS=other-uffd" "LOSS=own-pagemap" "LOSS=swapped" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>

#include "dirty.h"

enum { PAGES = 64 };

static struct gc_pmscan_tracker t;
static void *p;
static pid_t child;

static int null_file(void)
{
    int fd = open("/dev/null", O_RDWR);

    CHECK(fd >= 0);
    return fd;
}

/* The pagemap of a process with the same memory at the same addresses, which
 * has closed what it inherited.  When it tracks by itself, its own canary is
 * as ours should be. */
static int pagemap_of_child(bool tracks)
{
    char path[64], byte;
    int ends[2], fd;

    CHECK_EQ(pipe(ends), 0);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        if (tracks) {
            gc_pmscan_tracker_sweep(&t);
            CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), 0);
            *(volatile unsigned char *)t.fds.canary += 1;
        } else {
            CHECK_EQ(close(t.fds.uffd) + close(t.fds.pagemap), 0);
        }
        CHECK_EQ(write(ends[1], "x", 1), 1);
        (void)pause();
        _exit(0);
    }
    CHECK_EQ(read(ends[0], &byte, 1), 1);
    CHECK_EQ(close(ends[0]) + close(ends[1]), 0);
    CHECK(snprintf(path, sizeof(path), "/proc/%d/pagemap", (int)child) > 0);
    fd = open(path, O_RDONLY);
    CHECK(fd >= 0);
    return fd;
}

static void put(int file, int over)
{
    CHECK_EQ(dup2(file, over), over);
    CHECK_EQ(close(file), 0);
}

static bool lose(const char *how)
{
    int keep, fd;

    if (strcmp(how, "close") == 0) {
        CHECK_EQ(close(t.fds.uffd) + close(t.fds.pagemap), 0);
    } else if (strcmp(how, "close-uffd") == 0) {
        CHECK_EQ(close(t.fds.uffd), 0);
    } else if (strcmp(how, "close-pagemap") == 0) {
        CHECK_EQ(close(t.fds.pagemap), 0);
    } else if (strcmp(how, "close-all") == 0) {
        for (fd = 3; fd < 1100; fd++)
            (void)close(fd);
    } else if (strcmp(how, "null") == 0) {
        put(null_file(), t.fds.uffd);
        put(null_file(), t.fds.pagemap);
    } else if (strcmp(how, "null-uffd") == 0) {
        put(null_file(), t.fds.uffd);
    } else if (strcmp(how, "null-pagemap") == 0) {
        put(null_file(), t.fds.pagemap);
    } else if (strcmp(how, "other-pagemap") == 0) {
        put(pagemap_of_child(false), t.fds.pagemap);
    } else if (strcmp(how, "tracked-pagemap") == 0) {
        put(pagemap_of_child(true), t.fds.pagemap);
    } else if (strcmp(how, "other-uffd") == 0) {
        put(gc_pmscan_sys_uffd_open(), t.fds.uffd);
    } else if (strcmp(how, "own-pagemap") == 0) {
        put(gc_pmscan_sys_pagemap_open(), t.fds.pagemap);
    } else if (strcmp(how, "swapped") == 0) {
        keep = dup(t.fds.uffd);
        CHECK(keep >= 0);
        CHECK_EQ(dup2(t.fds.pagemap, t.fds.uffd), t.fds.uffd);
        put(keep, t.fds.pagemap);
    } else {
        return false;
    }
    return true;
}

/* A pagemap of this process is as good as the one that it took the place of,
 * and a userfaultfd that the program keeps can't be replaced: there nothing is
 * promised but that no write is lost. */
static bool is_noticed(const char *how)
{
    return strcmp(how, "own-pagemap") != 0;
}

/* The userfaultfd is what remembers which pages are armed. */
static bool is_all_lost(const char *how)
{
    return strstr(how, "pagemap") == NULL;
}

static bool is_cured(const char *how)
{
    return strcmp(how, "swapped") != 0;
}

/* The program's file is what it was, and open. */
static void expect_open(int fd, const struct gc_pmscan_file_id *before)
{
    struct gc_pmscan_file_id now;

    CHECK_EQ(gc_pmscan_sys_file_id(fd, &now), 0);
    CHECK_EQ(now.dev, before->dev);
    CHECK_EQ(now.ino, before->ino);
}

static void lose_once(const char *how)
{
    struct gc_pmscan_file_id put_over_uffd, put_over_pagemap;
    bool dirty[PAGES];
    uint64_t errors = t.errors;
    int uffd = t.fds.uffd, pagemap = t.fds.pagemap;
    bool foreign = strncmp(how, "null", 4) == 0
                   || strncmp(how, "other", 5) == 0
                   || strncmp(how, "tracked", 7) == 0;

    /* Written before the loss and after it. */
    touch(p, 10, 12);
    CHECK(lose(how));
    touch(p, 30, 33);
    if (foreign) {
        CHECK_EQ(gc_pmscan_sys_file_id(uffd, &put_over_uffd), 0);
        CHECK_EQ(gc_pmscan_sys_file_id(pagemap, &put_over_pagemap), 0);
    }
    (void)dirty_sweep(&t, p, PAGES, dirty);
    CHECK(dirty[10] && dirty[11] && dirty[30] && dirty[31] && dirty[32]);
    CHECK(t.all_dirty || !is_all_lost(how));
    CHECK_EQ(t.errors > errors, is_noticed(how));
    if (foreign && strstr(how, "pagemap") == NULL)
        expect_open(uffd, &put_over_uffd);
    if (foreign && strstr(how, "uffd") == NULL)
        expect_open(pagemap, &put_over_pagemap);
    if (is_cured(how)) {
        errors = t.errors;
        CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), 0);
        dirty_expect_exact(&t, p, PAGES, 1, 63);
        dirty_expect_exact(&t, p, PAGES, 2, 3);
        CHECK_EQ(t.errors, errors);
    } else {
        touch(p, 40, 43);
        (void)dirty_sweep(&t, p, PAGES, dirty);
        CHECK(dirty[40] && dirty[41] && dirty[42]);
    }
}

int main(void)
{
    const char *how = getenv("LOSS") != NULL ? getenv("LOSS") : "close";
    int i;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    for (i = 0; i < (is_cured(how) ? 3 : 1); i++) {
        lose_once(how);
        if (child > 0) {
            CHECK_EQ(kill(child, SIGKILL), 0);
            CHECK_EQ(waitpid(child, NULL, 0), child);
            child = 0;
        }
    }
    CHECK_EQ(t.generations, 0);
    return 0;
}
