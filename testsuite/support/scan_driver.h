/* SPDX-License-Identifier: MIT */
/*
 * Does each step on the kernel and on the model, and has the answers
 * compared.
 *
 * What comes in: a random sequence; MODEL_FAULT, a fault to put in (the table
 * in scan_faults).  What goes out: a failed test where kernel and model
 * differ, with the latest steps.  Page n of the arena is page n of the model.
 * scan_random.h chooses the steps.
 *
 * Two things may happen at any time without a step of ours: reclaim and
 * khugepaged.  They excuse a difference only when the kernel's own counters
 * say that they were at work since the last look, and only for what they can
 * do to a page.
 */
#ifndef SCAN_DRIVER_H
#define SCAN_DRIVER_H

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>

#include "kernel.h"
#include "scan_compare.h"
#include "scan_walk.h"

enum scan_fault {
    FAULT_NONE,
    FAULT_DROP_REGION,  /* the kernel leaves its last region out */
    FAULT_SHORT_REGION, /* ... ends it a page early */
    FAULT_CATEGORY,     /* ... has a category too many */
    FAULT_WALK_END,     /* ... says that it came a page less far */
    FAULT_RESULT,       /* ... counts a region too many */
    FAULT_NOT_ARMED,    /* ... does not write-protect */
    FAULT_LOST_WRITE,   /* ... protects again what was written */
    FAULT_MODEL,        /* the model errs: scan_faults says how */
};

static const struct scan_fault_name {
    const char *name;
    enum scan_fault fault;
    enum scan_flaw flaw;
} scan_faults[] = {
    { "none", FAULT_NONE, SCAN_SOUND },
    { "drop-region", FAULT_DROP_REGION, SCAN_SOUND },
    { "short-region", FAULT_SHORT_REGION, SCAN_SOUND },
    { "category", FAULT_CATEGORY, SCAN_SOUND },
    { "walk-end", FAULT_WALK_END, SCAN_SOUND },
    { "result", FAULT_RESULT, SCAN_SOUND },
    { "not-armed", FAULT_NOT_ARMED, SCAN_SOUND },
    { "lost-write", FAULT_LOST_WRITE, SCAN_SOUND },
    { "model-no-merge", FAULT_MODEL, SCAN_NO_MERGE },
    { "model-no-arm", FAULT_MODEL, SCAN_NO_ARM },
    { "model-anyof-all", FAULT_MODEL, SCAN_ANYOF_ALL },
};

enum { TRACE = 24 };

struct scan_pair {
    struct scan_model m;
    struct kernel k;
    struct test_rng rng;
    unsigned char *base;
    int file;              /* as long as the arena */
    uint64_t known;        /* categories */
    enum scan_fault fault;
    enum scan_flaw flaw;
    unsigned long steps, looks, scans, excused;
    unsigned long background; /* what scan_background() last said */
    char trace[TRACE][160];
};

