/* SPDX-License-Identifier: MIT */
/*
 * How to sweep; see tracker.h for the contract and DESIGN.md for the
 * invariants named in brackets.
 *
 * What is assumed of the kernel (Documentation/admin-guide/mm/pagemap.rst):
 *   K-ATOMIC  PAGEMAP_SCAN with WP_MATCHING reports and re-arms a page in one
 *             step under its page-table lock;
 *   K-ERROR   when the call fails, any page of its range may have been
 *             re-armed without being reported;
 *   K-CHECK   with CHECK_WPASYNC the call fails if it meets mapped memory
 *             that is not registered;
 *   K-UNTOUCHED a page with contents is PRESENT or SWAPPED; one that is armed
 *             before it has any costs two faults at its first touch.
 */
#define _GNU_SOURCE
#include "tracker.h"

#include <errno.h>
#include <string.h>

#ifdef GC_PMSCAN_FAULT_DROP_PERCENT
#include "fault_drop.h"
#endif

/* The kernel gathers 512 regions at a time.  Given more room it may report
 * regions behind the walk_end that it returns, and what is scanned again from
 * there would come out of order [INV-SORTED]. */
enum { RUNS_AT_A_TIME = 512 };

static struct gc_pmscan_range *ranges_of(const struct gc_pmscan_tracker *t)
{
    return t->ranges.data;
}

static void count_error(struct gc_pmscan_tracker *t, long err)
{
    t->errors++;
    t->last_error = (int)err;
}

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
static int open_descriptors(struct gc_pmscan_tracker *t)
{
    int ret = 0;

    if (t->uffd < 0)
        ret = keep(gc_pmscan_sys_uffd_open(), &t->uffd, &t->uffd_id);
    if (ret == 0 && t->pagemap < 0)
        ret = keep(gc_pmscan_sys_pagemap_open(), &t->pagemap, &t->pagemap_id);
    return ret;
}

static bool is_ours(int fd, const struct gc_pmscan_file_id *id)
{
    struct gc_pmscan_file_id now;

    return fd >= 0 && gc_pmscan_sys_file_id(fd, &now) == 0
           && now.dev == id->dev && now.ino == id->ino;
}

/* Does the userfaultfd speak of this process?  In a child that has not swept
 * yet it would register and unregister the parent's memory [INV-FORK], and the
 * number may be a file of the program's by now [INV-OURS]. */
static bool uffd_is_usable(const struct gc_pmscan_tracker *t)
{
    return *(volatile unsigned char *)t->mm_mark != 0
           && is_ours(t->uffd, &t->uffd_id);
}

/* The program may have closed our descriptor and got the number for a file of
 * its own: then it is not ours to close. */
static void close_if_ours(int *fd, const struct gc_pmscan_file_id *id)
{
    if (is_ours(*fd, id))
        (void)gc_pmscan_sys_close(*fd);
    *fd = -1;
}

static void close_descriptors(struct gc_pmscan_tracker *t)
{
    close_if_ours(&t->pagemap, &t->pagemap_id);
    close_if_ours(&t->uffd, &t->uffd_id);
}

int gc_pmscan_tracker_open(struct gc_pmscan_tracker *t)
{
    uintptr_t page = gc_pmscan_page_size();
    void *memory;
    int ret;

    memset(t, 0, sizeof(*t));
    t->uffd = t->pagemap = -1;
    ret = gc_pmscan_sys_map(3 * page, &memory);
    if (ret < 0)
        return ret;
    t->canary = memory;
    t->mm_mark = t->canary + 2 * page;
    ret = gc_pmscan_sys_madvise(t->mm_mark, page, KABI_MADV_WIPEONFORK);
    if (ret == 0)
        ret = gc_pmscan_buffer_reserve(&t->runs, RUNS_AT_A_TIME,
                                       sizeof(struct gc_pmscan_run));
    if (ret == 0)
        ret = open_descriptors(t);
    if (ret == 0)
        ret = gc_pmscan_sys_uffd_register(t->uffd, (uintptr_t)t->canary,
                                          2 * page);
    if (ret < 0) {
        close_descriptors(t);
        gc_pmscan_buffer_free(&t->runs);
        (void)gc_pmscan_sys_unmap(memory, 3 * page);
        t->canary = NULL;
        return ret;
    }
    *(volatile unsigned char *)t->mm_mark = 1;
    /* Populated, so that the untouched page has something to be clean. */
    ((volatile unsigned char *)t->canary)[page] = 1;
    return 0;
}

