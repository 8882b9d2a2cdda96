/* SPDX-License-Identifier: MIT */
/*
 * What becomes of the C library calls that libgc makes: those on the two files
 * of its soft-dirty mode go to vfiles.h, mappings are announced, everything
 * else goes where it would have gone.
 *
 * In: libgc's calls, brought here by the binding.  Out: the real calls, and
 * announcements to the one listener.  No policy.
 */
#ifndef GC_PMSCAN_HOOKS_H
#define GC_PMSCAN_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct dl_phdr_info; /* link.h */

/* The functions that stand behind the hooks; the binding defines it. */
struct gc_pmscan_real_calls {
    int (*open)(const char *, int, ...);
    ssize_t (*read)(int, void *, size_t);
    ssize_t (*write)(int, const void *, size_t);
    off_t (*lseek)(int, off_t, int);
    int (*close)(int);
    int (*fcntl)(int, int, ...);
    void *(*mmap)(void *, size_t, int, int, int, off_t);
    char *(*getenv)(const char *);
    int (*dl_iterate_phdr)(int (*)(struct dl_phdr_info *, size_t, void *),
                           void *);
};
extern const struct gc_pmscan_real_calls gc_pmscan_real_calls;

/* Who wants to know.  Called on the thread that calls, under libgc's lock
 * wherever libgc holds it, possibly with the world stopped. */
struct gc_pmscan_hook_listener {
    /* libgc mapped memory; fixed: over an address that it chose. */
    void (*mapped)(uintptr_t start, size_t len, bool fixed);
};
extern const struct gc_pmscan_hook_listener gc_pmscan_hook_listener;

/* Has open(2) with these flags a third argument?  O_TMPFILE contains the bit of
 * O_DIRECTORY. */
#define GC_PMSCAN_OPEN_HAS_MODE(flags)                                        \
    (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE)

int gc_pmscan_hook_open(const char *path, int flags, ...);
int gc_pmscan_hook_open_2(const char *path, int flags);
ssize_t gc_pmscan_hook_read(int fd, void *out, size_t bytes);
ssize_t gc_pmscan_hook_write(int fd, const void *data, size_t bytes);
off_t gc_pmscan_hook_lseek(int fd, off_t offset, int whence);
int gc_pmscan_hook_close(int fd);
int gc_pmscan_hook_fcntl(int fd, int command, ...);
void *gc_pmscan_hook_mmap(void *addr, size_t len, int prot, int flags, int fd,
                          off_t offset);
char *gc_pmscan_hook_getenv(const char *name);

#endif
