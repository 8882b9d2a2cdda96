/* SPDX-License-Identifier: MIT */
/*
 * The cost of a sweep against the bare ioctl, over the same memory in the same
 * run.
 *
 * In: [MiB] [dirty permille] [rounds] on the command line.  Out: one JSON line
 * with medians in microseconds: the bare PAGEMAP_SCAN call, our sweep up to a
 * complete dirty set, and the soft-dirty attachment's answers to all of libgc's
 * reads.  Rounds of the kinds alternate.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "attachment.h"
#include "tracker.h"
#include "vfiles.h"
#include "workloads/support.h"

enum { LIBGC_READ = 16384 }; /* VDB_BUF_SZ of libgc's os_dep.c */

static double now_us(void)
{
    return (double)support_now_ns() / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *v, int n)
{
    qsort(v, (size_t)n, sizeof(*v), by_size);
    return v[n / 2];
}

static uint64_t random_state = 20011;

static void write_some(volatile char *p, size_t pages, size_t count)
{
    while (count-- > 0)
        p[support_random(&random_state) % pages * gc_pmscan_page_size()]++;
}

static struct gc_pmscan_tracker tracker;
static struct gc_pmscan_dirty_set set;

static const struct gc_pmscan_dirty_set *swept(void)
{
    return &set;
}

static double bare_us(uintptr_t start, uintptr_t end, void *vec, size_t room)
{
    double began = now_us();

    while (start < end) {
        struct kabi_pm_scan_arg arg = {
            .size = sizeof(arg),
            .flags = KABI_PM_SCAN_WP_MATCHING | KABI_PM_SCAN_CHECK_WPASYNC,
            .start = start,
            .end = end,
            .vec = (uint64_t)(uintptr_t)vec,
            .vec_len = room,
            .category_mask = KABI_PAGE_IS_WRITTEN,
            .return_mask = KABI_PAGE_IS_WRITTEN,
        };

        if (gc_pmscan_sys_pagemap_scan(tracker.fds.pagemap, &arg) < 0) {
            perror("PAGEMAP_SCAN");
            exit(1);
        }
        start = arg.walk_end;
    }
    return now_us() - began;
}

static double sweep_us(void)
{
    double began = now_us();

    gc_pmscan_tracker_sweep(&tracker);
    gc_pmscan_tracker_dirty_set(&tracker, &set);
    return now_us() - began;
}

/* What libgc does after MARK_START: read every entry, 16 KiB at a time. */
static double hand_over_us(uintptr_t start, size_t pages, size_t *dirty)
{
    static uint64_t entries[LIBGC_READ / sizeof(uint64_t)];
    double began;
    size_t done, i;

    gc_pmscan_attach_softdirty.event(NULL, GC_EVENT_MARK_START);
    *dirty = 0;
    began = now_us();
    for (done = 0; done < pages; done += LIBGC_READ / sizeof(uint64_t)) {
        size_t n = pages - done;

        if (n > LIBGC_READ / sizeof(uint64_t))
            n = LIBGC_READ / sizeof(uint64_t);
        (void)gc_pmscan_vfile_lseek(
            GC_PMSCAN_VFD_PAGEMAP,
            (off_t)((start / gc_pmscan_page_size() + done) * sizeof(uint64_t)),
            SEEK_SET);
        (void)gc_pmscan_vfile_read(GC_PMSCAN_VFD_PAGEMAP, entries,
                                   n * sizeof(uint64_t));
        for (i = 0; i < n; i++)
            *dirty += entries[i] != 0;
    }
    return now_us() - began;
}

int main(int argc, char **argv)
{
    size_t bytes = (argc > 1 ? strtoul(argv[1], NULL, 10) : 1024) << 20;
    size_t permille = argc > 2 ? strtoul(argv[2], NULL, 10) : 10;
    int rounds = argc > 3 ? atoi(argv[3]) : 21;
    size_t pages = bytes / gc_pmscan_page_size();
    static double *bare; /* kept until the program ends */
    double *ours, *handed;
    static struct gc_pmscan_libgc no_libgc;
    size_t room = 1 << 19, dirty = 0;
    char path[64];
    void *memory, *vec;
    int i, opened;

    if (bytes == 0 || permille > 1000 || rounds < 1) {
        fprintf(stderr, "usage: sweep [MiB] [dirty permille] [rounds]\n");
        return 2;
    }
    bare = calloc((size_t)rounds * 3, sizeof(*bare));
    if (bare == NULL || gc_pmscan_sys_map(bytes, &memory) < 0
        || gc_pmscan_sys_map(room * sizeof(struct kabi_page_region), &vec) < 0
        || gc_pmscan_tracker_open(&tracker) < 0) {
        fprintf(stderr, "sweep: no memory, or PAGEMAP_SCAN is not usable here\n");
        return 77;
    }
    ours = bare + rounds;
    handed = ours + rounds;
    (void)madvise(memory, bytes, MADV_NOHUGEPAGE);
    memset(memory, 1, bytes);
    memset(vec, 0, room * sizeof(struct kabi_page_region));
    (void)gc_pmscan_tracker_add(&tracker, (uintptr_t)memory,
                                (uintptr_t)memory + bytes, 1);
    gc_pmscan_attach_softdirty.prepare(&no_libgc, swept);
    /* In libgc's order: another is not libgc, and is not answered. */
    (void)snprintf(path, sizeof(path), "/proc/%d/clear_refs",
                   gc_pmscan_sys_getpid());
    opened = gc_pmscan_vfile_open(path);
    (void)snprintf(path, sizeof(path), "/proc/%d/pagemap",
                   gc_pmscan_sys_getpid());
    if (opened < 0 || gc_pmscan_vfile_open(path) < 0) {
        fprintf(stderr, "sweep: the attachment does not answer libgc\n");
        return 1;
    }
    (void)sweep_us();
    /* As the provider does when a collection has ended. */
    gc_pmscan_tracker_look_for_holes(&tracker);
    for (i = 0; i < rounds; i++) {
        write_some(memory, pages, pages * permille / 1000);
        bare[i] = bare_us((uintptr_t)memory, (uintptr_t)memory + bytes, vec,
                          room);
        write_some(memory, pages, pages * permille / 1000);
        ours[i] = sweep_us();
        handed[i] = hand_over_us((uintptr_t)memory, pages, &dirty);
    }
    printf("{\"mib\": %zu, \"dirty_permille\": %zu, \"dirty_pages\": %zu, "
           "\"bare_us\": %.1f, \"sweep_us\": %.1f, \"hand_over_us\": %.1f, "
           "\"sweep_to_bare\": %.3f}\n",
           bytes >> 20, permille, dirty, median(bare, rounds),
           median(ours, rounds), median(handed, rounds),
           median(ours, rounds) / median(bare, rounds));
    return 0;
}