static inline void scan_trace(struct scan_pair *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void scan_trace(struct scan_pair *p, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    (void)vsnprintf(p->trace[p->steps++ % TRACE], sizeof(*p->trace), format,
                    list);
    va_end(list);
}

/* The test has failed. */
static inline void scan_differ(struct scan_pair *p, const char *what)
{
    unsigned long n = p->steps < TRACE ? 0 : p->steps - TRACE;

    for (; n < p->steps; n++)
        printf("step %lu: %s\n", n, p->trace[n % TRACE]);
    printf("kernel and model differ: %s\n", what);
    fflush(stdout);
    _exit(1);
}

static inline unsigned char *scan_at(const struct scan_pair *p, size_t i)
{
    return p->base + i * SCAN_PAGE;
}

/* A sum that grows whenever the kernel reclaims, compacts or collapses. */
static inline unsigned long scan_background(void)
{
    static const char *const names[] = {
        "pgsteal_kswapd ", "pgsteal_direct ", "pgsteal_khugepaged ",
        "thp_collapse_alloc ", "thp_split_page ", "drop_pagecache ",
    };
    FILE *f = fopen("/proc/vmstat", "r");
    unsigned long sum = 0;
    char line[128];
    size_t i;

    CHECK(f != NULL);
    while (fgets(line, sizeof(line), f) != NULL)
        for (i = 0; i < sizeof(names) / sizeof(*names); i++)
            if (strncmp(line, names[i], strlen(names[i])) == 0)
                sum += strtoul(line + strlen(names[i]), NULL, 10);
    CHECK_EQ(fclose(f), 0);
    return sum;
}

static inline bool scan_excuse(struct scan_pair *p)
{
    unsigned long now = scan_background();

    if (now == p->background)
        return false;
    p->background = now;
    p->excused++;
    return true;
}

/* -- Steps other than scans --------------------------------------------- */

static inline void scan_do_map(struct scan_pair *p, size_t from, size_t to,
                               bool file, int access)
{
    static const int prot[] = { PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE };
    void *at = scan_at(p, from);

    scan_trace(p, "map [%zu,%zu) %s, access %d", from, to,
               file ? "file" : "anonymous", access);
    CHECK(mmap(at, (to - from) * SCAN_PAGE, prot[access],
               MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE
                   | (file ? 0 : MAP_ANONYMOUS),
               file ? p->file : -1, file ? (off_t)(from * SCAN_PAGE) : 0)
          == at);
    scan_model_map(&p->m, from, to, file, access);
}

static inline void scan_do_unmap(struct scan_pair *p, size_t from, size_t to)
{
    scan_trace(p, "unmap [%zu,%zu)", from, to);
    CHECK_EQ(munmap(scan_at(p, from), (to - from) * SCAN_PAGE), 0);
    scan_model_unmap(&p->m, from, to);
}

/* The whole of [from, to) is mapped. */
static inline void scan_do_protect(struct scan_pair *p, size_t from, size_t to,
                                   int access)
{
    static const int prot[] = { PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE };

    scan_trace(p, "protect [%zu,%zu) access %d", from, to, access);
    CHECK_EQ(mprotect(scan_at(p, from), (to - from) * SCAN_PAGE,
                      prot[access]), 0);
    scan_model_protect(&p->m, from, to, access);
}

static inline void scan_do_register(struct scan_pair *p, size_t from,
                                    size_t to)
{
    int expected = scan_model_any_mapped(&p->m, from, to) ? 0 : -EINVAL;

    scan_trace(p, "register [%zu,%zu)", from, to);
    CHECK_EQ(gc_pmscan_sys_uffd_register(p->k.uffd,
                                         (uintptr_t)scan_at(p, from),
                                         (to - from) * SCAN_PAGE), expected);
    if (expected == 0)
        scan_model_register(&p->m, from, to);
}

static inline void scan_do_unregister(struct scan_pair *p, size_t from,
                                      size_t to)
{
    int expected = scan_model_may_unregister(&p->m, from, to) ? 0 : -EINVAL;

    scan_trace(p, "unregister [%zu,%zu)", from, to);
    CHECK_EQ(gc_pmscan_sys_uffd_unregister(p->k.uffd,
                                           (uintptr_t)scan_at(p, from),
                                           (to - from) * SCAN_PAGE), expected);
    if (expected == 0)
        scan_model_unregister(&p->m, from, to);
}

/* The whole of [from, to) is registered. */
static inline void scan_do_writeprotect(struct scan_pair *p, size_t from,
                                        size_t to, bool arm)
{
    struct kabi_uffdio_writeprotect wp = {
        .range = { (uintptr_t)scan_at(p, from), (to - from) * SCAN_PAGE },
        .mode = arm, /* UFFDIO_WRITEPROTECT_MODE_WP */
    };

    scan_trace(p, "writeprotect [%zu,%zu) %s", from, to, arm ? "on" : "off");
    CHECK_EQ(ioctl(p->k.uffd, KABI_UFFDIO_WRITEPROTECT, &wp), 0);
    scan_model_writeprotect(&p->m, from, to, arm);
}

/* By the program, or by the kernel for it. */
static inline void scan_do_write(struct scan_pair *p, size_t i, bool kernel)
{
    volatile unsigned char *at = scan_at(p, i) + test_random(&p->rng) % 4096;

    scan_trace(p, "write %zu%s", i, kernel ? " by read(2)" : "");
    if (kernel)
        CHECK_EQ(pread(p->file, (void *)(uintptr_t)at, 1, 0), 1);
    else
        *at = (unsigned char)test_random(&p->rng);
    if (p->fault == FAULT_LOST_WRITE && p->m.page[i].registered
        && test_random_below(&p->rng, 8) == 0) {
        scan_do_writeprotect(p, i, i + 1, true);
        scan_model_writeprotect(&p->m, i, i + 1, false);
    }
    scan_model_write(&p->m, i);
}

static inline void scan_do_read(struct scan_pair *p, size_t i)
{
    scan_trace(p, "read %zu", i);
    (void)*(volatile unsigned char *)scan_at(p, i);
    scan_model_read(&p->m, i);
}

/* What madvise(2) answers is not the model's business, except that advice
 * which changes nothing that a program can see is taken. */
static inline void scan_do_advise(struct scan_pair *p, size_t from, size_t to,
                                  enum scan_advice advice)
{
    static const struct { int advice; const char *name; } kinds[] = {
        [SCAN_DONTNEED] = { MADV_DONTNEED, "DONTNEED" },
        [SCAN_FREE] = { 8, "FREE" },
        [SCAN_PAGEOUT] = { 21, "PAGEOUT" },
        [SCAN_COLD] = { 20, "COLD" },
        [SCAN_HUGEPAGE] = { 14, "HUGEPAGE" },
        [SCAN_COLLAPSE] = { 25, "COLLAPSE" },
    };
    bool all = true;
    size_t i;
    int ret;

    for (i = from; i < to; i++)
        all = all && p->m.page[i].mapped;
    ret = madvise(scan_at(p, from), (to - from) * SCAN_PAGE,
                  kinds[advice].advice) == 0 ? 0 : errno;
    scan_trace(p, "madvise [%zu,%zu) %s: %d", from, to, kinds[advice].name,
               ret);
    if (advice <= SCAN_COLD)
        CHECK_EQ(ret, all ? 0 : ENOMEM);
    scan_model_advise(&p->m, from, to, advice);
}

/* -- Looking ------------------------------------------------------------- */

/* All categories of all pages, by a scan that changes nothing. */
static inline void scan_look_all(struct scan_pair *p, uint64_t *categories)
{
    static struct kabi_page_region out[SCAN_MAX_PAGES];
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .start = (uintptr_t)p->base,
        .end = (uintptr_t)scan_at(p, p->m.pages),
        .vec = (uintptr_t)out,
        .vec_len = SCAN_MAX_PAGES,
        .return_mask = p->known,
    };
    long n = gc_pmscan_sys_pagemap_scan(p->k.pagemap, &arg), i;
    uint64_t at;

    CHECK(n >= 0);
    memset(categories, 0, p->m.pages * sizeof(*categories));
    for (i = 0; i < n; i++)
        for (at = out[i].start; at < out[i].end; at += SCAN_PAGE)
            categories[(at - arg.start) / SCAN_PAGE] = out[i].categories;
}

