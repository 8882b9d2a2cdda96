/* SPDX-License-Identifier: MIT */
/*
 * The system calls of the library; see sys.h for the contract.
 */
#define _GNU_SOURCE
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Every call passes here, so that one place turns errno into a result. */
static long sys_call(long nr, long a, long b, long c, long d, long e)
{
    int saved = errno;
    long ret = syscall(nr, a, b, c, d, e, 0L);

    if (ret == -1) {
        ret = -errno;
        errno = saved;
    }
    return ret;
}

static long sys_ioctl(int fd, unsigned long request, void *arg)
{
    return sys_call(SYS_ioctl, fd, (long)request, (long)(uintptr_t)arg, 0, 0);
}

/* Programs expect the lowest free descriptors for their own files, and close
 * small numbers in loops: move ours up where the limit allows it. */
static int move_up(int fd)
{
    struct rlimit limit;
    long floor = 900;
    long moved;

    if (fd < 0)
        return fd;
    if (sys_call(SYS_prlimit64, 0, RLIMIT_NOFILE, 0,
                 (long)(uintptr_t)&limit, 0) < 0)
        return fd;
    if (limit.rlim_cur < 1024)
        floor = limit.rlim_cur > 64 ? (long)limit.rlim_cur - 32 : 0;
    moved = sys_call(SYS_fcntl, fd, F_DUPFD_CLOEXEC, floor, 0, 0);
    if (moved < 0)
        return fd;
    (void)gc_pmscan_sys_close(fd);
    return (int)moved;
}

static int uffd_new(void)
{
    long fd = sys_call(SYS_userfaultfd,
                       O_CLOEXEC | O_NONBLOCK | KABI_UFFD_USER_MODE_ONLY,
                       0, 0, 0, 0);

    if (fd == -EPERM || fd == -ENOSYS || fd == -EINVAL) {
        long dev = sys_call(SYS_openat, AT_FDCWD,
                            (long)(uintptr_t)"/dev/userfaultfd",
                            O_RDWR | O_CLOEXEC, 0, 0);

        if (dev >= 0) {
            long from_dev = sys_call(SYS_ioctl, dev, KABI_USERFAULTFD_IOC_NEW,
                                     O_CLOEXEC | O_NONBLOCK, 0, 0);

            (void)gc_pmscan_sys_close((int)dev);
            if (from_dev >= 0)
                fd = from_dev;
        }
    }
    return (int)fd;
}

int gc_pmscan_sys_uffd_open(void)
{
    struct kabi_uffdio_api api = {
        .api = KABI_UFFD_API,
        .features = KABI_UFFD_FEATURE_PAGEFAULT_FLAG_WP
                    | KABI_UFFD_FEATURE_WP_UNPOPULATED
                    | KABI_UFFD_FEATURE_WP_ASYNC,
    };
    int fd = uffd_new();
    long ret;

    if (fd < 0)
        return fd;
    ret = sys_ioctl(fd, KABI_UFFDIO_API, &api);
    if (ret < 0) {
        (void)gc_pmscan_sys_close(fd);
        return ret == -EINVAL ? -EOPNOTSUPP : (int)ret;
    }
    return move_up(fd);
}

int gc_pmscan_sys_uffd_register(int uffd, uintptr_t start, size_t len)
{
    struct kabi_uffdio_register reg = {
        .range = {.start = start, .len = len},
        .mode = KABI_UFFDIO_REGISTER_MODE_WP,
    };
    long ret = sys_ioctl(uffd, KABI_UFFDIO_REGISTER, &reg);

    return ret < 0 ? (int)ret : 0;
}

int gc_pmscan_sys_uffd_unregister(int uffd, uintptr_t start, size_t len)
{
    struct kabi_uffdio_range range = {.start = start, .len = len};
    long ret = sys_ioctl(uffd, KABI_UFFDIO_UNREGISTER, &range);

    return ret < 0 ? (int)ret : 0;
}

int gc_pmscan_sys_uffd_disarm(int uffd, uintptr_t start, size_t len)
{
    struct kabi_uffdio_writeprotect wp = {
        .range = {.start = start, .len = len},
        .mode = 0,
    };
    long ret = sys_ioctl(uffd, KABI_UFFDIO_WRITEPROTECT, &wp);

    return ret < 0 ? (int)ret : 0;
}

int gc_pmscan_sys_pagemap_open(void)
{
    return move_up((int)sys_call(SYS_openat, AT_FDCWD,
                                 (long)(uintptr_t)"/proc/self/pagemap",
                                 O_RDONLY | O_CLOEXEC, 0, 0));
}

long gc_pmscan_sys_pagemap_scan(int pagemap, struct kabi_pm_scan_arg *arg)
{
    return sys_ioctl(pagemap, KABI_PAGEMAP_SCAN, arg);
}

