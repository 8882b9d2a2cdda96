/* SPDX-License-Identifier: MIT */
/*
 * What it costs to tell libgc which pages are dirty: the answers to all of the
 * reads of its soft-dirty mode, and GC_end_stubborn_change for each dirty page
 * in its manual mode.
 *
 * In: Google Benchmark's command line; BENCH_FULL=1 in the environment for
 * larger heaps.  Out: its report.  A benchmark is named
 * handover/WAY/MiB:N/dirty_permille:N.  The dirty set is made of a true sweep,
 * off the clock.  It links the parts of the library, and libgc.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gc/gc.h>

#include "attachment.h"
#include "gbench.h"
#include "memory.h"
#include "sys.h"
#include "tracker.h"
#include "vfiles.h"
#include "workloads/support.h"

enum { LIBGC_READ = 16384 }; /* VDB_BUF_SZ of libgc's os_dep.c */

static struct gc_pmscan_tracker tracker;
static bool tracking; /* it is open */
static struct gc_pmscan_dirty_set set;
static struct memory memory;
static struct memory_runs runs;

static const struct gc_pmscan_dirty_set *swept(void)
{
    return &set;
}

static void finish(void)
{
    if (tracking)
        gc_pmscan_tracker_close(&tracker);
    tracking = false;
    memset(&tracker, 0, sizeof tracker);
    memory_runs_free(&runs);
    memory_unmap(&memory);
}

/* A dirty set of that share of that much memory.  Returns 0 or -errno. */
static int make_set(size_t bytes, unsigned permille)
{
    int error = memory_map(&memory, bytes, false);

    if (error == 0)
        error = memory_choose(&runs, &memory, permille, true);
    if (error == 0)
        error = gc_pmscan_tracker_open(&tracker);
    tracking = error == 0;
    if (error == 0)
        error = gc_pmscan_tracker_add(&tracker, (uintptr_t)memory.start,
                                      (uintptr_t)memory.start + bytes, 1);
    if (error < 0)
        return error;
    gc_pmscan_tracker_sweep(&tracker);
    gc_pmscan_tracker_look_for_holes(&tracker);
    memory_write(&runs);
    gc_pmscan_tracker_sweep(&tracker);
    gc_pmscan_tracker_dirty_set(&tracker, &set);
    return set.everything ? -EIO : 0;
}

/* ---- the two ways; each returns the dirty pages that it told of ---- */

static int open_softdirty(void)
{
    static struct gc_pmscan_libgc no_libgc;
    static const char *const files[] = { "clear_refs", "pagemap" };
    static bool opened;
    char path[64];
    size_t i;

    if (opened)
        return 0;
    gc_pmscan_attach_softdirty.prepare(&no_libgc, swept);
    for (i = 0; i < 2; i++) { /* libgc's order */
        (void)snprintf(path, sizeof path, "/proc/%d/%s",
                       gc_pmscan_sys_getpid(), files[i]);
        if (gc_pmscan_vfile_open(path) < 0)
            return -EIO;
    }
    opened = true;
    return 0;
}

static size_t tell_softdirty(void)
{
    static uint64_t entries[LIBGC_READ / sizeof(uint64_t)];
    size_t pages = memory.bytes / gc_pmscan_page_size(), dirty = 0, done, i;

    gc_pmscan_attach_softdirty.event(NULL, GC_EVENT_MARK_START);
    for (done = 0; done < pages; done += LIBGC_READ / sizeof(uint64_t)) {
        size_t n = pages - done;

        if (n > LIBGC_READ / sizeof(uint64_t))
            n = LIBGC_READ / sizeof(uint64_t);
        (void)gc_pmscan_vfile_lseek(
            GC_PMSCAN_VFD_PAGEMAP,
            (off_t)(((uintptr_t)memory.start / gc_pmscan_page_size() + done)
                    * sizeof(uint64_t)),
            SEEK_SET);
        (void)gc_pmscan_vfile_read(GC_PMSCAN_VFD_PAGEMAP, entries,
                                   n * sizeof(uint64_t));
        for (i = 0; i < n; i++)
            dirty += entries[i] != 0;
    }
    return dirty;
}

/* libgc takes any address; only its table of dirty bits is written. */
static int open_manual(void)
{
    GC_set_manual_vdb_allowed(1);
    GC_INIT();
    GC_enable_incremental();
    return GC_is_incremental_mode() ? 0 : -EOPNOTSUPP;
}

static size_t tell_manual(void)
{
    size_t size = gc_pmscan_page_size(), dirty = 0, i;

    for (i = 0; i < set.nruns; i++) {
        char *p = (char *)(uintptr_t)set.runs[i].start;
        char *end = (char *)(uintptr_t)set.runs[i].end;

        for (; p < end; p += size, dirty++)
            GC_end_stubborn_change(p);
    }
    return dirty;
}

struct way {
    const char *name;
    int (*open)(void);
    size_t (*tell)(void);
};

static struct way ways[] = {
    { "softdirty", open_softdirty, tell_softdirty },
    { "manual", open_manual, tell_manual },
};

static void measure(struct gbench_state *state, void *context)
{
    const struct way *way = context;
    size_t bytes = (size_t)gbench_state_arg(state, 0) << 20;
    unsigned permille = (unsigned)gbench_state_arg(state, 1);
    uint64_t total = 0;
    int64_t rounds = 0;
    size_t dirty = 0;
    int error = memory_available() < bytes + bytes / 4 ? -ENOMEM
                                                       : way->open();

    if (error == 0)
        error = make_set(bytes, permille);
    if (error < 0) {
        gbench_skip(state, strerror(-error));
        finish();
        return;
    }
    while (gbench_keep_running(state)) {
        uint64_t began = support_now_ns();

        dirty = way->tell();
        total += support_now_ns() - began;
        rounds++;
    }
    if (dirty < runs.pages) {
        gbench_skip(state, "a dirty page was not told of");
    } else {
        double ns = (double)total / (double)rounds;

        gbench_count(state, "us_per_GiB",
                     ns / 1e3 / ((double)bytes / (double)(1 << 30)),
                     GBENCH_VALUE);
        gbench_count(state, "dirty_pages", (double)dirty, GBENCH_VALUE);
        if (dirty > 0)
            gbench_count(state, "ns_per_dirty_page", ns / (double)dirty,
                         GBENCH_VALUE);
    }
    finish();
}

int main(int argc, char **argv)
{
    static const char *const names[] = { "MiB", "dirty_permille" };
    static const int64_t shares[] = { 0, 10, 100, 500, 1000 };
    const char *full = getenv("BENCH_FULL");
    bool all = full != NULL && strcmp(full, "1") == 0;
    size_t i, j;
    int64_t mib;

    for (i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct gbench *b = NULL;
        char name[64];

        (void)snprintf(name, sizeof name, "handover/%s", ways[i].name);
        b = gbench_register(name, measure, &ways[i]);
        gbench_arg_names(b, names, 2);
        for (mib = all ? 64 : 256; mib <= (all ? 4096 : 256); mib *= 4)
            for (j = 0; j < sizeof shares / sizeof shares[0]; j++)
                if (all || shares[j] <= 100)
                    gbench_args(b, (int64_t[]){ mib, shares[j] }, 2);
        gbench_iterations(b, 500);
        gbench_use_real_time(b);
        gbench_time_unit(b, GBENCH_MICROSECONDS);
    }
    return gbench_main(argc, argv);
}
