/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: each system call of sys.c returns -errno when it fails, something
 *   else when it succeeds, and leaves errno alone either way.
 * Limitations: one refusal of each call, not all of them.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <fcntl.h>

#include "kernel.h"

enum { MARK = 4242 };

/* The value of a call, made with errno set to something no call would set. */
#define RESULT(call)                                        \
    __extension__({                                         \
        long result_of_call;                                \
        errno = MARK;                                       \
        result_of_call = (long)(call);                      \
        CHECK_EQ(errno, MARK);                              \
        result_of_call;                                     \
    })

static void refused(struct kernel k)
{
    struct kabi_pm_scan_arg wrong = { .size = 1 };
    struct gc_pmscan_file_id id;
    uintptr_t page = gc_pmscan_page_size();
    void *out = &out, *hole = map_pages(2);
    int null = open("/dev/null", O_RDWR);

    CHECK_EQ(munmap(hole, 2 * page), 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_register(-1, 0, page)), -EBADF);
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_register(null, 0, page)), -ENOTTY);
    CHECK(RESULT(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)hole, page))
          < 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_register(k.uffd, 1, page)), -EINVAL);
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_unregister(-1, 0, page)), -EBADF);
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_unregister(k.uffd, 1, page)), -EINVAL);
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_disarm(-1, 0, page)), -EBADF);
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_disarm(k.uffd, 1, page)), -EINVAL);
    CHECK_EQ(RESULT(gc_pmscan_sys_pagemap_scan(-1, &wrong)), -EBADF);
    CHECK_EQ(RESULT(gc_pmscan_sys_pagemap_scan(k.pagemap, &wrong)), -EINVAL);
    CHECK_EQ(RESULT(gc_pmscan_sys_pagemap_scan(null, &wrong)), -ENOTTY);
    CHECK_EQ(RESULT(gc_pmscan_sys_pagemap_scan(k.pagemap, NULL)), -EFAULT);
    CHECK_EQ(RESULT(gc_pmscan_sys_map(0, &out)), -EINVAL);
    CHECK_EQ(RESULT(gc_pmscan_sys_map((size_t)1 << 62, &out)), -ENOMEM);
    CHECK_EQ(RESULT(gc_pmscan_sys_remap(hole, page, 2 * page, &out)), -EFAULT);
    CHECK(out == &out);
    CHECK_EQ(RESULT(gc_pmscan_sys_unmap((char *)hole + 1, page)), -EINVAL);
    CHECK_EQ(RESULT(gc_pmscan_sys_madvise(hole, page, MADV_DONTNEED)),
             -ENOMEM);
    CHECK_EQ(RESULT(gc_pmscan_sys_mprotect(hole, page, PROT_READ)), -ENOMEM);
    CHECK_EQ(RESULT(gc_pmscan_sys_file_id(-1, &id)), -EBADF);
    CHECK_EQ(RESULT(gc_pmscan_sys_close(-1)), -EBADF);
    CHECK_EQ(RESULT(gc_pmscan_sys_write_all(-1, "x", 1)), -EBADF);
    CHECK_EQ(RESULT(gc_pmscan_sys_open_for_writing("no/such/file")), -ENOENT);
}

static void granted(struct kernel k)
{
    struct gc_pmscan_file_id id;
    uintptr_t page = gc_pmscan_page_size();
    struct kabi_page_region region[2];
    void *p = NULL, *grown = NULL;
    long fd;

    CHECK_EQ(RESULT(gc_pmscan_sys_map(page, &p)), 0);
    CHECK(p != NULL);
    CHECK_EQ(RESULT(gc_pmscan_sys_remap(p, page, 3 * page, &grown)), 0);
    CHECK(grown != NULL);
    p = grown;
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_register(k.uffd, (uintptr_t)p, page)),
             0);
    touch(p, 0, 1);
    CHECK_EQ(RESULT(scan(&k, p, 1, SWEEP_FLAGS, region, 2, NULL)), 1);
    CHECK_EQ(RESULT(scan(&k, p, 1, SWEEP_FLAGS, region, 2, NULL)), 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_disarm(k.uffd, (uintptr_t)p, page)),
             0);
    CHECK_EQ(RESULT(scan(&k, p, 1, SWEEP_FLAGS, region, 2, NULL)), 1);
    CHECK_EQ(RESULT(gc_pmscan_sys_uffd_unregister(k.uffd, (uintptr_t)p, page)),
             0);
    CHECK_EQ(RESULT(gc_pmscan_sys_madvise(p, page, MADV_DONTNEED)), 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_mprotect(p, page, PROT_READ)), 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_unmap(p, 3 * page)), 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_getpid()), getpid());
    fd = RESULT(gc_pmscan_sys_open_for_writing("file"));
    CHECK(fd >= 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_file_id((int)fd, &id)), 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_write_all((int)fd, "x", 1)), 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_close((int)fd)), 0);
    fd = RESULT(gc_pmscan_sys_uffd_open());
    CHECK(fd >= 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_close((int)fd)), 0);
    fd = RESULT(gc_pmscan_sys_pagemap_open());
    CHECK(fd >= 0);
    CHECK_EQ(RESULT(gc_pmscan_sys_close((int)fd)), 0);
}

int main(void)
{
    struct kernel k = kernel_open();

    refused(k);
    granted(k);
    return 0;
}