int gc_pmscan_sys_map(size_t len, void **out)
{
    int saved = errno;
    long ret = syscall(SYS_mmap, 0L, len, (long)(PROT_READ | PROT_WRITE),
                       (long)(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE),
                       -1L, 0L);

    if (ret == -1) {
        ret = -errno;
        errno = saved;
        return (int)ret;
    }
    *out = (void *)ret;
    return 0;
}

int gc_pmscan_sys_unmap(void *start, size_t len)
{
    return (int)sys_call(SYS_munmap, (long)(uintptr_t)start, (long)len, 0, 0,
                         0);
}

int gc_pmscan_sys_remap(void *start, size_t old_len, size_t new_len,
                        void **out)
{
    int saved = errno;
    long ret = syscall(SYS_mremap, start, old_len, new_len,
                       (long)MREMAP_MAYMOVE, 0L);

    if (ret == -1) {
        ret = -errno;
        errno = saved;
        return (int)ret;
    }
    *out = (void *)ret;
    return 0;
}

int gc_pmscan_sys_madvise(void *start, size_t len, int advice)
{
    return (int)sys_call(SYS_madvise, (long)(uintptr_t)start, (long)len,
                         advice, 0, 0);
}

int gc_pmscan_sys_mprotect(void *start, size_t len, int prot)
{
    return (int)sys_call(SYS_mprotect, (long)(uintptr_t)start, (long)len, prot,
                         0, 0);
}

int gc_pmscan_sys_file_id(int fd, struct gc_pmscan_file_id *out)
{
    struct stat st;
    long ret = sys_call(SYS_fstat, fd, (long)(uintptr_t)&st, 0, 0, 0);

    if (ret < 0)
        return (int)ret;
    out->dev = st.st_dev;
    out->ino = st.st_ino;
    return 0;
}

int gc_pmscan_sys_close(int fd)
{
    return (int)sys_call(SYS_close, fd, 0, 0, 0, 0);
}

long gc_pmscan_sys_read(int fd, void *out, size_t len)
{
    return sys_call(SYS_read, fd, (long)(uintptr_t)out, (long)len, 0, 0);
}

long gc_pmscan_sys_pread(int fd, void *out, size_t len, uint64_t offset)
{
    return sys_call(SYS_pread64, fd, (long)(uintptr_t)out, (long)len,
                    (long)offset, 0);
}

int gc_pmscan_sys_open_for_reading(const char *path)
{
    return (int)sys_call(SYS_openat, AT_FDCWD, (long)(uintptr_t)path,
                         O_RDONLY | O_CLOEXEC, 0, 0);
}

long gc_pmscan_sys_read_memory(uintptr_t from, void *out, size_t len)
{
    struct iovec here = {.iov_base = out, .iov_len = len};
    struct iovec there = {.iov_base = (void *)from, .iov_len = len};

    return sys_call(SYS_process_vm_readv, gc_pmscan_sys_getpid(),
                    (long)(uintptr_t)&here, 1, (long)(uintptr_t)&there, 1);
}

int gc_pmscan_sys_write_all(int fd, const void *data, size_t len)
{
    const char *p = data;

    while (len > 0) {
        long n = sys_call(SYS_write, fd, (long)(uintptr_t)p, (long)len, 0, 0);

        if (n == -EINTR)
            continue;
        if (n < 0)
            return (int)n;
        if (n == 0)
            return -EIO;
        p += n;
        len -= (size_t)n;
    }
    return 0;
}

int gc_pmscan_sys_open_for_writing(const char *path)
{
    return (int)sys_call(SYS_openat, AT_FDCWD, (long)(uintptr_t)path,
                         O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666, 0);
}

/* By the C library, which has it from the vDSO without a system call. */
uint64_t gc_pmscan_sys_now_ns(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

int gc_pmscan_sys_getpid(void)
{
    return (int)sys_call(SYS_getpid, 0, 0, 0, 0, 0);
}

/* In a build for gcov: what has run counts although no exit handler runs. */
#ifdef GC_PMSCAN_COVERAGE
extern void __gcov_dump(void);
#define WRITE_COVERAGE() __gcov_dump()
#else
#define WRITE_COVERAGE() ((void)0)
#endif

void gc_pmscan_sys_exit(int status)
{
    WRITE_COVERAGE();
    for (;;)
        (void)sys_call(SYS_exit_group, status, 0, 0, 0, 0);
}

void gc_pmscan_sys_abort(void)
{
    struct sigaction action;
    sigset_t set;

    memset(&action, 0, sizeof(action));
    action.sa_handler = SIG_DFL;
    (void)sigaction(SIGABRT, &action, NULL);
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGABRT);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    WRITE_COVERAGE();
    (void)sys_call(SYS_kill, gc_pmscan_sys_getpid(), SIGABRT, 0, 0, 0);
    gc_pmscan_sys_exit(128 + SIGABRT);
}
