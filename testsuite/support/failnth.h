/* SPDX-License-Identifier: MIT */
/*
 * Makes one system call of the library fail: the Nth of those that are made
 * while it is armed, in one of the ways in which that call can fail; or that
 * call and, from then on, each of its kind.
 *
 * What comes in: the library's calls of syscall(2), which is defined here and
 * so comes before the C library's, in a program linked "unit" or "shared".
 * What goes out: the call's result, or -1 and an errno.  The state is in shared
 * memory: a forked child goes on counting where its parent was.
 *
 * A way to fail is an errno, and whether the kernel had done the work by then:
 * PAGEMAP_SCAN, for one, may have armed pages that it does not report [K-ERROR].
 */
#ifndef FAILNTH_H
#define FAILNTH_H

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"
#include "kernel_abi.h"

enum { FAILNTH_ERRNOS = 8 };

/** A sort of call, and the ways in which it can fail. */
struct failnth_kind {
    const char *name;
    long number;
    unsigned long request;         /* of ioctl(2), 0 for all else */
    int errnos[FAILNTH_ERRNOS];    /* nothing was done */
    int done_errnos[FAILNTH_ERRNOS]; /* it was done, or in part */
};

/* EPERM is also what a seccomp filter answers.  close(2) that fails has closed
 * all the same, and fstat(2) says EBADF only of what is closed. */
static const struct failnth_kind failnth_kinds[] = {
    { "PAGEMAP_SCAN", SYS_ioctl, KABI_PAGEMAP_SCAN,
      { EPERM, ENOMEM, EFAULT, EBADF, ENOTTY, EINVAL, ESRCH },
      { EPERM, ENOMEM, EINTR, EFAULT } },
    { "UFFDIO_REGISTER", SYS_ioctl, KABI_UFFDIO_REGISTER,
      { EBUSY, ENOMEM, EINVAL, EPERM, ESRCH, EBADF },
      { ENOMEM, EFAULT } },
    { "UFFDIO_UNREGISTER", SYS_ioctl, KABI_UFFDIO_UNREGISTER,
      { EINVAL, ENOMEM, ESRCH, EPERM }, { ENOMEM } },
    { "UFFDIO_WRITEPROTECT", SYS_ioctl, KABI_UFFDIO_WRITEPROTECT,
      { EAGAIN, ENOENT, EINVAL, ESRCH, EPERM }, { EAGAIN, ENOMEM } },
    { "UFFDIO_API", SYS_ioctl, KABI_UFFDIO_API,
      { EINVAL, EFAULT, EPERM }, { 0 } },
    { "USERFAULTFD_IOC_NEW", SYS_ioctl, KABI_USERFAULTFD_IOC_NEW,
      { EPERM, EMFILE, ENOMEM }, { 0 } },
    { "userfaultfd", SYS_userfaultfd, 0,
      { EPERM, ENOSYS, EINVAL, EMFILE, ENFILE, ENOMEM }, { 0 } },
    { "openat", SYS_openat, 0,
      { ENOENT, EACCES, EMFILE, ENFILE, ENOMEM, EPERM, EINTR }, { 0 } },
    { "fstat", SYS_fstat, 0, { ENOMEM, EOVERFLOW, EPERM }, { 0 } },
    { "fcntl", SYS_fcntl, 0, { EMFILE, EINVAL, EPERM }, { 0 } },
    { "prlimit64", SYS_prlimit64, 0, { EPERM, ENOSYS, EFAULT }, { 0 } },
    { "close", SYS_close, 0, { 0 }, { EINTR, EIO } },
    { "mmap", SYS_mmap, 0, { ENOMEM, EAGAIN, EPERM }, { 0 } },
    { "mremap", SYS_mremap, 0, { ENOMEM, EAGAIN, EFAULT }, { 0 } },
    { "munmap", SYS_munmap, 0, { ENOMEM, EPERM }, { 0 } },
    { "madvise", SYS_madvise, 0, { EINVAL, ENOMEM, EAGAIN, EPERM }, { 0 } },
    { "mprotect", SYS_mprotect, 0, { ENOMEM, EACCES, EPERM }, { 0 } },
    { "pread", SYS_pread64, 0, { EIO, EINTR, EPERM, EFAULT }, { 0 } },
    { "read", SYS_read, 0, { EIO, EINTR, EPERM }, { 0 } },
    { "process_vm_readv", SYS_process_vm_readv, 0,
      { EPERM, ENOSYS, EFAULT, ESRCH, ENOMEM }, { 0 } },
    { "write", SYS_write, 0, { EIO, ENOSPC, EPERM, EBADF }, { 0 } },
    { "getpid", SYS_getpid, 0, { EPERM, ENOSYS }, { 0 } },
};

struct failnth_state {
    atomic_bool armed;
    atomic_ulong count;     /* calls that can fail, since failnth_arm() */
    unsigned long nth;      /* the one that fails, from 1 */
    unsigned way;           /* which of its ways */
    bool all;               /* and all later ones of its kind */
    atomic_uint hits;       /* calls that failed */
    const struct failnth_kind *kind; /* of the Nth call */
    int error;
    bool done;
};

static struct failnth_state *failnth;
static long (*failnth_real)(long, ...);

