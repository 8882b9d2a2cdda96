/* SPDX-License-Identifier: MIT */
/*
 * Attachment: libgc's own soft-dirty mode, with its two files answered by us.
 *
 * In: libgc's calls on /proc/PID/pagemap and /proc/PID/clear_refs.  Out: for
 * each page an entry whose soft-dirty bit says whether the latest sweep found
 * it written.  Nothing else of an entry is filled in.
 *
 * libgc reads the entries of its sections and static roots, then writes "4" to
 * clear_refs, all with the world stopped and right after GC_EVENT_MARK_START.
 * The first of these calls makes the sweep, the write ends it.  Outside of
 * that window (libgc does the same once with the world running, when
 * incremental mode is turned on) every page is dirty and nothing is armed.
 *
 * What is assumed of libgc (os_dep.c of 8.2): S-FILES, it learns of writes
 * through these two files alone, and takes no page for clean whose entry it
 * has not read since it last wrote to clear_refs.  Before 8.2.8 that holds
 * only for roots that start on a page boundary; root_align.h sees to it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attachment.h"
#include "root_align.h"
#include "sys.h"
#include "vfiles.h"

#ifdef GC_PMSCAN_FAULT_MUTE_PERCENT
#include "fault.h"
#endif

#define ENTRY_SOFT_DIRTY ((uint64_t)1 << 55)

static struct {
    gc_pmscan_sweep_fn sweep;
    bool wanted;        /* prepare was called: answer open() */
    bool pagemap_open;
    bool clear_refs_open;
    bool in_window;     /* the latest event is GC_EVENT_MARK_START */
    uint64_t position;  /* of pagemap, bytes */
    const struct gc_pmscan_dirty_set *set; /* of this window, or NULL */
    struct gc_pmscan_handover *handover;   /* with verify mode */
    const struct gc_pmscan_libgc *gc;
} files;

/* See root_align.h: the program's own roots have to pass through it. */
static bool needs_aligned_roots(const struct gc_pmscan_libgc *gc)
{
    return gc->get_version() < 0x080208;
}

static bool usable(const struct gc_pmscan_libgc *gc, const char **why)
{
    *why = gc->softdirty_why_not;
    if (gc->softdirty_possible && !gc->interposed) {
        *why = "gc_pmscan does not stand before libgc in the search order: "
               "preload it, or link it first";
        return false;
    }
    return gc->softdirty_possible;
}

static void prepare(const struct gc_pmscan_libgc *gc, gc_pmscan_sweep_fn sweep)
{
    files.gc = gc;
    files.sweep = sweep;
    files.wanted = true;
    /* A program that asked for manual mode would keep libgc from looking for
     * soft-dirty bits. */
    if (gc->set_manual_vdb_allowed != NULL)
        gc->set_manual_vdb_allowed(0);
}

static bool confirm(const struct gc_pmscan_libgc *gc, const char **why)
{
    if (!files.pagemap_open || !files.clear_refs_open) {
        *why = "libgc did not choose its soft-dirty mode";
        return false;
    }
    /* libgc itself says so when its soft-dirty mode is on. */
    if (gc->incremental_protection_needs != NULL
        && gc->incremental_protection_needs() != GC_PROTECTS_NONE) {
        *why = "libgc says that it is not in its soft-dirty mode";
        return false;
    }
    if (needs_aligned_roots(gc) && gc->get_no_dls != NULL
        && gc->get_no_dls() != 0)
        gc_pmscan_aligned_add_program(gc->add_roots);
    return true;
}

static const char *doubt(const struct gc_pmscan_libgc *gc)
{
    return needs_aligned_roots(gc) && !gc_pmscan_roots_are_aligned()
               ? "libgc has static roots that this version of it reads "
                 "incompletely; everything counts as written"
               : NULL;
}

static void verify(struct gc_pmscan_handover *handover)
{
    files.handover = handover;
}

static void withdraw(const struct gc_pmscan_libgc *gc)
{
    (void)gc;
    files.wanted = false;
}

static void on_event(const struct gc_pmscan_libgc *gc, GC_EventType event)
{
    (void)gc;
    files.in_window = event == GC_EVENT_MARK_START;
    files.set = NULL;
}

const struct gc_pmscan_attachment gc_pmscan_attach_softdirty = {
    .id = GC_PMSCAN_ATTACH_SOFTDIRTY,
    .name = "softdirty",
    .wants_roots = true,
    .wants_all_mappings = false,
    .hides_its_needs = false,
    .usable = usable,
    .prepare = prepare,
    .confirm = confirm,
    .doubt = doubt,
    .verify = verify,
    .withdraw = withdraw,
    .event = on_event,
};

/* Where this process's number cannot be had, the file of any process counts as
 * its own: from the real one libgc would learn that nothing was written. */
static bool is_own_file(const char *path, const char *name)
{
    int pid = gc_pmscan_sys_getpid();
    const char *slash = strrchr(path, '/');
    char own[48];

    if (pid < 0)
        return slash != NULL && strcmp(slash + 1, name) == 0;
    (void)snprintf(own, sizeof(own), "/proc/%d/%s", pid, name);
    return strcmp(path, own) == 0;
}

