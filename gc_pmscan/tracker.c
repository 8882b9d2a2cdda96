/* SPDX-License-Identifier: MIT */
/*
 * How to sweep; see tracker.h for the contract and DESIGN.md for the
 * invariants named in brackets.
 *
 * What is assumed of the kernel, besides what scan.h says:
 *   K-ERROR   when PAGEMAP_SCAN fails, any page of its range may have been
 *             re-armed without being reported;
 *   K-MARKS   memory that loses its registration may keep its marks.
 */
#include "tracker.h"

#include <errno.h>
#include <string.h>

#include "scan.h"
#include "sys.h"

#ifdef GC_PMSCAN_FAULT_DROP_PERCENT
#include "fault_drop.h"
#endif

/* The kernel gathers 512 regions at a time.  Given more room it may report
 * regions behind the walk_end that it returns, and what is scanned again from
 * there would come out of order [INV-SORTED]. */
enum { RUNS_AT_A_TIME = 512 };

static struct gc_pmscan_range *range_at(const struct gc_pmscan_tracker *t,
                                        size_t index)
{
    return gc_pmscan_ranges_at(&t->ranges, index);
}

static bool uffd_is_usable(const struct gc_pmscan_tracker *t)
{
    return gc_pmscan_descriptors_uffd_is_usable(&t->fds);
}

static void count_error(struct gc_pmscan_tracker *t, long err)
{
    t->errors++;
    t->last_error = (int)err;
}

/* --- what is tracked --------------------------------------------------- */

int gc_pmscan_tracker_open(struct gc_pmscan_tracker *t)
{
    int ret;

    memset(t, 0, sizeof(*t));
    ret = gc_pmscan_buffer_reserve(&t->runs, RUNS_AT_A_TIME,
                                   sizeof(struct gc_pmscan_run));
    if (ret == 0)
        ret = gc_pmscan_descriptors_open(&t->fds);
    if (ret < 0)
        gc_pmscan_buffer_free(&t->runs);
    return ret;
}

void gc_pmscan_tracker_close(struct gc_pmscan_tracker *t)
{
    size_t i;

    if (!gc_pmscan_descriptors_are_open(&t->fds))
        return;
    /* One by one: a forked child may have a copy of the userfaultfd, which
     * would keep the registrations. */
    if (uffd_is_usable(t))
        for (i = 0; i < t->ranges.count; i++)
            if (range_at(t, i)->registered)
                (void)gc_pmscan_sys_uffd_unregister(
                    t->fds.uffd, range_at(t, i)->start,
                    range_at(t, i)->end - range_at(t, i)->start);
    gc_pmscan_descriptors_close(&t->fds);
    gc_pmscan_buffer_free(&t->ranges.buffer);
    gc_pmscan_buffer_free(&t->runs);
    memset(t, 0, sizeof(*t));
}

/* Memory may bear marks of an earlier registration.  They would be taken for
 * armed pages, and no write to these would ever be seen [K-MARKS]; so they are
 * taken off, and all of the range reads as written. */
static void register_range(struct gc_pmscan_tracker *t,
                           struct gc_pmscan_range *range)
{
    size_t len = range->end - range->start;
    int ret;

    range->registered = range->armed = false;
    if (!uffd_is_usable(t))
        return; /* the next sweep opens a new one first */
    ret = gc_pmscan_sys_uffd_register(t->fds.uffd, range->start, len);
    if (ret == 0)
        ret = gc_pmscan_sys_uffd_disarm(t->fds.uffd, range->start, len);
    range->registered = ret == 0;
    if (ret < 0)
        count_error(t, ret);
}