/* Asked for "written" alone, the kernel takes another path; it must say the
 * same. */
static inline void scan_look_written(struct scan_pair *p,
                                     const uint64_t *categories)
{
    static struct kabi_page_region out[SCAN_MAX_PAGES];
    static bool written[SCAN_MAX_PAGES];
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .start = (uintptr_t)p->base,
        .end = (uintptr_t)scan_at(p, p->m.pages),
        .vec = (uintptr_t)out,
        .vec_len = SCAN_MAX_PAGES,
        .category_mask = KABI_PAGE_IS_WRITTEN,
        .return_mask = KABI_PAGE_IS_WRITTEN,
    };
    long n = gc_pmscan_sys_pagemap_scan(p->k.pagemap, &arg), r;
    size_t i;
    uint64_t at;

    CHECK(n >= 0);
    memset(written, 0, sizeof(written));
    for (r = 0; r < n; r++)
        for (at = out[r].start; at < out[r].end; at += SCAN_PAGE)
            written[(at - arg.start) / SCAN_PAGE] = true;
    for (i = 0; i < p->m.pages; i++)
        if (written[i] != ((categories[i] & KABI_PAGE_IS_WRITTEN) != 0)
            && !scan_excuse(p)) {
            scan_print_page(&p->m, i);
            scan_differ(p, "written differs between the kernel's two paths");
        }
}

