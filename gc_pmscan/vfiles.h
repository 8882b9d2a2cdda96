/* SPDX-License-Identifier: MIT */
/*
 * The two files of libgc's soft-dirty mode, /proc/PID/pagemap and
 * /proc/PID/clear_refs, as libgc sees them.
 *
 * In: libgc's own calls on these files, passed on by the hooks.  Out: the
 * answers.  The descriptors are numbers that no real file can have, so that a
 * program which closes or reuses descriptors cannot touch them, and the files
 * cannot be taken for the program's.
 */
#ifndef GC_PMSCAN_VFILES_H
#define GC_PMSCAN_VFILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Above the largest value that fs.nr_open accepts (2^31 - 64). */
#define GC_PMSCAN_VFD_PAGEMAP 0x7ffffff0
#define GC_PMSCAN_VFD_CLEAR_REFS 0x7ffffff1

static inline bool gc_pmscan_vfile_is(int fd)
{
    return fd == GC_PMSCAN_VFD_PAGEMAP || fd == GC_PMSCAN_VFD_CLEAR_REFS;
}

/* The descriptor for a path, or -1 when it is to be opened as usual. */
int gc_pmscan_vfile_open(const char *path);

/* As the system calls of these names; -errno on failure. */
ssize_t gc_pmscan_vfile_read(int fd, void *out, size_t bytes);
ssize_t gc_pmscan_vfile_write(int fd, const void *data, size_t bytes);
off_t gc_pmscan_vfile_lseek(int fd, off_t offset, int whence);
int gc_pmscan_vfile_close(int fd);

/* libgc's question for an environment variable: true when *value replaces
 * what the environment says. */
bool gc_pmscan_vfile_getenv(const char *name, char **value);

#endif
