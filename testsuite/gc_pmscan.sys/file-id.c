/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: gc_pmscan_sys_file_id() tells our descriptors from whatever can
 *   take their numbers: equal for a duplicate, different for a second
 *   userfaultfd and for another process's pagemap.
 * Limitations: kernels whose userfaultfds share one inode fail here; there
 *   the tracker's canary is what remains.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "kernel.h"

static struct gc_pmscan_file_id id_of(int fd)
{
    struct gc_pmscan_file_id id;

    CHECK(fd >= 0);
    CHECK_EQ(gc_pmscan_sys_file_id(fd, &id), 0);
    return id;
}

static bool same(struct gc_pmscan_file_id a, struct gc_pmscan_file_id b)
{
    return a.dev == b.dev && a.ino == b.ino;
}

int main(void)
{
    struct kernel k = kernel_open();
    char path[64];
    pid_t child;
    int other;

    CHECK(same(id_of(k.uffd), id_of(k.uffd)));
    CHECK(same(id_of(k.uffd), id_of(dup(k.uffd))));
    CHECK(same(id_of(k.pagemap), id_of(dup(k.pagemap))));
    CHECK(!same(id_of(k.uffd), id_of(k.pagemap)));
    CHECK(!same(id_of(k.uffd), id_of(gc_pmscan_sys_uffd_open())));
    CHECK(!same(id_of(k.pagemap), id_of(open("/dev/null", O_RDONLY))));
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        (void)pause();
        _exit(0);
    }
    CHECK(snprintf(path, sizeof(path), "/proc/%d/pagemap", (int)child) > 0);
    other = open(path, O_RDONLY);
    CHECK(!same(id_of(k.pagemap), id_of(other)));
    CHECK_EQ(kill(child, SIGKILL), 0);
    CHECK_EQ(waitpid(child, NULL, 0), child);
    return 0;
}
