/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: the userfaultfd and the pagemap get high numbers under any limit
 *   of descriptors, are closed by exec, and leave the lowest number to the
 *   program.
 * Limitations: whether another thread can see the low number for a moment is
 *   not looked at.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "kernel.h"

static int lowest_free(void)
{
    int fd = open("/dev/null", O_RDONLY);

    CHECK(fd >= 0);
    CHECK_EQ(close(fd), 0);
    return fd;
}

/* Opens both under a limit; in a child, for a limit can't be raised again. */
static void try_limit(rlim_t limit, int floor)
{
    pid_t child = fork();
    int status;

    CHECK(child >= 0);
    if (child == 0) {
        struct rlimit r = { limit, limit };
        int lowest = lowest_free();
        struct kernel k;

        CHECK_EQ(setrlimit(RLIMIT_NOFILE, &r), 0);
        k = kernel_open();
        printf("limit %d: userfaultfd %d, pagemap %d\n", (int)limit, k.uffd,
               k.pagemap);
        fflush(stdout);
        CHECK(k.uffd >= floor);
        CHECK(k.pagemap >= floor);
        CHECK(k.uffd != k.pagemap);
        CHECK(fcntl(k.uffd, F_GETFD) & FD_CLOEXEC);
        CHECK(fcntl(k.pagemap, F_GETFD) & FD_CLOEXEC);
        CHECK_EQ(lowest_free(), lowest);
        _exit(0);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        _exit(77);
    CHECK_EQ(status, 0);
}

/* exec(2): the new program sees neither number. */
static void try_exec(void)
{
    struct kernel k = kernel_open();
    char command[160];

    CHECK(snprintf(command, sizeof(command),
                   "test -e /proc/self/fd/0 && test ! -e /proc/self/fd/%d &&"
                   " test ! -e /proc/self/fd/%d", k.uffd, k.pagemap)
          < (int)sizeof(command));
    CHECK_EQ(system(command), 0);
}

int main(void)
{
    struct rlimit r;

    CHECK_EQ(getrlimit(RLIMIT_NOFILE, &r), 0);
    if (r.rlim_max > 20000 || r.rlim_max == RLIM_INFINITY)
        r.rlim_max = 20000;
    if (r.rlim_max >= 1024)
        try_limit(1024, 900);
    try_limit(r.rlim_max, r.rlim_max >= 1024 ? 900 : 64);
    try_limit(256, 200);
    try_limit(64, 3);
    try_limit(16, 3);
    try_exec();
    return 0;
}