int gc_pmscan_tracker_add(struct gc_pmscan_tracker *t, uintptr_t start,
                          uintptr_t end, unsigned kind)
{
    struct gc_pmscan_range gap;
    size_t at;

    if (start >= end)
        return 0;
    start = gc_pmscan_page_down(start);
    end = gc_pmscan_page_up(end);
    while (gc_pmscan_ranges_gap(&t->ranges, start, end, &gap, &at)) {
        int ret;

        gap.kind = kind;
        gap.sparse = true;
        ret = gc_pmscan_ranges_insert(&t->ranges, at, gap);
        if (ret < 0)
            return ret;
        register_range(t, range_at(t, at));
        gc_pmscan_ranges_merge(&t->ranges, at);
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
    at = gc_pmscan_ranges_after(&t->ranges, start);
    while (at < t->ranges.count && range_at(t, at)->start < end) {
        struct gc_pmscan_range cut;
        int ret = gc_pmscan_ranges_cut(&t->ranges, &at, start, end, &cut);

        if (ret < 0)
            return ret;
        if (usable && cut.registered)
            (void)gc_pmscan_sys_uffd_unregister(t->fds.uffd, cut.start,
                                                cut.end - cut.start);
    }
    return 0;
}

/* What lies beside it may have lost its registration as well, and keeps its own
 * state: the sweep is to find out [K-MARKS].  Where there is no memory to split
 * a range all of it is registered again, and dirty once. */
void gc_pmscan_tracker_remapped(struct gc_pmscan_tracker *t, uintptr_t start,
                                uintptr_t end)
{
    size_t at;

    start = gc_pmscan_page_down(start);
    end = gc_pmscan_page_up(end);
    (void)gc_pmscan_ranges_split(&t->ranges, start);
    (void)gc_pmscan_ranges_split(&t->ranges, end);
    at = gc_pmscan_ranges_after(&t->ranges, start);
    for (; at < t->ranges.count && range_at(t, at)->start < end; at++) {
        range_at(t, at)->registered = range_at(t, at)->armed = false;
        range_at(t, at)->sparse = true;
    }
}

/* --- the sweep --------------------------------------------------------- */

static int append_run(struct gc_pmscan_tracker *t, uint64_t start, uint64_t end)
{
    struct gc_pmscan_run *run;
    int ret = gc_pmscan_buffer_reserve(&t->runs, t->nruns + 1, sizeof(*run));

    if (ret < 0)
        return ret;
    run = (struct gc_pmscan_run *)t->runs.data + t->nruns++;
    run->start = start;
    run->end = end;
    run->categories = 0;
    return 0;
}

/* The dirty set is searched by halving, so it has to be sorted. */
static bool continues_sorted(const struct gc_pmscan_tracker *t, long n,
                             uint64_t walk_end)
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
    uint64_t start = range->start, end = range->end;

    while (start < end) {
        uint64_t walk_end = 0;
        long n;
        int ret;

        ret = gc_pmscan_buffer_reserve(&t->runs, t->nruns + RUNS_AT_A_TIME,
                                       sizeof(struct gc_pmscan_run));
        if (ret < 0)
            return ret;
        n = gc_pmscan_scan_written(
            t->fds.pagemap, start, end, range->sparse,
            (struct gc_pmscan_run *)t->runs.data + t->nruns, RUNS_AT_A_TIME,
            &walk_end);
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

/* Returns true when the descriptors can be trusted for this sweep. */
static bool make_ready(struct gc_pmscan_tracker *t)
{
    enum gc_pmscan_descriptors_news news;
    int lost;
    int ret = gc_pmscan_descriptors_check(&t->fds, &news, &lost);
    size_t i;

    t->generations += news == GC_PMSCAN_DESCRIPTORS_CHILD;
    if (lost < 0)
        count_error(t, lost);
    if (ret < 0)
        count_error(t, ret);
    if (news != GC_PMSCAN_DESCRIPTORS_SAME)
        for (i = 0; i < t->ranges.count; i++)
            range_at(t, i)->registered = range_at(t, i)->armed = false;
    return ret == 0;
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
        register_range(t, range);
        if (range->registered) {
            range->armed = arm_range(t, range) == 0;
            range->registered = range->armed;
        }
    }
    if (append_run(t, range->start, range->end) < 0)
        t->nothing_known = true;
    return false;
}

static uint64_t run_bytes(const struct gc_pmscan_tracker *t)
{
    const struct gc_pmscan_run *runs = t->runs.data;
    uint64_t sum = 0;
    size_t i;

    for (i = 0; i < t->nruns; i++)
        sum += runs[i].end - runs[i].start;
    return sum;
}

void gc_pmscan_tracker_sweep(struct gc_pmscan_tracker *t)
{
    uint64_t tracked = 0;
    bool known = false, trusted;
    size_t i;

    t->nruns = 0;
    t->nothing_known = false;
    trusted = make_ready(t);
    for (i = 0; i < t->ranges.count; i++) {
        known = sweep_range(t, range_at(t, i), trusted) || known;
        tracked += range_at(t, i)->end - range_at(t, i)->start;
    }
#ifdef GC_PMSCAN_FAULT_DROP_PERCENT
    gc_pmscan_fault_drop(&t->runs, &t->nruns);
#endif
    t->dirty_bytes = t->nothing_known ? tracked : run_bytes(t);
    t->all_dirty = t->nothing_known || (tracked > 0 && !known);
    t->have_swept = true;
}

void gc_pmscan_tracker_dirty_set(const struct gc_pmscan_tracker *t,
                                 struct gc_pmscan_dirty_set *out)
{
    out->runs = t->runs.data;
    out->nruns = t->nruns;
    out->ranges = t->ranges.buffer.data;
    out->nranges = t->ranges.count;
    out->everything = t->nothing_known || !t->have_swept;
}

/* --- between sweeps ---------------------------------------------------- */

void gc_pmscan_tracker_disarm(struct gc_pmscan_tracker *t, uintptr_t start,
                              uintptr_t end)
{
    if (uffd_is_usable(t))
        (void)gc_pmscan_sys_uffd_disarm(t->fds.uffd, start, end - start);
}

void gc_pmscan_tracker_look_for_holes(struct gc_pmscan_tracker *t)
{
    size_t i;

    for (i = t->ranges.count; i-- > 0;) {
        struct gc_pmscan_range *range = range_at(t, i);

        if (range->sparse && range->registered
            && gc_pmscan_scan_for_hole(t->fds.pagemap, range->start, range->end)
                   == 0)
            range->sparse = false;
        /* Also what gc_pmscan_tracker_remapped split. */
        gc_pmscan_ranges_merge(&t->ranges, i);
    }
}
