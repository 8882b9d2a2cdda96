/* SPDX-License-Identifier: MIT */
/*
 * What the first write to a protected page costs: with an asynchronous
 * userfaultfd, with mprotect and a SIGSEGV handler, and with a synchronous
 * userfaultfd and a thread that answers.
 *
 * In: Google Benchmark's command line; BENCH_FULL=1 in the environment for
 * more pages.  Out: its report.  A benchmark is named
 * fault/WAY/PATTERN/pages:N/.../threads:N.  Each thread has its own pages;
 * all threads protect them, wait for each other, and write to each page once.
 * Only the writes are timed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gbench.h"
#include "memory.h"
#include "pages.h"
#include "sys.h"
#include "workloads/support.h"

enum { ROUNDS = 20 };

/* All functions return 0 or -errno. */
struct way {
    const char *name;
    int (*prepare)(struct memory *m);
    int (*arm)(struct memory *m);
    void (*finish)(struct memory *m);
};

struct family {
    const struct way *way;
    bool scattered;
};

/* ---- asynchronous userfaultfd ---- */

static _Thread_local int async_uffd = -1;
static _Thread_local int pagemap = -1;

static int prepare_async(struct memory *m)
{
    async_uffd = gc_pmscan_sys_uffd_open();
    if (async_uffd < 0)
        return async_uffd;
    pagemap = gc_pmscan_sys_pagemap_open();
    if (pagemap < 0)
        return pagemap;
    return gc_pmscan_sys_uffd_register(async_uffd, (uintptr_t)m->start,
                                       m->bytes);
}

static int arm_async(struct memory *m)
{
    static _Thread_local struct kabi_page_region regions[512];
    uintptr_t at = (uintptr_t)m->start, end = at + m->bytes;

    while (at < end) {
        struct kabi_pm_scan_arg arg = {
            .size = sizeof(arg),
            .flags = KABI_PM_SCAN_WP_MATCHING | KABI_PM_SCAN_CHECK_WPASYNC,
            .start = at,
            .end = end,
            .vec = (uint64_t)(uintptr_t)regions,
            .vec_len = 512,
            .category_mask = KABI_PAGE_IS_WRITTEN,
            .return_mask = KABI_PAGE_IS_WRITTEN,
        };
        long found = gc_pmscan_sys_pagemap_scan(pagemap, &arg);

        if (found < 0)
            return (int)found;
        at = arg.walk_end;
    }
    return 0;
}

static void finish_async(struct memory *m)
{
    (void)m;
    if (pagemap >= 0)
        (void)gc_pmscan_sys_close(pagemap);
    if (async_uffd >= 0)
        (void)gc_pmscan_sys_close(async_uffd);
    pagemap = async_uffd = -1;
}

/* ---- mprotect and SIGSEGV ---- */

static void on_fault(int number, siginfo_t *info, void *context)
{
    void *page = (void *)gc_pmscan_page_down((uintptr_t)info->si_addr);

    (void)number;
    (void)context;
    if (gc_pmscan_sys_mprotect(page, gc_pmscan_page_size(),
                               PROT_READ | PROT_WRITE) < 0)
        _exit(3);
}

static int prepare_mprotect(struct memory *m)
{
    struct sigaction action = { .sa_sigaction = on_fault,
                                .sa_flags = SA_SIGINFO | SA_RESTART };

    (void)m;
    return sigaction(SIGSEGV, &action, NULL) == 0 ? 0 : -errno;
}

static int arm_mprotect(struct memory *m)
{
    return gc_pmscan_sys_mprotect(m->start, m->bytes, PROT_READ);
}

/* Another thread may still need the handler: it stays. */
static void finish_mprotect(struct memory *m)
{
    (void)gc_pmscan_sys_mprotect(m->start, m->bytes, PROT_READ | PROT_WRITE);
}

/* ---- synchronous userfaultfd ---- */

/* One descriptor and one thread that answers for all, as a collector has. */
static struct {
    pthread_mutex_t lock;
    int users;
    int uffd;
    int stop[2];
    pthread_t thread;
} monitor = { .lock = PTHREAD_MUTEX_INITIALIZER, .uffd = -1 };

/* struct uffd_msg of linux/userfaultfd.h for a page fault. */
struct fault_message {
    uint8_t event;
    uint8_t reserved[7];
    uint64_t flags;
    uint64_t address;
    uint64_t thread;
};

_Static_assert(sizeof(struct fault_message) == 32, "struct uffd_msg");

static void *answer(void *nothing)
{
    struct pollfd wait[2] = { { .fd = monitor.uffd, .events = POLLIN },
                              { .fd = monitor.stop[0], .events = POLLIN } };
    struct fault_message message;

    for (;;) {
        if (poll(wait, 2, -1) < 0)
            continue;
        if (wait[1].revents != 0)
            return nothing;
        if (read(monitor.uffd, &message, sizeof message) != sizeof message)
            continue;
        (void)memory_uffd_protect(
            monitor.uffd, (void *)gc_pmscan_page_down(message.address),
            gc_pmscan_page_size(), false);
    }
}

