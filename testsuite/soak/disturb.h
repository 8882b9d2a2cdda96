/* SPDX-License-Identifier: MIT */
/*
 * The soak's trouble from outside: advice on the memory of a running program,
 * and compaction of the machine's memory.
 *
 * What comes in: a process and random numbers.  What goes out: advice that
 * changes no contents (MADV_COLD, PAGEOUT, WILLNEED, COLLAPSE), counted.  What
 * may not be done is left out in silence: without root there is no compaction.
 */
#ifndef DISTURB_H
#define DISTURB_H

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "check.h"

struct disturb {
    uint64_t advised;   /* calls of process_madvise that succeeded */
    uint64_t compacted;
};

/* A writable private mapping, each with the same chance. */
static inline int disturb_choose(pid_t pid, struct test_rng *rng,
                                 struct iovec *chosen)
{
    char path[64], line[512];
    uint64_t seen = 0;
    FILE *f;

    (void)snprintf(path, sizeof(path), "/proc/%ld/maps", (long)pid);
    f = fopen(path, "re");
    if (f == NULL)
        return 0;
    while (fgets(line, sizeof(line), f) != NULL) {
        unsigned long start, end;
        char mode[8];

        if (sscanf(line, "%lx-%lx %7s", &start, &end, mode) != 3
            || strcmp(mode, "rw-p") != 0 || strstr(line, "[v") != NULL)
            continue;
        if (test_random_below(rng, ++seen) == 0) {
            chosen->iov_base = (void *)start;
            chosen->iov_len = end - start;
        }
    }
    fclose(f);
    return seen > 0;
}

static inline void disturb_process(struct disturb *d, pid_t pid,
                                   struct test_rng *rng)
{
    /* Numbers of the kernel: Debian 12's headers lack the last. */
    static const int advice[] = { 20 /* COLD */, 21 /* PAGEOUT */,
                                  3 /* WILLNEED */, 25 /* COLLAPSE */ };
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct iovec where;

    if (pidfd < 0)
        return;
    if (disturb_choose(pid, rng, &where)
        && syscall(SYS_process_madvise, pidfd, &where, 1,
                   advice[test_random_below(rng, 4)], 0) >= 0)
        d->advised++;
    close(pidfd);
}

static inline void disturb_machine(struct disturb *d)
{
    int fd = open("/proc/sys/vm/compact_memory", O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    if (write(fd, "1", 1) == 1)
        d->compacted++;
    close(fd);
}

#endif /* DISTURB_H */
