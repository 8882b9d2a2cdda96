/* SPDX-License-Identifier: MIT */
/*
 * What becomes of libgc's calls; see hooks.h.
 */
#define _GNU_SOURCE
#include "hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>

#include "vfiles.h"

static bool is_dirty_file(const char *path)
{
    size_t len;

    if (path == NULL || strncmp(path, "/proc/", 6) != 0)
        return false;
    len = strlen(path);
    return (len > 11 && strcmp(path + len - 11, "/clear_refs") == 0)
           || (len > 8 && strcmp(path + len - 8, "/pagemap") == 0);
}

/* A result of -errno as a C library function would return it. */
static long as_libc(long ret)
{
    if (ret < 0) {
        errno = (int)-ret;
        return -1;
    }
    return ret;
}

static int open_hooked(const char *path, int flags, mode_t mode)
{
    if (is_dirty_file(path)) {
        int fd = gc_pmscan_vfile_open(path);

        if (fd >= 0)
            return fd;
    }
    return gc_pmscan_real_calls.open(path, flags, mode);
}

int gc_pmscan_hook_open(const char *path, int flags, ...)
{
    mode_t mode = 0;

    if (GC_PMSCAN_OPEN_HAS_MODE(flags)) {
        va_list args;

        va_start(args, flags);
        mode = va_arg(args, mode_t);
        va_end(args);
    }
    return open_hooked(path, flags, mode);
}

int gc_pmscan_hook_open_2(const char *path, int flags)
{
    return open_hooked(path, flags, 0);
}

ssize_t gc_pmscan_hook_read(int fd, void *out, size_t bytes)
{
    if (gc_pmscan_vfile_is(fd))
        return as_libc(gc_pmscan_vfile_read(fd, out, bytes));
    return gc_pmscan_real_calls.read(fd, out, bytes);
}

ssize_t gc_pmscan_hook_write(int fd, const void *data, size_t bytes)
{
    if (gc_pmscan_vfile_is(fd))
        return as_libc(gc_pmscan_vfile_write(fd, data, bytes));
    return gc_pmscan_real_calls.write(fd, data, bytes);
}

off_t gc_pmscan_hook_lseek(int fd, off_t offset, int whence)
{
    if (gc_pmscan_vfile_is(fd))
        return as_libc(gc_pmscan_vfile_lseek(fd, offset, whence));
    return gc_pmscan_real_calls.lseek(fd, offset, whence);
}

int gc_pmscan_hook_close(int fd)
{
    if (gc_pmscan_vfile_is(fd))
        return gc_pmscan_vfile_close(fd);
    return gc_pmscan_real_calls.close(fd);
}

int gc_pmscan_hook_fcntl(int fd, int command, ...)
{
    va_list args;
    long argument;

    if (gc_pmscan_vfile_is(fd))
        return 0; /* F_SETFD: there is nothing that exec could inherit */
    va_start(args, command);
    argument = va_arg(args, long);
    va_end(args);
    return gc_pmscan_real_calls.fcntl(fd, command, argument);
}

void *gc_pmscan_hook_mmap(void *addr, size_t len, int prot, int flags, int fd,
                          off_t offset)
{
    void *got = gc_pmscan_real_calls.mmap(addr, len, prot, flags, fd, offset);

    if (got != MAP_FAILED) {
        int saved = errno;

        gc_pmscan_hook_listener.mapped((uintptr_t)got, len,
                                       (flags & MAP_FIXED) != 0);
        errno = saved;
    }
    return got;
}

char *gc_pmscan_hook_getenv(const char *name)
{
    char *value;

    if (gc_pmscan_vfile_getenv(name, &value))
        return value;
    return gc_pmscan_real_calls.getenv(name);
}
