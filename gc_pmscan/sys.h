/* SPDX-License-Identifier: MIT */
/*
 * The system calls of the library, each once.
 *
 * In: plain arguments.  Out: a descriptor or count, or -errno; errno itself
 * is never changed.  Nothing here allocates from the C library, takes a lock
 * or keeps state, so everything may be called with the world stopped.
 *
 * The calls go through syscall(2) and not through the C library's functions of
 * the same names: those may be replaced, by us (static linking) or by others.
 */
#ifndef GC_PMSCAN_SYS_H
#define GC_PMSCAN_SYS_H

#include <stddef.h>
#include <stdint.h>

#include "kernel_abi.h"

/* A new userfaultfd with WP_ASYNC switched on, or -errno; -EOPNOTSUPP when the
 * kernel has userfaultfd without that feature. */
int gc_pmscan_sys_uffd_open(void);

/* Registers [start, start+len) (whole pages) for asynchronous write
 * protection.  Already registered with the same descriptor is no error. */
int gc_pmscan_sys_uffd_register(int uffd, uintptr_t start, size_t len);
int gc_pmscan_sys_uffd_unregister(int uffd, uintptr_t start, size_t len);

/* Takes the write protection from registered pages: they read as written. */
int gc_pmscan_sys_uffd_disarm(int uffd, uintptr_t start, size_t len);

/* This process's pagemap. */
int gc_pmscan_sys_pagemap_open(void);

/* PAGEMAP_SCAN; returns the number of regions. */
long gc_pmscan_sys_pagemap_scan(int pagemap, struct kabi_pm_scan_arg *arg);

/* Private anonymous memory, zeroed; *out is set on success only. */
int gc_pmscan_sys_map(size_t len, void **out);
int gc_pmscan_sys_unmap(void *start, size_t len);
/* Grows or moves a mapping made by gc_pmscan_sys_map. */
int gc_pmscan_sys_remap(void *start, size_t old_len, size_t new_len,
                        void **out);
int gc_pmscan_sys_madvise(void *start, size_t len, int advice);
int gc_pmscan_sys_mprotect(void *start, size_t len, int prot);

/* Which file a descriptor is: two numbers, equal as long as it is the same
 * open file's inode. */
struct gc_pmscan_file_id {
    uint64_t dev;
    uint64_t ino;
};
int gc_pmscan_sys_file_id(int fd, struct gc_pmscan_file_id *out);
int gc_pmscan_sys_close(int fd);

/* Reads as read(2) and pread(2); a short count is possible. */
long gc_pmscan_sys_read(int fd, void *out, size_t len);
long gc_pmscan_sys_pread(int fd, void *out, size_t len, uint64_t offset);
int gc_pmscan_sys_open_for_reading(const char *path);

/* Copies this process's memory as far as it may be read, whatever protection
 * comes after that.  Returns the number of bytes; -EFAULT when there are none. */
long gc_pmscan_sys_read_memory(uintptr_t from, void *out, size_t len);

int gc_pmscan_sys_write_all(int fd, const void *data, size_t len);
int gc_pmscan_sys_open_for_writing(const char *path);
/* CLOCK_MONOTONIC. */
uint64_t gc_pmscan_sys_now_ns(void);
int gc_pmscan_sys_getpid(void);
void gc_pmscan_sys_exit(int status) __attribute__((noreturn));
/* By SIGABRT, past any handler of the program's. */
void gc_pmscan_sys_abort(void) __attribute__((noreturn));

#endif
