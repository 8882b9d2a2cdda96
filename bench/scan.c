/* SPDX-License-Identifier: MIT */
/*
 * What it costs to find out which pages were written and to protect them
 * again: the bare PAGEMAP_SCAN call, our sweep, mprotect of each dirty run, and
 * UFFDIO_WRITEPROTECT of each dirty run.
 *
 * In: Google Benchmark's command line; BENCH_FULL=1 in the environment for all
 * sizes and shares.  Out: its report.  A benchmark is named
 * scan/WAY/dirty_permille:N/PATTERN/PAGE/MiB:N.  What is timed is the scan
 * alone: the pages are written before it, off the clock.  The last two ways
 * are told which pages are dirty (their users learn it from a fault each,
 * which bench/fault measures), so theirs is the cost of protecting again.
 *
 * Memory on huge pages is mapped anew for each round, since a write to an armed
 * huge page splits it for good.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "gbench.h"
#include "memory.h"
#include "sys.h"
#include "tracker.h"
#include "workloads/support.h"

enum { MAX_ROUNDS = 100, MAX_FAMILIES = 96 /* 4 ways, 24 shapes */ };

struct shape {
    unsigned permille;
    bool scattered;
    bool huge;
};

/* What is measured on. */
struct area {
    struct memory memory;
    struct memory_runs runs;
    struct gc_pmscan_tracker tracker; /* of the ways that use PAGEMAP_SCAN */
    bool tracking;                    /* it is open */
    int uffd;                         /* of UFFDIO_WRITEPROTECT, or -1 */
};

/* All functions return 0 or -errno. */
struct way {
    const char *name;
    int (*arm)(struct area *a);   /* once */
    int (*write)(struct area *a); /* before each scan */
    int (*scan)(struct area *a);
};

struct family {
    const struct way *way;
    struct shape shape;
};

/* ---- PAGEMAP_SCAN ---- */

static int arm_tracker(struct area *a)
{
    int error = gc_pmscan_tracker_open(&a->tracker);

    if (error < 0)
        return error;
    a->tracking = true;
    error = gc_pmscan_tracker_add(&a->tracker, (uintptr_t)a->memory.start,
                                  (uintptr_t)a->memory.start
                                      + a->memory.bytes, 1);
    gc_pmscan_tracker_sweep(&a->tracker);
    /* As the provider does when a collection has ended. */
    gc_pmscan_tracker_look_for_holes(&a->tracker);
    return error < 0 ? error : a->tracker.last_error;
}

static int write_runs(struct area *a)
{
    memory_write(&a->runs);
    return 0;
}

static int scan_bare(struct area *a)
{
    static struct kabi_page_region regions[1 << 16];
    uintptr_t at = (uintptr_t)a->memory.start;
    uintptr_t end = at + a->memory.bytes;

    while (at < end) {
        struct kabi_pm_scan_arg arg = {
            .size = sizeof(arg),
            .flags = KABI_PM_SCAN_WP_MATCHING | KABI_PM_SCAN_CHECK_WPASYNC,
            .start = at,
            .end = end,
            .vec = (uint64_t)(uintptr_t)regions,
            .vec_len = sizeof regions / sizeof regions[0],
            .category_mask = KABI_PAGE_IS_WRITTEN,
            .return_mask = KABI_PAGE_IS_WRITTEN,
        };
        long found = gc_pmscan_sys_pagemap_scan(a->tracker.fds.pagemap, &arg);

        if (found < 0)
            return (int)found;
        at = arg.walk_end;
    }
    return 0;
}

static int scan_sweep(struct area *a)
{
    struct gc_pmscan_dirty_set set;

    gc_pmscan_tracker_sweep(&a->tracker);
    gc_pmscan_tracker_dirty_set(&a->tracker, &set);
    gbench_use(&set);
    return set.everything ? -EIO : 0;
}

/* ---- mprotect ---- */

static int arm_mprotect(struct area *a)
{
    return gc_pmscan_sys_mprotect(a->memory.start, a->memory.bytes,
                                  PROT_READ);
}

