/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: a program that closes all descriptors above 2 in mid-run, as
 *   daemons do, or one of ours, and opens others that get their numbers: the
 *   next sweep finds out, opens new ones and goes on, also when the heap has
 *   grown in between; no object is lost, and the program's files are left
 *   alone.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "CLOSE=all" "CLOSE=uffd GC_PMSCAN_VERIFY=1" "CLOSE=pagemap" } */
/* { dg-matrix "THEN=nothing" "THEN=files" "THEN=alike" } */
#define _GNU_SOURCE
#include <running.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "kernel_abi.h"

/* A userfaultfd of the program that would take whatever is registered. */
static int other_uffd(void)
{
    struct kabi_uffdio_api api = {
        .api = KABI_UFFD_API,
        .features = KABI_UFFD_FEATURE_PAGEFAULT_FLAG_WP
    };
    int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK
                                               | KABI_UFFD_USER_MODE_ONLY);

    CHECK(fd >= 0);
    CHECK_EQ(ioctl(fd, KABI_UFFDIO_API, &api), 0);
    return fd;
}

/* The pagemap of a process that is not this one. */
static int other_pagemap(pid_t pid)
{
    char path[64];

    (void)snprintf(path, sizeof(path), "/proc/%d/pagemap", (int)pid);
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* Puts a file of the program where ours was. */
static void take_number(int number, int with)
{
    CHECK(with >= 0);
    if (with == number)
        return;
    CHECK_EQ(dup2(with, number), number);
    CHECK_EQ(close(with), 0);
}

static bool same_file(int fd, const struct stat *as)
{
    struct stat now;

    return fstat(fd, &now) == 0 && now.st_dev == as->st_dev
           && now.st_ino == as->st_ino;
}

static bool wanted(const char *name, const char *value)
{
    const char *text = getenv(name);

    return text != NULL && strcmp(text, value) == 0;
}

int main(void)
{
    struct gc_pmscan_stats before, after;
    struct graph_thread t;
    unsigned round;
    pid_t other;

    other = fork();
    if (other == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        pause();
        _exit(0);
    }
    running_start(&t);
    graph.stored_by_program_only = true; /* its pipe is closed, too */
    running_well(&t, 20);
    for (round = 0; round < 8; round++) {
        int uffd = running_descriptor("[userfaultfd]");
        int pagemap = running_descriptor("/pagemap");
        bool lose_uffd = !wanted("CLOSE", "pagemap");
        bool lose_pagemap = !wanted("CLOSE", "uffd");
        struct stat uffd_is, pagemap_is;

        CHECK(uffd > 2 && pagemap > 2);
        before = running_stats();
        if (lose_uffd && lose_pagemap) {
            closefrom(3);
        } else {
            CHECK_EQ(close(lose_uffd ? uffd : pagemap), 0);
        }
        if (!wanted("THEN", "nothing")) {
            bool alike = wanted("THEN", "alike");

            if (lose_uffd) {
                take_number(uffd, alike ? other_uffd()
                                        : open("/dev/zero", O_RDWR));
                CHECK_EQ(fstat(uffd, &uffd_is), 0);
            }
            if (lose_pagemap) {
                take_number(pagemap, alike ? other_pagemap(other)
                                           : open("/dev/zero", O_RDWR));
                CHECK_EQ(fstat(pagemap, &pagemap_is), 0);
            }
        }
        /* What is new is to be registered with a descriptor of ours, and with
         * nothing that has its number. */
        CHECK(GC_expand_hp(1 << 20));
        running_sweeps(&t, 10);
        graph_verify();
        after = running_stats();
        CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
        /* The marks go with the userfaultfd. */
        CHECK(!lose_uffd || after.all_dirty_sweeps > before.all_dirty_sweeps);
        CHECK(after.all_dirty_sweeps - before.all_dirty_sweeps <= 2);
        CHECK(after.sweep_errors > before.sweep_errors);
        if (!wanted("THEN", "nothing")) {
            CHECK(!lose_uffd || same_file(uffd, &uffd_is));
            CHECK(!lose_pagemap || same_file(pagemap, &pagemap_is));
            CHECK_EQ(lose_uffd ? close(uffd) : 0, 0);
            CHECK_EQ(lose_pagemap ? close(pagemap) : 0, 0);
        }
        running_well(&t, 10);
    }
    CHECK_EQ(kill(other, SIGKILL), 0);
    CHECK_EQ(waitpid(other, NULL, 0), other);
    return 0;
}
