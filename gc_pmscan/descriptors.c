/* SPDX-License-Identifier: MIT */
/*
 * The two descriptors; see descriptors.h, and DESIGN.md for the tags.
 */
#include "descriptors.h"

#include <errno.h>
#include <string.h>

#include "scan.h"

/* Keeps a descriptor that was just opened, or passes its error on. */
static int keep(int fd, int *kept, struct gc_pmscan_file_id *id)
{
    int ret = fd < 0 ? fd : gc_pmscan_sys_file_id(fd, id);

    if (ret < 0) {
        if (fd >= 0)
            (void)gc_pmscan_sys_close(fd);
        return ret;
    }
    *kept = fd;
    return 0;
}

/* Opens those that are not open. */
static int open_missing(struct gc_pmscan_descriptors *d)
{
    int ret = 0;

    if (d->uffd < 0)
        ret = keep(gc_pmscan_sys_uffd_open(), &d->uffd, &d->uffd_id);
    if (ret == 0 && d->pagemap < 0)
        ret = keep(gc_pmscan_sys_pagemap_open(), &d->pagemap, &d->pagemap_id);
    return ret;
}

/* 0: ours.  -EBADF: no file, or another.  Other errors: that cannot be told. */
static int whose(int fd, const struct gc_pmscan_file_id *id)
{
    struct gc_pmscan_file_id now;
    int ret = fd < 0 ? -EBADF : gc_pmscan_sys_file_id(fd, &now);

    if (ret < 0)
        return ret;
    return now.dev == id->dev && now.ino == id->ino ? 0 : -EBADF;
}

bool gc_pmscan_descriptors_uffd_is_usable(const struct gc_pmscan_descriptors *d)
{
    return *(volatile unsigned char *)d->mm_mark != 0
           && whose(d->uffd, &d->uffd_id) == 0;
}

/* The program may have closed our descriptor and got the number for a file of
 * its own: then it is not ours to close.  Returns 0, or -errno when that cannot
 * be told, with nothing forgotten. */
static int forget_lost(struct gc_pmscan_descriptors *d)
{
    int uffd = whose(d->uffd, &d->uffd_id);
    int pagemap = whose(d->pagemap, &d->pagemap_id);

    if (uffd < 0 && uffd != -EBADF)
        return uffd;
    if (pagemap < 0 && pagemap != -EBADF)
        return pagemap;
    if (uffd < 0)
        d->uffd = -1;
    if (pagemap < 0)
        d->pagemap = -1;
    return 0;
}

/* Those that are not forgotten. */
static void close_both(struct gc_pmscan_descriptors *d)
{
    if (d->pagemap >= 0)
        (void)gc_pmscan_sys_close(d->pagemap);
    if (d->uffd >= 0)
        (void)gc_pmscan_sys_close(d->uffd);
    d->pagemap = d->uffd = -1;
}

static int open_and_register_canary(struct gc_pmscan_descriptors *d)
{
    int ret = open_missing(d);

    if (ret == 0)
        ret = gc_pmscan_sys_uffd_register(d->uffd, (uintptr_t)d->canary,
                                          2 * gc_pmscan_page_size());
    if (ret == 0) /* it may bear marks [K-MARKS] */
        ret = gc_pmscan_sys_uffd_disarm(d->uffd, (uintptr_t)d->canary,
                                        2 * gc_pmscan_page_size());
    return ret;
}

int gc_pmscan_descriptors_open(struct gc_pmscan_descriptors *d)
{
    uintptr_t page = gc_pmscan_page_size();
    void *memory;
    int ret;

    memset(d, 0, sizeof(*d));
    d->uffd = d->pagemap = -1;
    ret = gc_pmscan_sys_map(3 * page, &memory);
    if (ret < 0)
        return ret;
    d->canary = memory;
    d->mm_mark = d->canary + 2 * page;
    ret = gc_pmscan_sys_madvise(d->mm_mark, page, KABI_MADV_WIPEONFORK);
    if (ret == 0)
        ret = open_and_register_canary(d);
    if (ret < 0) {
        close_both(d);
        gc_pmscan_descriptors_close(d);
        return ret;
    }
    *(volatile unsigned char *)d->mm_mark = 1;
    /* Populated, so that the untouched page has something to be clean. */
    ((volatile unsigned char *)d->canary)[page] = 1;
    return 0;
}

void gc_pmscan_descriptors_close(struct gc_pmscan_descriptors *d)
{
    if (d->canary == NULL)
        return;
    if (forget_lost(d) == 0)
        close_both(d);
    (void)gc_pmscan_sys_unmap(d->canary, 3 * gc_pmscan_page_size());
    memset(d, 0, sizeof(*d));
    d->uffd = d->pagemap = -1;
}

/* Whatever else happens meanwhile makes it longer: the shortest is what a fault
 * costs. */
static void write_canary(struct gc_pmscan_descriptors *d)
{
    uint64_t began_ns = gc_pmscan_sys_now_ns(), ns;

    *(volatile unsigned char *)d->canary += 1;
    ns = gc_pmscan_sys_now_ns() - began_ns;
    if (d->canary_armed && (d->fault_ns == 0 || ns < d->fault_ns))
        d->fault_ns = ns;
}

/* Of the two canary pages, exactly the one that is written now must be
 * reported. */
static int check_canary(struct gc_pmscan_descriptors *d)
{
    uint64_t page = gc_pmscan_page_size();
    uint64_t start = (uintptr_t)d->canary;
    struct gc_pmscan_run out[4];
    uint64_t walk_end;
    bool armed = d->canary_armed;
    long n;

    write_canary(d);
    d->canary_armed = false;
    n = gc_pmscan_scan_written(d->pagemap, start, start + 2 * page, false, out,
                               4, &walk_end);
    if (n < 0)
        return (int)n;
    if (walk_end != start + 2 * page)
        return -EPROTO;
    if (n != 1 || out[0].start != start
        || out[0].end != start + (armed ? 1 : 2) * page)
        return -EPROTO;
    d->canary_armed = true;
    return 0;
}

static int set_up_anew(struct gc_pmscan_descriptors *d)
{
    int ret;

    close_both(d);
    d->canary_armed = false;
    ret = open_and_register_canary(d);
    return ret < 0 ? ret : check_canary(d);
}

int gc_pmscan_descriptors_check(struct gc_pmscan_descriptors *d,
                                enum gc_pmscan_descriptors_news *news,
                                int *lost)
{
    int ret = forget_lost(d);

    *lost = 0;
    *news = GC_PMSCAN_DESCRIPTORS_SAME;
    /* A new userfaultfd beside one that is ours after all could not have the
     * memory that this one holds. */
    if (ret < 0)
        return ret;
    if (*(volatile unsigned char *)d->mm_mark == 0) {
        *(volatile unsigned char *)d->mm_mark = 1;
        *news = GC_PMSCAN_DESCRIPTORS_CHILD;
        return set_up_anew(d);
    }
    if (d->uffd < 0) {
        ret = -EBADF;
    } else if (d->pagemap < 0) {
        /* The registrations are still good, and a forked child that has a
         * copy of the userfaultfd would keep new ones from being made. */
        *lost = -EBADF;
        ret = open_missing(d);
    }
    if (ret == 0)
        ret = check_canary(d);
    if (ret < 0) {
        *lost = ret;
        *news = GC_PMSCAN_DESCRIPTORS_NEW;
        ret = set_up_anew(d);
    }
    return ret;
}
