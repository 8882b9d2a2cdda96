/* SPDX-License-Identifier: MIT */
/*
 * What a scan that changes nothing says of one page, and an arming scan with
 * any masks: for the tests of doc/KERNEL.md.
 *
 * What comes in: kernel.h's descriptors and memory.  What goes out:
 * categories.
 */
#ifndef CATEGORIES_H
#define CATEGORIES_H

#include "kernel.h"

/** The names that the tests use. */
enum {
    WPALLOWED = 1 << 0, WRITTEN = 1 << 1, ISFILE = 1 << 2, PRESENT = 1 << 3,
    SWAPPED = 1 << 4, PFNZERO = 1 << 5, HUGE = 1 << 6,
    KNOWN = WPALLOWED | WRITTEN | ISFILE | PRESENT | SWAPPED | PFNZERO | HUGE,
};

/** An argument for pages [from, to) that asks for everything. */
static inline struct kabi_pm_scan_arg
scan_arg(void *start, size_t from, size_t to, struct kabi_page_region *out,
         size_t room)
{
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .start = (uintptr_t)page_at(start, from),
        .end = (uintptr_t)page_at(start, to),
        .vec = (uintptr_t)out,
        .vec_len = room,
        .return_mask = KNOWN,
    };

    return arg;
}

/** The categories of one page. */
static inline uint64_t categories(const struct kernel *k, void *start,
                                  size_t n)
{
    struct kabi_page_region out = { 0, 0, 0 };
    struct kabi_pm_scan_arg arg = scan_arg(start, n, n + 1, &out, 1);

    CHECK(gc_pmscan_sys_pagemap_scan(k->pagemap, &arg) >= 0);
    return out.categories;
}

/** Registers pages [from, to). */
static inline void register_pages(const struct kernel *k, void *start,
                                  size_t from, size_t to)
{
    CHECK_EQ(gc_pmscan_sys_uffd_register(k->uffd,
                                         (uintptr_t)page_at(start, from),
                                         (to - from) * gc_pmscan_page_size()),
             0);
}

/** Arms pages [from, to), holes too, whatever they are. */
static inline void arm_pages(const struct kernel *k, void *start, size_t from,
                             size_t to)
{
    struct kabi_uffdio_writeprotect wp = {
        .range = { (uintptr_t)page_at(start, from),
                   (to - from) * gc_pmscan_page_size() },
        .mode = 1, /* UFFDIO_WRITEPROTECT_MODE_WP */
    };

    CHECK_EQ(ioctl(k->uffd, KABI_UFFDIO_WRITEPROTECT, &wp), 0);
}

/** So many bytes of a file that has no name any more. */
static inline int nameless_file(size_t size)
{
    char path[] = "file-XXXXXX", *bytes = malloc(size);
    int fd = mkstemp(path);

    CHECK(fd >= 0 && bytes != NULL);
    memset(bytes, 1, size);
    CHECK_EQ(write(fd, bytes, size), (ssize_t)size);
    free(bytes);
    CHECK_EQ(unlink(path), 0);
    return fd;
}

/** Huge-page-aligned memory, one huge page now; or the test ends. */
static inline unsigned char *huge_page(const struct kernel *k)
{
    const uintptr_t size = 512 * 4096;
    unsigned char *p;

    if (gc_pmscan_page_size() != 4096)
        UNSUPPORTED("pages of %zu bytes", (size_t)gc_pmscan_page_size());
    p = map_pages(3 * 512);
    p += (size - (uintptr_t)p % size) % size;
    if (madvise(p, size, 14 /* MADV_HUGEPAGE */) != 0)
        UNSUPPORTED("madvise(MADV_HUGEPAGE): %s", strerror(errno));
    *p = 1;
    if (!(categories(k, p, 5) & HUGE))
        UNSUPPORTED("the kernel gave no huge page");
    return p;
}

#endif /* CATEGORIES_H */