static inline void scan_look(struct scan_pair *p)
{
    static uint64_t categories[SCAN_MAX_PAGES];
    char text[100];
    size_t bad, i;

    scan_look_all(p, categories);
    bad = scan_model_observe(&p->m, categories);
    if (bad < p->m.pages && scan_excuse(p)) {
        for (i = 0; i < p->m.pages; i++) {
            scan_each(&p->m.page[i], scan_after_reclaim);
            if (p->m.thp && !p->m.page[i].file)
                scan_each(&p->m.page[i], scan_after_collapse);
            scan_each(&p->m.page[i], scan_after_maybe_split);
        }
        scan_look_all(p, categories);
        bad = scan_model_observe(&p->m, categories);
    }
    if (bad < p->m.pages) {
        scan_print_page(&p->m, bad);
        (void)snprintf(text, sizeof(text), "page %zu has categories %" PRIx64,
                       bad, categories[bad]);
        scan_differ(p, text);
    }
    p->looks++;
    scan_look_written(p, categories);
}

/* The whole of [from, to) is mapped.  The kernel moves only what it sees as
 * one mapping, and may see several where the model sees pages that are
 * alike: then nothing has happened. */
static inline void scan_do_move(struct scan_pair *p, size_t from, size_t to,
                                size_t where)
{
    size_t size = (to - from) * SCAN_PAGE;
    static bool was[SCAN_MAX_PAGES];
    void *now;
    size_t i;

    scan_do_unmap(p, where, where + (to - from));
    scan_trace(p, "move [%zu,%zu) to %zu", from, to, where);
    now = mremap(scan_at(p, from), size, size,
                 MREMAP_MAYMOVE | MREMAP_FIXED, scan_at(p, where));
    if (now == MAP_FAILED && errno == EFAULT && to - from > 1) {
        scan_trace(p, "(several mappings, not moved)");
        return;
    }
    CHECK(now == scan_at(p, where));
    for (i = 0; i < p->m.pages; i++)
        was[i] = p->m.page[i].registered && (i < from || i >= to);
    scan_model_move(&p->m, from, to, where);
    scan_look(p);
    /* What a program must do about [D-MOVE-MERGE]. */
    for (i = 0; i < p->m.pages; i++) {
        if (!was[i] || p->m.page[i].registered)
            continue;
        scan_do_register(p, i, i + 1);
        scan_do_writeprotect(p, i, i + 1, false);
    }
}

/* -- The scan ------------------------------------------------------------- */

/* Puts a fault into what the kernel answered, now and then. */
static inline void scan_spoil(struct scan_pair *p, struct scan_answer *a)
{
    struct kabi_page_region *last = &a->region[a->result > 0
                                               ? a->result - 1 : 0];

    if (a->result <= 0 || test_random_below(&p->rng, 8) != 0)
        return;
    if (p->fault == FAULT_DROP_REGION)
        a->result--;
    else if (p->fault == FAULT_SHORT_REGION)
        last->end -= SCAN_PAGE;
    else if (p->fault == FAULT_CATEGORY)
        last->categories ^= KABI_PAGE_IS_PRESENT;
    else if (p->fault == FAULT_WALK_END)
        a->walk_end -= SCAN_PAGE;
    else if (p->fault == FAULT_RESULT)
        a->result++;
}

/* All of the arena anew, on both sides. */
static inline void scan_reset(struct scan_pair *p)
{
    scan_do_map(p, 0, p->m.pages, false, SCAN_WRITE);
    scan_do_register(p, 0, p->m.pages);
}