static int protect_runs(struct area *a, int prot)
{
    size_t i;

    for (i = 0; i < a->runs.count; i++) {
        int error = gc_pmscan_sys_mprotect(a->runs.list[i].start,
                                           a->runs.list[i].bytes, prot);

        if (error < 0)
            return error;
    }
    return 0;
}

static int write_mprotect(struct area *a)
{
    int error = protect_runs(a, PROT_READ | PROT_WRITE);

    return error < 0 ? error : write_runs(a);
}

static int scan_mprotect(struct area *a)
{
    return protect_runs(a, PROT_READ);
}

/* ---- UFFDIO_WRITEPROTECT ---- */

static int arm_uffd(struct area *a)
{
    int error;

    a->uffd = memory_uffd_open_synchronous();
    if (a->uffd < 0)
        return a->uffd;
    error = gc_pmscan_sys_uffd_register(
        a->uffd, (uintptr_t)a->memory.start, a->memory.bytes);
    return error < 0 ? error
                     : memory_uffd_protect(a->uffd, a->memory.start,
                                           a->memory.bytes, true);
}

static int uffd_runs(struct area *a, bool protect)
{
    size_t i;

    for (i = 0; i < a->runs.count; i++) {
        int error = memory_uffd_protect(a->uffd, a->runs.list[i].start,
                                        a->runs.list[i].bytes, protect);

        if (error < 0)
            return error;
    }
    return 0;
}

static int write_uffd(struct area *a)
{
    int error = uffd_runs(a, false);

    return error < 0 ? error : write_runs(a);
}

static int scan_uffd(struct area *a)
{
    return uffd_runs(a, true);
}

static const struct way ways[] = {
    { "bare", arm_tracker, write_runs, scan_bare },
    { "sweep", arm_tracker, write_runs, scan_sweep },
    { "mprotect", arm_mprotect, write_mprotect, scan_mprotect },
    { "uffd_writeprotect", arm_uffd, write_uffd, scan_uffd },
};

/* ---- measuring ---- */

static void close_area(struct area *a)
{
    if (a->tracking)
        gc_pmscan_tracker_close(&a->tracker);
    if (a->uffd >= 0)
        (void)gc_pmscan_sys_close(a->uffd);
    memory_runs_free(&a->runs);
    memory_unmap(&a->memory);
}

