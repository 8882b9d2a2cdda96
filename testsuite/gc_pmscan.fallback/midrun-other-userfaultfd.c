/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: the program holds a part of the heap with a userfaultfd of its own
 *   before we can register it: that part counts as dirty in each sweep, the
 *   state says "degraded" and why, no object is lost; when the program lets go
 *   everything is as usual.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=softdirty GC_PMSCAN_VERIFY=1" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <running.h>
#include <sys/ioctl.h>

#include "kernel_abi.h"

enum { BYTES = 16 << 20 };

static int hold(uintptr_t start, size_t len)
{
    struct kabi_uffdio_api api = { .api = KABI_UFFD_API,
                                   .features = KABI_UFFD_FEATURE_WP_ASYNC
                                               | KABI_UFFD_FEATURE_WP_UNPOPULATED
                                               | KABI_UFFD_FEATURE_PAGEFAULT_FLAG_WP };
    struct kabi_uffdio_register reg = {
        .range = { .start = start, .len = len },
        .mode = KABI_UFFDIO_REGISTER_MODE_WP
    };
    int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK
                                               | KABI_UFFD_USER_MODE_ONLY);

    CHECK(fd >= 0);
    CHECK_EQ(ioctl(fd, KABI_UFFDIO_API, &api), 0);
    CHECK_EQ(ioctl(fd, KABI_UFFDIO_REGISTER, &reg), 0);
    return fd;
}

int main(void)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    struct gc_pmscan_stats stats;
    void *volatile *array;
    struct graph_thread t;
    uintptr_t start;
    int fd;

    running_start(&t);
    running_well(&t, 20);
    /* No sweep between the growth and our grip on it. */
    GC_disable();
    array = GC_MALLOC(BYTES);
    start = (uintptr_t)array / page * page + page;
    fd = hold(start, BYTES / 2 / page * page);
    GC_enable();
    running_sweeps(&t, 20);
    graph_verify();
    stats = running_stats();
    printf("%s\n", gc_pmscan_reason());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DEGRADED);
    CHECK(strstr(gc_pmscan_reason(), "userfaultfd") != NULL);
    CHECK(stats.last_dirty_pages >= BYTES / 2 / page);
    CHECK_EQ(close(fd), 0);
    running_sweeps(&t, 3);
    running_well(&t, 20);
    GC_reachable_here(array);
    return 0;
}