/* The call that arg asks for; its vec is ours, when it is not NULL. */
static inline void scan_do_scan(struct scan_pair *p,
                                struct kabi_pm_scan_arg arg)
{
    static struct scan_answer kernel, model;
    struct kabi_pm_scan_arg asked = arg;
    char text[200];

    scan_look(p);
    if (arg.vec != 0)
        arg.vec = asked.vec = (uintptr_t)kernel.region;
    scan_trace(p,
               "scan [%jd,%jd) flags %" PRIx64 " mask %" PRIx64 " inv %" PRIx64
               " any %" PRIx64 " ret %" PRIx64 " vec_len %" PRIu64
               " max %" PRIu64,
               (intmax_t)(arg.start - (uintptr_t)p->base) / SCAN_PAGE,
               (intmax_t)(arg.end - (uintptr_t)p->base) / SCAN_PAGE, arg.flags,
               arg.category_mask, arg.category_inverted,
               arg.category_anyof_mask, arg.return_mask, arg.vec_len,
               arg.max_pages);
    memset(kernel.region, 0xa5, sizeof(kernel.region));
    if (p->fault == FAULT_NOT_ARMED && test_random_below(&p->rng, 8) == 0)
        asked.flags &= ~KABI_PM_SCAN_WP_MATCHING;
    kernel.result = gc_pmscan_sys_pagemap_scan(p->k.pagemap, &asked);
    kernel.walk_end = asked.walk_end;
    scan_spoil(p, &kernel);
    model.result = scan_model_scan(&p->m, (uintptr_t)p->base, &arg, p->known,
                                   model.region, p->flaw);
    model.walk_end = arg.walk_end;
    p->scans++;
    if (!scan_same(&kernel, &model, text, sizeof(text))) {
        if (!scan_excuse(p))
            scan_differ(p, text);
        scan_reset(p);
    }
}

/* -- Start ---------------------------------------------------------------- */

/* An arena that begins so many pages into a block, with nothing else in its
 * page tables; both sides registered. */
static inline void scan_pair_start(struct scan_pair *p, size_t pages,
                                   size_t offset, bool thp)
{
    const size_t block = SCAN_BLOCK * SCAN_PAGE;
    const char *fault = getenv("MODEL_FAULT");
    struct kabi_pm_scan_arg arg = { .size = sizeof(arg) };
    char path[] = "scan-file-XXXXXX";
    unsigned char *all;
    size_t i;

    memset(p, 0, sizeof(*p));
    p->rng = test_rng_start();
    if (gc_pmscan_page_size() != SCAN_PAGE)
        UNSUPPORTED("pages of %zu bytes", (size_t)gc_pmscan_page_size());
    for (i = 0; fault != NULL; i++) {
        CHECK(i < sizeof(scan_faults) / sizeof(*scan_faults));
        if (strcmp(scan_faults[i].name, fault) != 0)
            continue;
        p->fault = scan_faults[i].fault;
        p->flaw = scan_faults[i].flaw;
        break;
    }
    p->k = kernel_open();
    p->background = scan_background();
    p->file = mkstemp(path);
    CHECK(p->file >= 0);
    for (i = 0; i < pages; i++) {
        static unsigned char full[SCAN_PAGE];

        memset(full, 1, sizeof(full));
        CHECK_EQ(write(p->file, full, sizeof(full)), SCAN_PAGE);
    }
    CHECK_EQ(unlink(path), 0);
    all = mmap(NULL, (SCAN_MAX_BLOCKS + 3) * block, PROT_NONE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(all != MAP_FAILED);
    all += block - (uintptr_t)all % block + block;
    p->base = all + offset * SCAN_PAGE;
    scan_model_start(&p->m, pages, offset, thp);
    for (p->known = (KABI_PAGE_IS_SOFT_DIRTY << 1) - 1;; ) {
        /* Does this kernel know one more? */
        arg.return_mask = (p->known << 1) | 1;
        if (gc_pmscan_sys_pagemap_scan(p->k.pagemap, &arg) < 0)
            break;
        p->known = arg.return_mask;
    }
    scan_reset(p);
}

#endif /* SCAN_DRIVER_H */