void gc_pmscan_tracker_close(struct gc_pmscan_tracker *t)
{
    bool usable;
    size_t i;

    if (t->canary == NULL)
        return;
    usable = uffd_is_usable(t);
    for (i = 0; i < t->nranges; i++)
        if (usable && ranges_of(t)[i].registered)
            (void)gc_pmscan_sys_uffd_unregister(
                t->uffd, ranges_of(t)[i].start,
                ranges_of(t)[i].end - ranges_of(t)[i].start);
    close_descriptors(t);
    (void)gc_pmscan_sys_unmap(t->canary, 3 * gc_pmscan_page_size());
    gc_pmscan_buffer_free(&t->ranges);
    gc_pmscan_buffer_free(&t->runs);
    memset(t, 0, sizeof(*t));
    t->uffd = t->pagemap = -1;
}

/* Index of the first range that ends after addr. */
static size_t first_range_after(const struct gc_pmscan_tracker *t,
                                uintptr_t addr)
{
    size_t lo = 0, hi = t->nranges;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (ranges_of(t)[mid].end <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int insert_range(struct gc_pmscan_tracker *t, size_t at,
                        struct gc_pmscan_range range)
{
    int ret = gc_pmscan_buffer_reserve(&t->ranges, t->nranges + 1,
                                       sizeof(struct gc_pmscan_range));

    if (ret < 0)
        return ret;
    memmove(ranges_of(t) + at + 1, ranges_of(t) + at,
            (t->nranges - at) * sizeof(struct gc_pmscan_range));
    ranges_of(t)[at] = range;
    t->nranges++;
    return 0;
}

static void delete_range(struct gc_pmscan_tracker *t, size_t at)
{
    t->nranges--;
    memmove(ranges_of(t) + at, ranges_of(t) + at + 1,
            (t->nranges - at) * sizeof(struct gc_pmscan_range));
}

static void register_range(struct gc_pmscan_tracker *t,
                           struct gc_pmscan_range *range)
{
    int ret;

    range->registered = range->armed = false;
    if (!uffd_is_usable(t))
        return; /* the next sweep opens a new one first */
    ret = gc_pmscan_sys_uffd_register(t->uffd, range->start,
                                      range->end - range->start);
    range->registered = ret == 0;
    if (ret < 0)
        count_error(t, ret);
}

/* The same, for memory that may bear marks of an earlier registration.  They
 * would be taken for armed pages, and no write to these would ever be seen
 * [K-MARKS].  All of the range reads as written then. */
static void register_unmarked(struct gc_pmscan_tracker *t,
                              struct gc_pmscan_range *range)
{
    int ret;

    register_range(t, range);
    if (!range->registered)
        return;
    ret = gc_pmscan_sys_uffd_disarm(t->uffd, range->start,
                                    range->end - range->start);
    if (ret < 0) {
        range->registered = false;
        count_error(t, ret);
    }
}

static bool can_merge(const struct gc_pmscan_range *a,
                      const struct gc_pmscan_range *b)
{
    return a->end == b->start && a->kind == b->kind && a->registered
           && b->registered && a->sparse == b->sparse;
}

static void merge_around(struct gc_pmscan_tracker *t, size_t at)
{
    if (at + 1 < t->nranges
        && can_merge(ranges_of(t) + at, ranges_of(t) + at + 1)) {
        ranges_of(t)[at].end = ranges_of(t)[at + 1].end;
        ranges_of(t)[at].armed |= ranges_of(t)[at + 1].armed;
        delete_range(t, at + 1);
    }
    if (at > 0 && can_merge(ranges_of(t) + at - 1, ranges_of(t) + at)) {
        ranges_of(t)[at - 1].end = ranges_of(t)[at].end;
        ranges_of(t)[at - 1].armed |= ranges_of(t)[at].armed;
        delete_range(t, at);
    }
}

int gc_pmscan_tracker_add(struct gc_pmscan_tracker *t, uintptr_t start,
                          uintptr_t end, unsigned kind)
{
    if (start >= end)
        return 0;
    start = gc_pmscan_page_down(start);
    end = gc_pmscan_page_up(end);
    while (start < end) {
        size_t at = first_range_after(t, start);
        struct gc_pmscan_range gap = {.start = start, .end = end,
                                      .kind = kind, .sparse = true};
        int ret;

        if (at < t->nranges && ranges_of(t)[at].start <= start) {
            start = ranges_of(t)[at].end;
            continue;
        }
        if (at < t->nranges && ranges_of(t)[at].start < end)
            gap.end = ranges_of(t)[at].start;
        ret = insert_range(t, at, gap);
        if (ret < 0)
            return ret;
        register_unmarked(t, ranges_of(t) + at);
        merge_around(t, at);
        start = gap.end;
    }
    return 0;
}

int gc_pmscan_tracker_remove(struct gc_pmscan_tracker *t, uintptr_t start,
                             uintptr_t end)
{
    bool usable;
    size_t at;

    if (start >= end)
        return 0;
    usable = uffd_is_usable(t);
    start = gc_pmscan_page_down(start);
    end = gc_pmscan_page_up(end);
    at = first_range_after(t, start);
    while (at < t->nranges && ranges_of(t)[at].start < end) {
        struct gc_pmscan_range old = ranges_of(t)[at];
        uintptr_t from = old.start > start ? old.start : start;
        uintptr_t to = old.end < end ? old.end : end;

        if (old.start < from && to < old.end) {
            struct gc_pmscan_range tail = old;
            int ret;

            tail.start = to;
            ret = insert_range(t, at + 1, tail);
            if (ret < 0)
                return ret;
            ranges_of(t)[at].end = from;
            at += 2;
        } else if (old.start < from) {
            ranges_of(t)[at].end = from;
            at++;
        } else if (to < old.end) {
            ranges_of(t)[at].start = to;
            at++;
        } else {
            delete_range(t, at);
        }
        if (usable && old.registered)
            (void)gc_pmscan_sys_uffd_unregister(t->uffd, from, to - from);
    }
    return 0;
}

void gc_pmscan_tracker_remapped(struct gc_pmscan_tracker *t, uintptr_t start,
                                uintptr_t end)
{
    size_t at = first_range_after(t, start);

    for (; at < t->nranges && ranges_of(t)[at].start < end; at++) {
        ranges_of(t)[at].registered = ranges_of(t)[at].armed = false;
        ranges_of(t)[at].sparse = true;
    }
}

bool gc_pmscan_tracker_covers(const struct gc_pmscan_tracker *t,
                              uintptr_t start, uintptr_t end)
{
    size_t at = first_range_after(t, start);

    while (start < end) {
        if (at >= t->nranges || ranges_of(t)[at].start > start)
            return false;
        start = ranges_of(t)[at++].end;
    }
    return true;
}

uint64_t gc_pmscan_tracker_bytes(const struct gc_pmscan_tracker *t,
                                 unsigned kind)
{
    uint64_t sum = 0;
    size_t i;

    for (i = 0; i < t->nranges; i++)
        if (ranges_of(t)[i].kind == kind)
            sum += ranges_of(t)[i].end - ranges_of(t)[i].start;
    return sum;
}

/* What a page has that is not untouched. */
#define WITH_CONTENTS (KABI_PAGE_IS_PRESENT | KABI_PAGE_IS_SWAPPED)

/* One PAGEMAP_SCAN from start; see K-ATOMIC and K-CHECK.  In a sparse range
 * untouched pages are left alone: they read as written once they have been
 * touched [K-LOST, K-UNTOUCHED].  In others they are armed too, for which the
 * kernel has a quicker way. */
static long scan_once(struct gc_pmscan_tracker *t, uintptr_t start,
                      uintptr_t end, bool sparse, struct gc_pmscan_run *out,
                      size_t room, uintptr_t *walk_end)
{
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .flags = KABI_PM_SCAN_WP_MATCHING | KABI_PM_SCAN_CHECK_WPASYNC,
        .start = start,
        .end = end,
        .vec = (uint64_t)(uintptr_t)out,
        .vec_len = room,
        .category_mask = KABI_PAGE_IS_WRITTEN,
        .category_anyof_mask = sparse ? WITH_CONTENTS : 0,
        .return_mask = KABI_PAGE_IS_WRITTEN,
    };
    long n = gc_pmscan_sys_pagemap_scan(t->pagemap, &arg);

    *walk_end = (uintptr_t)arg.walk_end;
    return n;
}

static_assert(sizeof(struct gc_pmscan_run) == sizeof(struct kabi_page_region),
              "the kernel writes runs in place");

static int append_run(struct gc_pmscan_tracker *t, uintptr_t start,
                      uintptr_t end)
{
    struct gc_pmscan_run *run;
    int ret = gc_pmscan_buffer_reserve(&t->runs, t->nruns + 1, sizeof(*run));

    if (ret < 0)
        return ret;
    run = (struct gc_pmscan_run *)t->runs.data + t->nruns++;
    run->start = start;
    run->end = end;
    run->categories = KABI_PAGE_IS_WRITTEN;
    return 0;
}

/* The dirty set is searched by halving, so it has to be sorted. */
static bool continues_sorted(const struct gc_pmscan_tracker *t, long n,
                             uintptr_t walk_end)
{
    const struct gc_pmscan_run *runs = t->runs.data;
    const struct gc_pmscan_run *added = runs + t->nruns;

    return n == 0
           || ((t->nruns == 0 || runs[t->nruns - 1].end <= added[0].start)
               && added[n - 1].end <= walk_end);
}

/* Scans one range and appends what it reports.  Returns 0, or -errno after
 * which all of the range counts as written [INV-ERROR]. */
static int scan_range(struct gc_pmscan_tracker *t,
                      const struct gc_pmscan_range *range)
{
    uintptr_t start = range->start, end = range->end;

    while (start < end) {
        uintptr_t walk_end = 0;
        long n;
        int ret;

        ret = gc_pmscan_buffer_reserve(&t->runs, t->nruns + RUNS_AT_A_TIME,
                                       sizeof(struct gc_pmscan_run));
        if (ret < 0)
            return ret;
        n = scan_once(t, start, end, range->sparse,
                      (struct gc_pmscan_run *)t->runs.data + t->nruns,
                      RUNS_AT_A_TIME, &walk_end);
        if (n < 0)
            return (int)n;
        /* A walk that does not advance would never end. */
        if (n > RUNS_AT_A_TIME || walk_end <= start || walk_end > end
            || !continues_sorted(t, n, walk_end))
            return -EPROTO;
        t->nruns += (size_t)n;
        start = walk_end;
    }
    return 0;
}

/* Scans into a scratch place at the end of the runs and forgets the answer:
 * all that matters is that the pages are armed for the next sweep. */
static int arm_range(struct gc_pmscan_tracker *t,
                     const struct gc_pmscan_range *range)
{
    size_t keep = t->nruns;
    int ret = scan_range(t, range);

    t->nruns = keep;
    return ret;
}

/* Proves that the descriptors are about this process's memory: of the two
 * canary pages, exactly the one that is written now must be reported. */
static int check_canary(struct gc_pmscan_tracker *t)
{
    uintptr_t page = gc_pmscan_page_size();
    uintptr_t start = (uintptr_t)t->canary;
    struct gc_pmscan_run out[4];
    uintptr_t walk_end;
    bool armed = t->canary_armed;
    long n;

    *(volatile unsigned char *)t->canary += 1;
    t->canary_armed = false;
    n = scan_once(t, start, start + 2 * page, false, out, 4, &walk_end);
    if (n < 0)
        return (int)n;
    if (walk_end != start + 2 * page)
        return -EPROTO;
    if (n != 1 || out[0].start != start
        || out[0].end != start + (armed ? 1 : 2) * page)
        return -EPROTO;
    t->canary_armed = true;
    return 0;
}

/* Registers everything with a new userfaultfd. */
static int set_up_anew(struct gc_pmscan_tracker *t)
{
    size_t i;
    int ret;

    close_descriptors(t);
    t->canary_armed = false;
    ret = open_descriptors(t);
    if (ret < 0)
        return ret;
    ret = gc_pmscan_sys_uffd_register(t->uffd, (uintptr_t)t->canary,
                                      2 * gc_pmscan_page_size());
    if (ret < 0)
        return ret;
    for (i = 0; i < t->nranges; i++)
        ranges_of(t)[i].registered = ranges_of(t)[i].armed = false;
    return check_canary(t);
}

/* Returns 0 when the descriptors can be trusted for this sweep. */
static int make_ready(struct gc_pmscan_tracker *t)
{
    int ret;

    if (*(volatile unsigned char *)t->mm_mark == 0) {
        t->generations++;
        *(volatile unsigned char *)t->mm_mark = 1;
        return set_up_anew(t);
    }
    ret = is_ours(t->uffd, &t->uffd_id) ? 0 : -EBADF;
    if (ret == 0 && !is_ours(t->pagemap, &t->pagemap_id)) {
        /* The registrations are still good, and a forked child that has a
         * copy of the userfaultfd would keep new ones from being made. */
        count_error(t, -EBADF);
        t->pagemap = -1;
        ret = open_descriptors(t);
    }
    if (ret == 0)
        ret = check_canary(t);
    if (ret < 0) {
        count_error(t, ret);
        ret = set_up_anew(t);
    }
    return ret;
}

/* Returns true when it was known what is clean. */
static bool sweep_range(struct gc_pmscan_tracker *t,
                        struct gc_pmscan_range *range, bool trusted)
{
    size_t before = t->nruns;
    bool known;
    int ret = 0;

    if (trusted && !range->registered)
        register_range(t, range);
    if (trusted && range->registered) {
        ret = scan_range(t, range);
        known = range->armed;
        range->armed = ret == 0;
        if (ret == 0)
            return known;
        count_error(t, ret);
        t->nruns = before;
    }
    if (ret == -EPERM) {
        /* Part of the range was mapped anew; put it right for next time. */
        range->sparse = true;
        register_unmarked(t, range);
        if (range->registered) {
            range->armed = arm_range(t, range) == 0;
            range->registered = range->armed;
        }
    }
    if (append_run(t, range->start, range->end) < 0)
        t->nothing_known = true;
    return false;
}

void gc_pmscan_tracker_sweep(struct gc_pmscan_tracker *t)
{
    const struct gc_pmscan_run *runs;
    uint64_t tracked = 0, dirty = 0;
    bool known = false;
    size_t i;
    int ret;

    t->nruns = 0;
    t->nothing_known = false;
    ret = make_ready(t);
    if (ret < 0)
        count_error(t, ret);
    for (i = 0; i < t->nranges; i++) {
        known = sweep_range(t, ranges_of(t) + i, ret == 0) || known;
        tracked += ranges_of(t)[i].end - ranges_of(t)[i].start;
    }
#ifdef GC_PMSCAN_FAULT_DROP_PERCENT
    gc_pmscan_fault_drop(&t->runs, &t->nruns);
#endif
    runs = t->runs.data;
    for (i = 0; i < t->nruns; i++)
        dirty += runs[i].end - runs[i].start;
    t->dirty_bytes = t->nothing_known ? tracked : dirty;
    t->all_dirty = t->nothing_known || (tracked > 0 && !known);
    t->have_swept = true;
}

void gc_pmscan_tracker_disarm(struct gc_pmscan_tracker *t, uintptr_t start,
                              uintptr_t end)
{
    if (uffd_is_usable(t))
        (void)gc_pmscan_sys_uffd_disarm(t->uffd, start, end - start);
}

/* Has the range a page without contents?  An error counts as yes. */
static bool has_hole(const struct gc_pmscan_tracker *t,
                     const struct gc_pmscan_range *range)
{
    struct gc_pmscan_run hole;
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .start = range->start,
        .end = range->end,
        .vec = (uint64_t)(uintptr_t)&hole,
        .vec_len = 1,
        .max_pages = 1,
        .category_inverted = WITH_CONTENTS,
        .category_mask = WITH_CONTENTS,
        .return_mask = KABI_PAGE_IS_PRESENT,
    };

    return gc_pmscan_sys_pagemap_scan(t->pagemap, &arg) != 0;
}

void gc_pmscan_tracker_look_for_holes(struct gc_pmscan_tracker *t)
{
    size_t i;

    for (i = t->nranges; i-- > 0;) {
        struct gc_pmscan_range *range = ranges_of(t) + i;

        if (!range->sparse || !range->registered || has_hole(t, range))
            continue;
        range->sparse = false;
        merge_around(t, i);
    }
}

void gc_pmscan_tracker_dirty_set(const struct gc_pmscan_tracker *t,
                                 struct gc_pmscan_dirty_set *out)
{
    out->runs = t->runs.data;
    out->nruns = t->nruns;
    out->ranges = t->ranges.data;
    out->nranges = t->nranges;
    out->everything = t->nothing_known || !t->have_swept;
}
