/* SPDX-License-Identifier: MIT */
/*
 * gc_pmscan: dirty pages for the Boehm collector from PAGEMAP_SCAN.
 *
 * What comes in: an unmodified libgc (8.2.0 or later) in the same process.
 * What goes out: libgc's incremental, generational mode learns which heap
 * pages were written from a write-protecting asynchronous userfaultfd and the
 * PAGEMAP_SCAN ioctl instead of from mprotect and SIGSEGV.
 *
 * A program needs none of these calls: linking (or preloading) the library and
 * calling GC_enable_incremental(), or setting GC_ENABLE_INCREMENTAL in the
 * environment, is enough.  The calls are for programs that want to choose, to
 * ask, or to report writes that no page table shows.
 *
 * Holds for every function here unless it says otherwise:
 *   - any thread may call it, also one that libgc does not know;
 *   - it may not be called from a signal handler, nor from a libgc callback
 *     that runs with the world stopped (GC_EVENT_POST_STOP_WORLD up to
 *     GC_EVENT_PRE_START_WORLD);
 *   - it never changes errno, never throws, and never exits the process
 *     (except as GC_PMSCAN=require asks at start, see gc_pmscan_enable);
 *   - strings that it returns are constant for the life of the process and
 *     are not to be freed.
 */
#ifndef GC_PMSCAN_H
#define GC_PMSCAN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Version of this header; compare with gc_pmscan_version(). */
#define GC_PMSCAN_VERSION_MAJOR 0
#define GC_PMSCAN_VERSION_MINOR 1
#define GC_PMSCAN_VERSION_MICRO 0

#if defined(__GNUC__)
#define GC_PMSCAN_API __attribute__((visibility("default")))
#else
#define GC_PMSCAN_API
#endif

/** Whether to use pmscan at all; the environment variable GC_PMSCAN says the
 *  same with the words auto, off and require, and has the last word. */
enum gc_pmscan_mode {
    GC_PMSCAN_AUTO = 0,    /**< use it where it works, else change nothing */
    GC_PMSCAN_OFF = 1,     /**< leave libgc as it is */
    GC_PMSCAN_REQUIRE = 2  /**< fail where it does not work */
};

/** How dirty pages reach libgc; GC_PMSCAN_ATTACH in the environment has the
 *  words auto, softdirty and manual, and the last word. */
enum gc_pmscan_attach {
    GC_PMSCAN_ATTACH_AUTO = 0,
    /** libgc's own soft-dirty mode, its two files answered by us (8.2.x). */
    GC_PMSCAN_ATTACH_SOFTDIRTY = 1,
    /** libgc's manual mode, GC_end_stubborn_change() called for each dirty
     *  page while the world is stopped (8.2.0 and later). */
    GC_PMSCAN_ATTACH_MANUAL = 2
};

/** What the provider is doing. */
enum gc_pmscan_state {
    GC_PMSCAN_STATE_IDLE = 0,     /**< libgc has not been initialised yet */
    GC_PMSCAN_STATE_OFF = 1,      /**< switched off by the user */
    GC_PMSCAN_STATE_DECLINED = 2, /**< not usable here: libgc is on its own */
    GC_PMSCAN_STATE_READY = 3,    /**< usable, incremental mode not (yet) on */
    GC_PMSCAN_STATE_ACTIVE = 4,   /**< libgc gets its dirty pages from us */
    GC_PMSCAN_STATE_DEGRADED = 5  /**< active, but sweeps fail: every page
                                       counts as dirty and each collection
                                       tries again */
};

/** Options of gc_pmscan_enable().  Set size to sizeof(struct
 *  gc_pmscan_options) and everything else to 0, then change what you need:
 *  fields that a later version adds read as 0 for a program built today. */
struct gc_pmscan_options {
    size_t size;                  /**< sizeof(struct gc_pmscan_options) */
    enum gc_pmscan_mode mode;
    enum gc_pmscan_attach attach;
};

/** Counters since the provider became active in this process.  A child of
 *  fork() starts with its parent's numbers. */
struct gc_pmscan_stats {
    size_t size;             /**< in: sizeof(struct gc_pmscan_stats) */
    uint64_t sweeps;         /**< sweeps begun */
    uint64_t all_dirty_sweeps; /**< of these, how many knew of no page that
                                    it is clean */
    uint64_t sweep_errors;   /**< system calls refused during sweeps */
    uint64_t dirty_pages;    /**< pages reported as dirty, all sweeps */
    uint64_t last_dirty_pages; /**< the same, the latest sweep alone */
    uint64_t sections;       /**< heap sections tracked now */
    uint64_t tracked_bytes;  /**< bytes of these sections */
    uint64_t root_bytes;     /**< bytes of static roots tracked now */
    uint64_t forks;          /**< times that tracking was set up anew in a
                                  child process */
    uint64_t unarmed_pages;  /**< pages left unarmed after a collection because
                                  they are written in every one; they are
                                  among the dirty pages of the next sweep */
    uint64_t verified_pages; /**< with GC_PMSCAN_VERIFY=1: times that a page was
                                  compared with what it held a sweep before and
                                  rightly called clean */
    uint64_t handed_over_pages; /**< with GC_PMSCAN_VERIFY=1: times that a dirty
                                  page of the heap was seen to reach libgc */
};

