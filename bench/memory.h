/* SPDX-License-Identifier: MIT */
/*
 * The memory that the micro benchmarks measure on: populated pages of a chosen
 * size, which of them are to be written, and how they are protected.
 *
 * In: sizes and shares.  Out: a region and its list of pages; 0 or -errno.  It
 * knows neither libgc nor Google Benchmark.
 */
#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEMORY_HUGE_PAGE ((size_t)2 << 20)

struct memory {
    char *start;
    size_t bytes;
    void *mapping;  /* what start was aligned in */
    size_t mapped;
};

/* Private anonymous memory, all of it touched; with huge pages where the
 * kernel gives them, or without any. */
int memory_map(struct memory *m, size_t bytes, bool huge);
void memory_unmap(struct memory *m);

/* Of it, how much lies on huge pages now. */
size_t memory_huge_bytes(const struct memory *m);

/* What the machine has to spare, in bytes. */
size_t memory_available(void);

/* Runs of pages to write: sorted, disjoint, none touches the next. */
struct memory_run {
    char *start;
    size_t bytes;
};

struct memory_runs {
    struct memory_run *list;
    size_t count;
    size_t pages;
};

/* That share of a region's pages, in permille: one by one wherever chance puts
 * them, or in runs of 256 pages. */
int memory_choose(struct memory_runs *runs, const struct memory *m,
                  unsigned permille, bool scattered);
void memory_runs_free(struct memory_runs *runs);

/* Writes to each page of the runs. */
void memory_write(const struct memory_runs *runs);

/* A userfaultfd whose faults wait for an answer; its numbers are those of
 * gc_pmscan/sys.h. */
int memory_uffd_open_synchronous(void);
/* Write-protects (or not, which also wakes who waits) with any userfaultfd. */
int memory_uffd_protect(int uffd, const void *start, size_t bytes,
                        bool protect);

#endif