/* The library's constructor may come here before anything else. */
static inline void failnth_start(void)
{
    void *p;

    if (failnth_real == NULL)
        *(void **)(void *)&failnth_real = dlsym(RTLD_NEXT, "syscall");
    CHECK(failnth_real != NULL);
    if (failnth != NULL)
        return;
    p = mmap(NULL, sizeof(*failnth), PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(p != MAP_FAILED);
    failnth = p;
}

/** The Nth call from now on fails in one of its ways, any number will do; all: and each later one
 *  of that kind. */
static inline void failnth_arm(unsigned long nth, unsigned way, bool all)
{
    failnth_start();
    atomic_store(&failnth->count, 0);
    atomic_store(&failnth->hits, 0);
    failnth->nth = nth;
    failnth->way = way;
    failnth->all = all;
    failnth->kind = NULL;
    atomic_store(&failnth->armed, true);
}

/** Nothing fails any more. */
static inline void failnth_disarm(void)
{
    failnth_start();
    atomic_store(&failnth->armed, false);
}

static inline void failnth_print(void)
{
    if (failnth->kind == NULL)
        printf("no call failed\n");
    else
        printf("call %lu, %s, %s%s%s: failed %u times\n", failnth->nth,
               failnth->kind->name, strerrorname_np(failnth->error),
               failnth->done ? ", its work done" : "",
               failnth->all ? ", and all later ones" : "",
               atomic_load(&failnth->hits));
}

static inline const struct failnth_kind *failnth_kind_of(long number,
                                                         unsigned long request)
{
    size_t i;

    for (i = 0; i < sizeof(failnth_kinds) / sizeof(*failnth_kinds); i++)
        if (failnth_kinds[i].number == number
            && (failnth_kinds[i].request == 0
                || failnth_kinds[i].request == request))
            return failnth_kinds + i;
    return NULL;
}

static inline unsigned failnth_ways(const struct failnth_kind *kind)
{
    unsigned n = 0, i;

    for (i = 0; i < FAILNTH_ERRNOS; i++)
        n += (kind->errnos[i] != 0) + (kind->done_errnos[i] != 0);
    return n;
}

/** A way through the calls: each in turn, or one in so many, fails in some of
 *  its ways, chosen at random. */
struct failnth_walk {
    struct test_rng rng;
    unsigned long nth; /* for failnth_arm() */
    unsigned way;      /* the same */
    unsigned tried, ways_for_each;
    unsigned one_in; /* of the calls, on average */
    unsigned long runs;
};

static inline struct failnth_walk failnth_walk_start(unsigned one_in,
                                                     unsigned ways_for_each)
{
    struct failnth_walk w = { .rng = test_rng_start(), .nth = 1,
                              .ways_for_each = ways_for_each,
                              .one_in = one_in };

    w.way = (unsigned)test_random_below(&w.rng, 1000);
    return w;
}

/** Ends a run; is there another?  A short test leaves out calls at random. */
static inline bool failnth_walk_next(struct failnth_walk *w)
{
    failnth_disarm();
    w->runs++;
    w->tried++;
    w->way++;
    if (atomic_load(&failnth->hits) > 0 && w->tried < w->ways_for_each
        && w->tried < failnth_ways(failnth->kind))
        return true;
    if (atomic_load(&failnth->count) < w->nth) {
        printf("%lu calls, %lu runs\n", w->nth - 1, w->runs);
        return false;
    }
    do
        w->nth++;
    while (test_random_below(&w->rng, 100 * w->one_in) >= test_rounds(100));
    w->way = (unsigned)test_random_below(&w->rng, 1000);
    w->tried = 0;
    return true;
}

/* errnos come first, then done_errnos. */
static inline void failnth_choose_way(const struct failnth_kind *kind,
                                      unsigned way)
{
    unsigned i;

    for (i = 0; i < 2 * FAILNTH_ERRNOS; i++) {
        failnth->done = i >= FAILNTH_ERRNOS;
        failnth->error = failnth->done ? kind->done_errnos[i - FAILNTH_ERRNOS]
                                       : kind->errnos[i];
        if (failnth->error != 0 && way-- == 0)
            return;
    }
}

/* Is it this call's turn? */
static inline bool failnth_is_due(long number, unsigned long request)
{
    const struct failnth_kind *kind = failnth_kind_of(number, request);
    unsigned long n;

    if (kind == NULL)
        return false;
    n = atomic_fetch_add(&failnth->count, 1) + 1;
    if (n == failnth->nth) {
        failnth_choose_way(kind, failnth->way % failnth_ways(kind));
        failnth->kind = kind;
        return true;
    }
    return n > failnth->nth && failnth->all && kind == failnth->kind;
}

long syscall(long number, ...)
{
    long a[6];
    va_list args;
    size_t i;

    va_start(args, number);
    for (i = 0; i < 6; i++)
        a[i] = va_arg(args, long);
    va_end(args);
    if (failnth_real == NULL)
        failnth_start();
    if (failnth != NULL && atomic_load(&failnth->armed)
        && failnth_is_due(number, (unsigned long)a[1])) {
        atomic_fetch_add(&failnth->hits, 1);
        if (failnth->done)
            (void)failnth_real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
        errno = failnth->error;
        return -1;
    }
    return failnth_real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

#endif /* FAILNTH_H */
