/* SPDX-License-Identifier: MIT */
/*
 * A userfaultfd, a pagemap and a scan, for tests of what the kernel does and
 * of sys.c.
 *
 * What comes in: sys.c, linked.  What goes out: descriptors, memory, and for
 * each page whether a scan reported it.  Ends a test as unsupported where the
 * kernel refuses what every test of this kind needs.  Whoever includes it
 * defines _GNU_SOURCE first.
 */
#ifndef KERNEL_H
#define KERNEL_H

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include "check.h"
#include "pages.h"
#include "sys.h"

/** The sweep's flags: arm what is reported, refuse what is not registered. */
#define SWEEP_FLAGS (KABI_PM_SCAN_WP_MATCHING | KABI_PM_SCAN_CHECK_WPASYNC)

struct kernel {
    int uffd;
    int pagemap;
};

/** Opens both descriptors, or ends the test: the reason is the machine's. */
static inline struct kernel kernel_open(void)
{
    struct kernel k = { gc_pmscan_sys_uffd_open(),
                        gc_pmscan_sys_pagemap_open() };

    if (k.uffd == -EPERM || k.uffd == -ENOSYS || k.uffd == -EOPNOTSUPP)
        UNSUPPORTED("userfaultfd with asynchronous write protection: %s",
                    strerror(-k.uffd));
    if (k.pagemap == -EACCES || k.pagemap == -ENOENT)
        UNSUPPORTED("/proc/self/pagemap: %s", strerror(-k.pagemap));
    CHECK(k.uffd >= 0);
    CHECK(k.pagemap >= 0);
    return k;
}

/** The address of page number n of a mapping. */
static inline unsigned char *page_at(void *start, size_t n)
{
    return (unsigned char *)start + n * gc_pmscan_page_size();
}

/** Writes the first byte of pages [from, to). */
static inline void touch(void *start, size_t from, size_t to)
{
    for (; from < to; from++)
        *(volatile unsigned char *)page_at(start, from) += 1;
}

/** Private anonymous pages, nothing in them yet, and no neighbours: each end
 *  is a page that can't be touched. */
static inline void *map_pages(size_t count)
{
    uintptr_t page = gc_pmscan_page_size();
    void *p = mmap(NULL, (count + 2) * page, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    CHECK(p != MAP_FAILED);
    p = page_at(p, 1);
    CHECK_EQ(mprotect(p, count * page, PROT_READ | PROT_WRITE), 0);
    return p;
}

/**
 * One scan, as the library makes it but with any flags.  walk_end may be NULL.
 * Returns the number of regions, or -errno.
 */
static inline long scan(const struct kernel *k, void *start, size_t pages,
                        uint64_t flags, struct kabi_page_region *out,
                        size_t room, uintptr_t *walk_end)
{
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .flags = flags,
        .start = (uint64_t)(uintptr_t)start,
        .end = (uint64_t)(uintptr_t)page_at(start, pages),
        .vec = (uint64_t)(uintptr_t)out,
        .vec_len = room,
        .category_mask = KABI_PAGE_IS_WRITTEN,
        .return_mask = KABI_PAGE_IS_WRITTEN,
    };
    long n = gc_pmscan_sys_pagemap_scan(k->pagemap, &arg);

    if (walk_end != NULL)
        *walk_end = (uintptr_t)arg.walk_end;
    return n;
}

/**
 * Scans at most 512 pages to the end and sets written[] for each of them.
 * Returns how many were written, or -errno.
 */
static inline long scan_pages(const struct kernel *k, void *start,
                              size_t pages, uint64_t flags, bool *written)
{
    static struct kabi_page_region out[512];
    size_t page = gc_pmscan_page_size(), count = 0;
    uintptr_t walk_end, base = (uintptr_t)start;
    long n, i;

    CHECK(pages <= 512);
    n = scan(k, start, pages, flags, out, 512, &walk_end);
    if (n < 0)
        return n;
    CHECK_EQ(walk_end, (uintptr_t)page_at(start, pages));
    if (written != NULL)
        memset(written, 0, pages * sizeof(*written));
    for (i = 0; i < n; i++) {
        uintptr_t at = (uintptr_t)out[i].start;

        CHECK(out[i].start >= base && out[i].end <= walk_end);
        for (; at < out[i].end; at += page, count++)
            if (written != NULL)
                written[(at - base) / page] = true;
    }
    return (long)count;
}

/** The sweep of at most 512 pages; returns how many were written. */
static inline long sweep_pages(const struct kernel *k, void *start,
                               size_t pages, bool *written)
{
    return scan_pages(k, start, pages, SWEEP_FLAGS, written);
}

/** New pages, populated, registered and armed: a sweep would find nothing. */
static inline void *armed_pages(const struct kernel *k, size_t count)
{
    void *p = map_pages(count);

    touch(p, 0, count);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k->uffd, (uintptr_t)p,
                                         count * gc_pmscan_page_size()), 0);
    CHECK_EQ(sweep_pages(k, p, count, NULL), (long)count);
    return p;
}

#endif /* KERNEL_H */
