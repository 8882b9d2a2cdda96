/* SPDX-License-Identifier: MIT */
/*
 * The memory that the micro benchmarks measure on; see memory.h.
 */
#define _GNU_SOURCE
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel_abi.h"
#include "pages.h"
#include "sys.h"
#include "workloads/support.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14 */
#endif

enum { CLUSTER_PAGES = 256 };

int memory_map(struct memory *m, size_t bytes, bool huge)
{
    size_t mapped = bytes + MEMORY_HUGE_PAGE;
    void *p = mmap(NULL, mapped, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (p == MAP_FAILED)
        return -errno;
    m->mapping = p;
    m->mapped = mapped;
    m->bytes = bytes;
    m->start = (char *)(((uintptr_t)p + MEMORY_HUGE_PAGE - 1)
                        & ~(MEMORY_HUGE_PAGE - 1));
    (void)madvise(m->start, bytes, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    if (madvise(m->start, bytes, MADV_POPULATE_WRITE) != 0) {
        int error = -errno;

        memory_unmap(m);
        return error;
    }
    return 0;
}

void memory_unmap(struct memory *m)
{
    if (m->mapping != NULL)
        (void)munmap(m->mapping, m->mapped);
    memset(m, 0, sizeof *m);
}

size_t memory_huge_bytes(const struct memory *m)
{
    FILE *in = fopen("/proc/self/smaps", "r");
    char line[512];
    size_t total = 0, kib;
    bool inside = false;
    unsigned long start, end;

    if (in == NULL)
        return 0;
    while (fgets(line, sizeof line, in) != NULL) {
        if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
            inside = start < (uintptr_t)m->start + m->bytes
                     && end > (uintptr_t)m->start;
        else if (inside && sscanf(line, "AnonHugePages: %zu", &kib) == 1)
            total += kib << 10;
    }
    (void)fclose(in);
    return total;
}

size_t memory_available(void)
{
    FILE *in = fopen("/proc/meminfo", "r");
    char line[128];
    size_t kib = 0;

    if (in == NULL)
        return 0;
    while (fgets(line, sizeof line, in) != NULL)
        if (sscanf(line, "MemAvailable: %zu", &kib) == 1)
            break;
    (void)fclose(in);
    return kib << 10;
}

static void add_page(struct memory_runs *runs, const struct memory *m,
                     size_t page)
{
    size_t size = gc_pmscan_page_size();
    char *start = m->start + page * size;
    struct memory_run *last =
        runs->count > 0 ? &runs->list[runs->count - 1] : NULL;

    runs->pages++;
    if (last != NULL && last->start + last->bytes == start) {
        last->bytes += size;
        return;
    }
    runs->list[runs->count].start = start;
    runs->list[runs->count++].bytes = size;
}

/* Units (pages, or runs of them) are taken so that exactly the wanted number
 * comes out, each choice being as likely (Knuth's selection sampling). */
int memory_choose(struct memory_runs *runs, const struct memory *m,
                  unsigned permille, bool scattered)
{
    size_t pages = m->bytes / gc_pmscan_page_size();
    size_t unit = scattered || pages < CLUSTER_PAGES ? 1 : CLUSTER_PAGES;
    size_t units = pages / unit;
    size_t wanted = (pages * permille / 1000 + unit - 1) / unit;
    uint64_t state = 20011;
    size_t i, j;

    memset(runs, 0, sizeof *runs);
    runs->list = calloc(wanted * unit + 1, sizeof *runs->list);
    if (runs->list == NULL)
        return -ENOMEM;
    for (i = 0; i < units && wanted > 0; i++) {
        if (support_random(&state) % (units - i) >= wanted)
            continue;
        for (j = 0; j < unit; j++)
            add_page(runs, m, i * unit + j);
        wanted--;
    }
    return 0;
}

void memory_runs_free(struct memory_runs *runs)
{
    free(runs->list);
    memset(runs, 0, sizeof *runs);
}

void memory_write(const struct memory_runs *runs)
{
    size_t size = gc_pmscan_page_size();
    size_t i, at;

    for (i = 0; i < runs->count; i++)
        for (at = 0; at < runs->list[i].bytes; at += size)
            ++*(volatile char *)(runs->list[i].start + at);
}

int memory_uffd_open_synchronous(void)
{
    struct kabi_uffdio_api api = {
        .api = KABI_UFFD_API,
        .features = KABI_UFFD_FEATURE_PAGEFAULT_FLAG_WP,
    };
    int fd = (int)syscall(SYS_userfaultfd,
                          O_CLOEXEC | O_NONBLOCK | KABI_UFFD_USER_MODE_ONLY);

    if (fd < 0)
        return -errno;
    if (ioctl(fd, KABI_UFFDIO_API, &api) != 0) {
        int error = -errno;

        (void)close(fd);
        return error;
    }
    return fd;
}

int memory_uffd_protect(int uffd, const void *start, size_t bytes,
                        bool protect)
{
    struct kabi_uffdio_writeprotect arg = {
        .range = { .start = (uint64_t)(uintptr_t)start, .len = bytes },
        .mode = protect ? 1 : 0, /* UFFDIO_WRITEPROTECT_MODE_WP */
    };

    return ioctl(uffd, KABI_UFFDIO_WRITEPROTECT, &arg) == 0 ? 0 : -errno;
}
