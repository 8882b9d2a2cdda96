/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: where a seccomp filter refuses the system call userfaultfd,
 *   gc_pmscan_sys_uffd_open() either gets its descriptor from
 *   /dev/userfaultfd or returns the filter's own errno, not the device's.
 * Limitations: the device's way is seen only where it is there and may be
 *   opened, both ways only by root.
 */
/* { dg-link "unit" } */
/* { dg-matrix "REFUSAL=1" "REFUSAL=38" } */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "kernel.h"

enum { NOBODY = 65534 };

static void refuse(int with)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_userfaultfd, 0, 1),
        BPF_STMT(BPF_RET | BPF_K,
                 SECCOMP_RET_ERRNO | ((unsigned)with & 0xffffu)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof(filter) / sizeof(*filter), filter };

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        UNSUPPORTED("no seccomp filter can be set: %s", strerror(errno));
}

static void try_open(int refusal)
{
    bool device = access("/dev/userfaultfd", R_OK | W_OK) == 0;
    struct kernel k;

    k.uffd = gc_pmscan_sys_uffd_open();
    printf("%s /dev/userfaultfd: %d\n", device ? "with" : "without", k.uffd);
    fflush(stdout);
    if (!device) {
        CHECK_EQ(k.uffd, -refusal);
        return;
    }
    k.pagemap = gc_pmscan_sys_pagemap_open();
    CHECK(k.uffd >= 0);
    CHECK(k.pagemap >= 0);
    CHECK_EQ(sweep_pages(&k, armed_pages(&k, 4), 4, NULL), 0);
}

int main(void)
{
    int refusal = atoi(getenv("REFUSAL") != NULL ? getenv("REFUSAL") : "1");
    int status;
    pid_t child;

    (void)kernel_open();
    refuse(refusal);
    try_open(refusal);
    /* Once more as a user that may not open the device. */
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        if (getuid() == 0 && setgid(NOBODY) == 0 && setuid(NOBODY) == 0)
            try_open(refusal);
        _exit(0);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
    return 0;
}