int gc_pmscan_vfile_open(const char *path)
{
    /* libgc opens each once, clear_refs first, and in a forked child again
     * after it closed both.  In a static program anybody's calls come here,
     * and all others get the real files. */
    if (!files.wanted)
        return -1;
    if (!files.clear_refs_open && is_own_file(path, "clear_refs")) {
        files.clear_refs_open = true;
        return GC_PMSCAN_VFD_CLEAR_REFS;
    }
    if (files.clear_refs_open && !files.pagemap_open
        && is_own_file(path, "pagemap")) {
        files.pagemap_open = true;
        files.position = 0;
        return GC_PMSCAN_VFD_PAGEMAP;
    }
    return -1;
}

static void mark_dirty(uint64_t *out, size_t from, size_t to)
{
    for (; from < to; from++)
        out[from] = ENTRY_SOFT_DIRTY;
}

/* The part of [start, end) that lies in the window that begins at base, in
 * entries. */
static void clip(uint64_t start, uint64_t end, uint64_t base, size_t count,
                 size_t *from, size_t *to)
{
    uint64_t page = gc_pmscan_page_size();
    uint64_t limit = base + count * page;

    start = start > base ? start : base;
    end = end < limit ? end : limit;
    *from = *to = 0;
    if (start < end) {
        *from = (size_t)((start - base) / page);
        *to = (size_t)((end - base) / page);
    }
}

/* Dirty is what no range covers [INV-COVER], and what a run names. */
static void fill(const struct gc_pmscan_dirty_set *set, uint64_t base,
                 uint64_t *out, size_t count)
{
    size_t done = 0, from, to, i;
    uint64_t limit = base + count * gc_pmscan_page_size();

    for (i = gc_pmscan_first_range(set->ranges, set->nranges, base);
         i < set->nranges && set->ranges[i].start < limit; i++) {
        clip(set->ranges[i].start, set->ranges[i].end, base, count, &from,
             &to);
        mark_dirty(out, done, from);
        memset(out + from, 0, (to - from) * sizeof(*out));
        done = to;
    }
    mark_dirty(out, done, count);
    for (i = gc_pmscan_first_run(set->runs, set->nruns, base);
         i < set->nruns && set->runs[i].start < limit; i++) {
        clip(set->runs[i].start, set->runs[i].end, base, count, &from, &to);
        mark_dirty(out, from, to);
    }
}

/* The dirty set of this window, swept on the first call; NULL outside
 * [S-WINDOW]. */
static const struct gc_pmscan_dirty_set *current_set(void)
{
    if (!files.in_window)
        return NULL;
    if (files.set == NULL) {
        files.set = files.sweep();
        if (files.handover != NULL)
            gc_pmscan_handover_begin(files.handover);
    }
    return files.set;
}

ssize_t gc_pmscan_vfile_read(int fd, void *out, size_t bytes)
{
    const struct gc_pmscan_dirty_set *set;
    size_t count = bytes / sizeof(uint64_t);
    uint64_t base;

    if (fd != GC_PMSCAN_VFD_PAGEMAP || !files.pagemap_open)
        return -EBADF;
    if (files.position % sizeof(uint64_t) != 0
        || bytes % sizeof(uint64_t) != 0)
        return -EINVAL;
    base = files.position / sizeof(uint64_t) * gc_pmscan_page_size();
    set = current_set();
    if (set == NULL || set->everything)
        mark_dirty(out, 0, count);
    else
        fill(set, base, out, count);
#ifdef GC_PMSCAN_FAULT_MUTE_PERCENT
    for (count = 0; set != NULL && count < bytes / sizeof(uint64_t); count++)
        if (gc_pmscan_fault_hits(GC_PMSCAN_FAULT_MUTE_PERCENT))
            ((uint64_t *)out)[count] = 0;
#endif
    if (set != NULL && files.handover != NULL)
        gc_pmscan_handover_answered(files.handover, set, (uintptr_t)base, out,
                                    count, ENTRY_SOFT_DIRTY);
    files.position += bytes;
    return (ssize_t)bytes;
}

ssize_t gc_pmscan_vfile_write(int fd, const void *data, size_t bytes)
{
    const struct gc_pmscan_dirty_set *set;

    (void)data;
    if (fd != GC_PMSCAN_VFD_CLEAR_REFS || !files.clear_refs_open)
        return -EBADF;
    /* libgc may clear without having read, before a full collection: the
     * sweep then only arms. */
    set = current_set();
    /* [V-FULL] */
    if (set != NULL && files.handover != NULL && files.handover->any)
        gc_pmscan_handover_end(files.handover, set, files.gc->is_heap_ptr);
    files.set = NULL;
    files.in_window = false;
    return (ssize_t)bytes;
}

off_t gc_pmscan_vfile_lseek(int fd, off_t offset, int whence)
{
    if (fd != GC_PMSCAN_VFD_PAGEMAP || !files.pagemap_open)
        return -EBADF;
    if (whence != 0 /* SEEK_SET */ || offset < 0)
        return -EINVAL;
    files.position = (uint64_t)offset;
    return offset;
}

int gc_pmscan_vfile_close(int fd)
{
    if (fd == GC_PMSCAN_VFD_PAGEMAP)
        files.pagemap_open = false;
    else
        files.clear_refs_open = false;
    return 0;
}

bool gc_pmscan_vfile_getenv(const char *name, char **value)
{
    static char yes[] = "1";

    /* The user's switch against soft-dirty bits is about the kernel's. */
    if (!files.wanted || strcmp(name, "GC_USE_GETWRITEWATCH") != 0)
        return false;
    *value = yes;
    return true;
}
