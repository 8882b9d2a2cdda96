/* SPDX-License-Identifier: MIT */
/*
 * Page arithmetic and the dirty set, the form in which what was written is
 * passed from the sweep to an attachment.
 *
 * In, out: numbers.  No system call except for the page size.
 */
#ifndef GC_PMSCAN_PAGES_H
#define GC_PMSCAN_PAGES_H

#include <atomic_ops.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

/* Laid out as the kernel's struct page_region, so that PAGEMAP_SCAN writes a
 * dirty set in its final form. */
struct gc_pmscan_run {
    uint64_t start;      /* bytes */
    uint64_t end;        /* bytes, exclusive */
    uint64_t categories; /* the kernel's; not read */
};

/* A stretch of this process's memory that is watched for writes. */
struct gc_pmscan_range {
    uint64_t start; /* page aligned */
    uint64_t end;
    unsigned kind;   /* its owner's label; ranges of one kind may be merged */
    bool registered; /* the kernel accepted it, as far as is known */
    bool armed;      /* in part at least, by an earlier sweep */
    bool sparse;     /* it may have pages that were never touched */
};

/* What a sweep found.  An address is clean when it lies in a range and in no
 * run; every other address is dirty. */
struct gc_pmscan_dirty_set {
    const struct gc_pmscan_run *runs;     /* sorted, disjoint, whole pages */
    size_t nruns;
    const struct gc_pmscan_range *ranges; /* sorted, disjoint */
    size_t nranges;
    bool everything; /* nothing is known: every address is dirty */
    bool complete;   /* the ranges are known to hold all heap there is */
};

static inline uintptr_t gc_pmscan_page_size(void)
{
    static volatile AO_t size; /* any thread may be the first to ask */
    AO_t known = AO_load(&size);

    if (known == 0) {
        known = (AO_t)sysconf(_SC_PAGESIZE);
        AO_store(&size, known);
    }
    return known;
}

static inline uintptr_t gc_pmscan_page_down(uintptr_t a)
{
    return a & ~(gc_pmscan_page_size() - 1);
}

static inline uintptr_t gc_pmscan_page_up(uintptr_t a)
{
    return (a + gc_pmscan_page_size() - 1) & ~(gc_pmscan_page_size() - 1);
}

/* How many of count ascending numbers, stride bytes apart, are not above
 * limit. */
static inline size_t gc_pmscan_first_after(const uint64_t *numbers,
                                           size_t stride, size_t count,
                                           uint64_t limit)
{
    size_t lo = 0, hi = count;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const void *at = (const char *)numbers + mid * stride;

        if (*(const uint64_t *)at <= limit)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Of sorted, disjoint runs or ranges, the index of the first that ends after
 * addr; count when there is none. */
static inline size_t gc_pmscan_first_run(const struct gc_pmscan_run *runs,
                                         size_t count, uint64_t addr)
{
    return count == 0 ? 0 /* there may be no array */
                      : gc_pmscan_first_after(&runs->end, sizeof(*runs), count,
                                              addr);
}

static inline size_t gc_pmscan_first_range(const struct gc_pmscan_range *ranges,
                                           size_t count, uint64_t addr)
{
    return count == 0 ? 0
                      : gc_pmscan_first_after(&ranges->end, sizeof(*ranges),
                                              count, addr);
}

#endif