static int open_area(struct area *a, const struct family *f, size_t bytes)
{
    int error;

    memset(a, 0, sizeof *a);
    a->uffd = -1;
    error = memory_map(&a->memory, bytes, f->shape.huge);
    if (error == 0)
        error = memory_choose(&a->runs, &a->memory, f->shape.permille,
                              f->shape.scattered);
    if (error == 0)
        error = f->way->arm(a);
    if (error < 0)
        close_area(a);
    return error;
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static const char *why_not(const struct family *f, int error, char *text,
                           size_t size)
{
    if (error == -ENOMEM && strcmp(f->way->name, "mprotect") == 0)
        (void)snprintf(text, size,
                       "more mappings than vm.max_map_count allows");
    else
        (void)snprintf(text, size, "%s", strerror(-error));
    return text;
}

static void report(struct gbench_state *state, const struct area *a,
                   uint64_t *ns, size_t rounds)
{
    double median;

    qsort(ns, rounds, sizeof *ns, by_size);
    median = rounds % 2 != 0
                 ? (double)ns[rounds / 2]
                 : (double)(ns[rounds / 2 - 1] + ns[rounds / 2]) / 2;
    gbench_count(state, "median_us", median / 1e3, GBENCH_VALUE);
    gbench_count(state, "us_per_GiB",
                 median / 1e3
                     / ((double)a->memory.bytes / (double)(1 << 30)),
                 GBENCH_VALUE);
    gbench_count(state, "dirty_pages", (double)a->runs.pages, GBENCH_VALUE);
    if (a->runs.pages > 0)
        gbench_count(state, "ns_per_dirty_page",
                     median / (double)a->runs.pages, GBENCH_VALUE);
}

static void measure(struct gbench_state *state, void *context)
{
    const struct family *f = context;
    size_t bytes = (size_t)gbench_state_arg(state, 0) << 20;
    uint64_t ns[MAX_ROUNDS];
    size_t rounds = 0;
    struct area a;
    char text[160];
    int error;

    if (memory_available() < bytes + bytes / 4) {
        (void)snprintf(text, sizeof text, "%zu MiB of memory are available",
                       memory_available() >> 20);
        gbench_skip(state, text);
        return;
    }
    error = open_area(&a, f, bytes);
    if (error == 0 && f->shape.huge && memory_huge_bytes(&a.memory) == 0) {
        close_area(&a);
        gbench_skip(state, "the kernel gives no huge pages");
        return;
    }
    while (error == 0 && gbench_keep_running(state)) {
        uint64_t began;

        if (f->shape.huge && rounds > 0) {
            close_area(&a);
            error = open_area(&a, f, bytes);
            if (error < 0)
                break;
        }
        error = f->way->write(&a);
        if (error < 0)
            break;
        began = support_now_ns();
        error = f->way->scan(&a);
        began = support_now_ns() - began;
        gbench_iteration_time(state, (double)began / 1e9);
        if (rounds < MAX_ROUNDS)
            ns[rounds++] = began;
    }
    if (error < 0) {
        gbench_skip(state, why_not(f, error, text, sizeof text));
    } else {
        report(state, &a, ns, rounds);
        gbench_complexity_n(state, (int64_t)(bytes / gc_pmscan_page_size()));
    }
    close_area(&a);
}

/* ---- what is registered ---- */

/* Each round writes its dirty pages, and many of them fault: fewer rounds
 * where that takes long. */
static int64_t rounds_for(const struct shape *shape, int64_t mib)
{
    int64_t dirty = mib * 256 * shape->permille / 1000;
    int64_t rounds = 40000 / (dirty + 400);

    if (shape->huge)
        return 3;
    return rounds < 3 ? 3 : rounds;
}

static void add(const struct way *way, struct shape shape, int64_t mib_min,
                int64_t mib_max, bool fit)
{
    static struct family families[MAX_FAMILIES]; /* live as long as we do */
    static size_t count;
    static const char *const names[] = { "MiB" };
    struct family *f = &families[count++];
    struct gbench *b;
    char name[128];

    f->way = way;
    f->shape = shape;
    (void)snprintf(name, sizeof name, "scan/%s/dirty_permille:%u/%s/%s",
                   way->name, shape.permille,
                   shape.scattered ? "scattered" : "clustered",
                   shape.huge ? "THP" : "4KiB");
    b = gbench_register(name, measure, f);
    gbench_arg_names(b, names, 1);
    gbench_range(b, mib_min, mib_max, 4);
    if (mib_max == 8192)
        gbench_arg(b, 16384); /* where there is memory for it */
    gbench_iterations(b, rounds_for(&shape, mib_max));
    gbench_use_manual_time(b);
    gbench_time_unit(b, GBENCH_MICROSECONDS);
    if (fit)
        gbench_complexity(b, GBENCH_O_N);
}

static void add_default(const struct way *way)
{
    add(way, (struct shape){ 0, true, false }, 64, 1024, true);
    add(way, (struct shape){ 10, true, false }, 64, 1024, true);
    add(way, (struct shape){ 100, true, false }, 64, 256, false);
    add(way, (struct shape){ 10, false, false }, 1024, 1024, false);
    add(way, (struct shape){ 10, true, true }, 256, 256, false);
}

static void add_all(const struct way *way)
{
    static const unsigned shares[] = { 0, 1, 10, 100, 500, 1000 };
    size_t i;
    int scattered, huge;

    for (i = 0; i < sizeof shares / sizeof shares[0]; i++)
        for (scattered = 1; scattered >= 0; scattered--)
            for (huge = 0; huge <= 1; huge++)
                add(way,
                    (struct shape){ shares[i], scattered != 0, huge != 0 },
                    64, 8192, true);
}

int main(int argc, char **argv)
{
    const char *full = getenv("BENCH_FULL");
    size_t i;

    for (i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (full != NULL && strcmp(full, "1") == 0)
            add_all(&ways[i]);
        else
            add_default(&ways[i]);
    return gbench_main(argc, argv);
}