/** One line of gc_pmscan_probe(). */
struct gc_pmscan_probe_step {
    const char *name;        /**< a word, such as "userfaultfd" */
    int error;               /**< 0, or the errno that refused it; -1 when an
                                  earlier step made it pointless to try */
    const char *detail;      /**< a sentence for people */
};

/** Result of gc_pmscan_probe(). */
struct gc_pmscan_probe_result {
    size_t size;             /**< in: sizeof(struct gc_pmscan_probe_result) */
    int usable;              /**< 1 or 0 */
    unsigned nsteps;         /**< how many of steps[] are filled in */
    struct gc_pmscan_probe_step steps[8];
    const char *verdict;     /**< one sentence that a user can act on */
};

/**
 * The version of the library as text, for example "0.1.0".
 * Errors: none.  May be called in any state and under any lock.
 */
GC_PMSCAN_API const char *gc_pmscan_version(void);

/**
 * Asks the kernel whether it can do what pmscan needs, by doing it once:
 * registers two pages, arms them, writes one, and looks for exactly that one.
 * Everything that it opens it closes.  It neither needs nor touches libgc.
 *
 * result: filled in; the caller owns the structure.
 * Returns 0 (look at result->usable), or -EINVAL when result is NULL or its
 * size field is smaller than this header's first version.
 * Source: Documentation/admin-guide/mm/pagemap.rst, userfaultfd.rst.
 */
GC_PMSCAN_API int gc_pmscan_probe(struct gc_pmscan_probe_result *result);

/**
 * Attaches to libgc and turns its incremental mode on with pmscan as the
 * source of dirty pages.  Initialises libgc if that was not done before.
 *
 * options: may be NULL for the defaults; not kept after the call.
 * Returns 0 when active (also when it already was), else, with libgc left as
 * it was and the sentence in gc_pmscan_reason():
 *   -EINVAL      an option has a value that this version does not know, or size
 *                is missing;
 *   -ECANCELED   GC_PMSCAN=off or options->mode is GC_PMSCAN_OFF;
 *   -ENOSYS      no libgc in this process, or one older than 8.2.0;
 *   -EBUSY       libgc's incremental mode is already on without us;
 *   -EOPNOTSUPP  libgc is there but none of the ways to attach works, or its
 *                incremental mode stays off (GC_DISABLE_INCREMENTAL);
 *   other        the errno with which the kernel refused, see gc_pmscan_probe.
 * With GC_PMSCAN=require in the environment a failure prints the sentence and
 * exits with 125; options->mode GC_PMSCAN_REQUIRE only returns the error.
 * Call it without holding libgc's lock, and before other threads allocate.
 * Source: GC_enable_incremental (gc.h).
 */
GC_PMSCAN_API int gc_pmscan_enable(const struct gc_pmscan_options *options);

/** What the provider is doing now.  Errors: none.  Under any lock. */
GC_PMSCAN_API enum gc_pmscan_state gc_pmscan_state(void);

/**
 * Why the state is what it is, as one sentence; "" when there is nothing to
 * say.  Errors: none.  Under any lock.
 */
GC_PMSCAN_API const char *gc_pmscan_reason(void);

/**
 * Copies the counters.
 * stats: the caller owns it and sets stats->size; no more than that many bytes
 * are written, and size becomes the number of bytes that were.
 * Returns 0, or -EINVAL when stats is NULL or its size is too small for the
 * first counter.  The counters are read one by one while collections may run:
 * each is right, their sum may be of two moments.  Under any lock.
 */
GC_PMSCAN_API int gc_pmscan_get_stats(struct gc_pmscan_stats *stats);

/**
 * Makes the pages that overlap [ptr, ptr+len) count as written at the next
 * sweep.  For writes that no page table shows: by a device or by the kernel
 * into pages that were pinned before the last collection (io_uring registered
 * buffers, O_DIRECT in flight, RDMA).  Call it after such a write completed
 * and before its pointers are the only reference to an object.
 *
 * ptr, len: bytes; len 0 does nothing.  The pages must be writable memory of
 * the caller; a word on each of them is atomically incremented by zero.
 * Returns 0, or -EINVAL when ptr is NULL or ptr+len wraps around.
 * May be called from any thread at any time, also from signal handlers, under
 * any lock, and when the provider is not active.
 */
GC_PMSCAN_API int gc_pmscan_mark_dirty(const void *ptr, size_t len);

/**
 * Writes the report, one JSON object and a newline, to a descriptor.
 * GC_PMSCAN_REPORT=FILE in the environment does so when the process exits.
 * fd: stays open and the caller's.
 * Returns 0; -ENOSYS when there is no libgc in this process; or the negative
 * errno of write(2), or of mmap(2) for want of memory.
 */
GC_PMSCAN_API int gc_pmscan_write_report(int fd);

#ifdef __cplusplus
}
#endif
#endif /* GC_PMSCAN_H */
