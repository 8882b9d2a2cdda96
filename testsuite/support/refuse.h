/* SPDX-License-Identifier: MIT */
/*
 * System calls that fail from now on, as they do on another kernel or in a
 * container: a seccomp filter, for all threads, for good, also in children.
 *
 * What comes in: numbers of system calls, for ioctl(2) the request too.  What
 * goes out: a process in which they fail with the errno given.
 */
#ifndef REFUSE_H
#define REFUSE_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"
#include "kernel_abi.h"

/* Any request of ioctl(2), or a system call that is not ioctl(2). */
#define REFUSE_ANY 0

/* A call fails with error.  Several calls add up. */
static inline void refuse_call(long number, uint32_t request, int error)
{
    struct sock_filter all[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    /* The low half of the second argument is all that a request has. */
    struct sock_filter one[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 offsetof(struct seccomp_data, args[1])
                     + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, request, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (uint32_t)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof(all) / sizeof(*all), all };

    if (request != REFUSE_ANY) {
        program.len = sizeof(one) / sizeof(*one);
        program.filter = one;
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                   SECCOMP_FILTER_FLAG_TSYNC, &program)
               != 0)
        UNSUPPORTED("seccomp filters cannot be installed (errno %d)", errno);
}

static inline void refuse_ioctl(unsigned long request, int error)
{
    refuse_call(SYS_ioctl, (uint32_t)request, error);
}

#endif /* REFUSE_H */