static int start_monitor(void)
{
    monitor.uffd = memory_uffd_open_synchronous();
    if (monitor.uffd < 0)
        return monitor.uffd;
    if (pipe(monitor.stop) != 0)
        return -errno;
    return -pthread_create(&monitor.thread, NULL, answer, NULL);
}

static int prepare_sync(struct memory *m)
{
    int error = 0;

    (void)pthread_mutex_lock(&monitor.lock);
    if (monitor.users++ == 0)
        error = start_monitor();
    (void)pthread_mutex_unlock(&monitor.lock);
    return error < 0 ? error
                     : gc_pmscan_sys_uffd_register(
                         monitor.uffd, (uintptr_t)m->start, m->bytes);
}

static int arm_sync(struct memory *m)
{
    return memory_uffd_protect(monitor.uffd, m->start, m->bytes, true);
}

static void finish_sync(struct memory *m)
{
    (void)memory_uffd_protect(monitor.uffd, m->start, m->bytes, false);
    (void)pthread_mutex_lock(&monitor.lock);
    if (--monitor.users == 0 && monitor.uffd >= 0) {
        (void)write(monitor.stop[1], "", 1);
        (void)pthread_join(monitor.thread, NULL);
        (void)close(monitor.stop[0]);
        (void)close(monitor.stop[1]);
        (void)close(monitor.uffd);
        monitor.uffd = -1;
    }
    (void)pthread_mutex_unlock(&monitor.lock);
}

static const struct way ways[] = {
    { "wp_async", prepare_async, arm_async, finish_async },
    { "mprotect_sigsegv", prepare_mprotect, arm_mprotect, finish_mprotect },
    { "uffd_synchronous", prepare_sync, arm_sync, finish_sync },
};

/* ---- measuring ---- */

static pthread_barrier_t all_armed;

/* The order in which the pages are written. */
static char **order_of(const struct memory *m, size_t pages, bool scattered)
{
    char **order = malloc(pages * sizeof *order);
    uint64_t state = 20011;
    size_t i;

    if (order == NULL)
        return NULL;
    for (i = 0; i < pages; i++)
        order[i] = m->start + i * gc_pmscan_page_size();
    for (i = pages; scattered && i > 1; i--) {
        size_t j = support_random(&state) % i;
        char *other = order[j];

        order[j] = order[i - 1];
        order[i - 1] = other;
    }
    return order;
}

static void measure(struct gbench_state *state, void *context)
{
    const struct family *f = context;
    size_t pages = (size_t)gbench_state_arg(state, 0), i;
    struct memory m = { 0 };
    char **order = NULL;
    uint64_t total = 0;
    int64_t rounds = 0;
    int error = memory_map(&m, pages * gc_pmscan_page_size(), false);

    if (error == 0) {
        order = order_of(&m, pages, f->scattered);
        error = order == NULL ? -ENOMEM : f->way->prepare(&m);
    }
    if (gbench_state_thread_index(state) == 0)
        (void)pthread_barrier_init(&all_armed, NULL,
                                   (unsigned)gbench_state_threads(state));
    /* A thread that can't go on still takes part: the others wait for it. */
    while (gbench_keep_running(state)) {
        uint64_t began;

        if (error == 0)
            error = f->way->arm(&m);
        (void)pthread_barrier_wait(&all_armed);
        began = support_now_ns();
        for (i = 0; error == 0 && i < pages; i++)
            ++*(volatile char *)order[i];
        began = support_now_ns() - began;
        gbench_iteration_time(state, (double)began / 1e9);
        total += began;
        rounds++;
        (void)pthread_barrier_wait(&all_armed);
    }
    if (error < 0) {
        gbench_skip(state, strerror(-error));
    } else {
        gbench_count(state, "ns_per_fault",
                     (double)total / (double)rounds / (double)pages,
                     GBENCH_THREAD_AVERAGE);
        gbench_items_processed(state, rounds * (int64_t)pages);
    }
    f->way->finish(&m);
    memory_unmap(&m);
    free(order);
}

static void add(const struct way *way, bool scattered, int64_t pages,
                int threads)
{
    static struct family families[12]; /* live as long as we do */
    static size_t count;
    static const char *const names[] = { "pages" };
    struct family *f = &families[count++];
    struct gbench *b;
    char name[96];

    f->way = way;
    f->scattered = scattered;
    (void)snprintf(name, sizeof name, "fault/%s/%s", way->name,
                   scattered ? "scattered" : "sequential");
    b = gbench_register(name, measure, f);
    gbench_arg_names(b, names, 1);
    gbench_arg(b, pages);
    gbench_threads(b, threads);
    gbench_iterations(b, ROUNDS);
    gbench_use_manual_time(b);
    gbench_time_unit(b, GBENCH_MICROSECONDS);
}

int main(int argc, char **argv)
{
    const char *full = getenv("BENCH_FULL");
    int64_t pages = full != NULL && strcmp(full, "1") == 0 ? 16384 : 2048;
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    size_t i;
    int scattered;

    for (i = 0; i < sizeof ways / sizeof ways[0]; i++)
        for (scattered = 0; scattered <= 1; scattered++) {
            add(&ways[i], scattered != 0, pages, 1);
            if (cpus > 1)
                add(&ways[i], scattered != 0, pages, (int)cpus);
        }
    return gbench_main(argc, argv);
}
