/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: each system call of the tracker fails in turn, in each way in which
 *   it can, once or from then on: when it opens, in its first sweep and in
 *   later ones, when a range is added, removed, replaced or disarmed, when
 *   descriptors were lost, in a forked child and in its child.  No write is
 *   missed; when nothing fails any more sweeps are soon exact, and no
 *   descriptor has leaked.
 * Limitations: one call, or all of one kind; no two kinds together.
 */
/* { dg-link "unit" } */
/* { dg-matrix "ALL=0" "ALL=1" } */
#define _GNU_SOURCE
#include <dirent.h>

#include "dirty.h"
#include "failnth.h"

enum {
    PAGES = 24,
    /* Those from STALE on lose their registration and keep their marks. */
    STALE = 3,
    AREAS = 6,
    SWEEPS_TO_RECOVER = 3
};

static struct gc_pmscan_tracker t;
static bool everything_fails; /* of one kind, from then on */

/* Memory that is or is to be tracked, and what was written there since the
 * latest sweep. */
static struct area {
    void *p;
    bool wanted;
    bool written[PAGES];
} areas[AREAS];

static void write_pages(struct area *a, size_t from, size_t to)
{
    for (; from < to; from++) {
        touch(a->p, from, from + 1);
        a->written[from] = true;
    }
}

static void add(struct area *a)
{
    a->wanted = true;
    (void)gc_pmscan_tracker_add(&t, (uintptr_t)a->p,
                                (uintptr_t)page_at(a->p, PAGES), TEST_KIND);
}

/* All that was written is dirty; returns how many pages are. */
static size_t sweep(void)
{
    bool dirty[PAGES];
    size_t count = 0, i, k;

    gc_pmscan_tracker_sweep(&t);
    for (i = 0; i < AREAS; i++) {
        size_t n = dirty_pages(&t, areas[i].p, PAGES, dirty);

        for (k = 0; k < PAGES; k++) {
            if (areas[i].written[k] && !dirty[k]) {
                printf("lost page %zu of area %zu\n", k, i);
                failnth_print();
            }
            CHECK(!areas[i].written[k] || dirty[k]);
            areas[i].written[k] = false;
        }
        count += areas[i].wanted ? n : 0;
    }
    return count;
}

static void replace(struct area *a, size_t from, size_t to)
{
    void *at = page_at(a->p, from);

    CHECK(mmap(at, (to - from) * gc_pmscan_page_size(), PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at);
    write_pages(a, from, to);
}

/* Moves untouched registered memory beside the area, which the kernel joins to
 * it, and unregisters both [K-MARKS].  Then there are writes that no mark
 * shows. */
static void make_stale(struct area *a)
{
    uintptr_t page = gc_pmscan_page_size();
    void *end = page_at(a->p, PAGES), *from = page_at(a->p, PAGES + 2);

    CHECK(mremap(from, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, end) == end);
    write_pages(a, 1, 3);
}

static void map_area(struct area *a, bool stale)
{
    memset(a, 0, sizeof(*a));
    a->p = map_pages(PAGES + 4);
    CHECK_EQ(munmap(page_at(a->p, PAGES), 2 * gc_pmscan_page_size()), 0);
    if (stale)
        write_pages(a, 0, PAGES);
}

static void unmap_area(const struct area *a)
{
    CHECK_EQ(munmap((char *)a->p - gc_pmscan_page_size(),
                    (PAGES + 6) * gc_pmscan_page_size()), 0);
}

static int descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;

    CHECK(dir != NULL);
    while (readdir(dir) != NULL)
        count++;
    CHECK_EQ(closedir(dir), 0);
    return count;
}

/* Nothing fails any more: as in the provider, what could not be added is added
 * again, and the sweeps go on. */
static void recover(void)
{
    uint64_t errors;
    size_t i, wanted = 0, got = 0;

    failnth_disarm();
    for (i = 0; i < SWEEPS_TO_RECOVER; i++) {
        size_t k;

        for (k = 0; k < AREAS; k++)
            if (areas[k].wanted) {
                add(areas + k);
                write_pages(areas + k, i, i + 2);
            }
        (void)sweep();
    }
    errors = t.errors;
    for (i = 0; i < AREAS; i++)
        if (areas[i].wanted) {
            write_pages(areas + i, 5, 8);
            wanted += 3;
        }
    got = sweep();
    if (got != wanted || t.errors != errors || t.all_dirty) {
        printf("no recovery: %zu dirty pages of %zu, %" PRIu64 " errors more, "
               "latest %d\n", got, wanted, t.errors - errors, t.last_error);
        failnth_print();
        CHECK(false);
    }
}

/* A child that sweeps, and has a child. */
static void family(unsigned depth)
{
    pid_t child;

    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        write_pages(areas, 3, 5);
        add(areas + 1);
        (void)sweep();
        write_pages(areas + 1, 7, 9);
        (void)sweep();
        if (depth > 0)
            family(depth - 1);
        write_pages(areas, 13, 15);
        (void)sweep();
        recover();
        gc_pmscan_tracker_close(&t);
        _exit(0);
    }
    dirty_wait(child);
}

/* Adds the stale areas with what is to be moved beside them. */
static void add_stale(void)
{
    size_t i;

    for (i = STALE; i < AREAS; i++) {
        add(areas + i);
        (void)gc_pmscan_tracker_add(
            &t, (uintptr_t)page_at(areas[i].p, PAGES + 2),
            (uintptr_t)page_at(areas[i].p, PAGES + 4), TEST_KIND);
    }
    (void)sweep();
    (void)sweep();
}

static void lose(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

/* The steps that fail now and then. */
static void work(void)
{
    size_t i;

    for (i = 0; i < 3; i++) {
        (void)sweep();
        write_pages(areas, 4 * i, 4 * i + 3);
        write_pages(areas + 1, 2 * i, 2 * i + 1);
    }
    gc_pmscan_tracker_look_for_holes(&t);
    gc_pmscan_tracker_disarm(&t, (uintptr_t)page_at(areas[0].p, 2),
                             (uintptr_t)page_at(areas[0].p, 6));
    write_pages(areas, 5, 6);
    (void)sweep();
    add(areas + 2);
    write_pages(areas + 2, 0, PAGES);
    (void)sweep();
    (void)gc_pmscan_tracker_remove(&t, (uintptr_t)page_at(areas[2].p, 3),
                                   (uintptr_t)page_at(areas[2].p, 9));
    write_pages(areas + 2, 4, 6);
    add(areas + 2);
    (void)sweep();
    replace(areas, 7, 12);
    gc_pmscan_tracker_remapped(&t, (uintptr_t)page_at(areas[0].p, 7),
                               (uintptr_t)page_at(areas[0].p, 12));
    (void)sweep();
    replace(areas, 17, 19);
    write_pages(areas, 1, 2);
    (void)sweep();
    write_pages(areas, 9, 11);
    lose(&t.fds.pagemap);
    (void)sweep();
    write_pages(areas, 9, 11);
    lose(&t.fds.uffd);
    (void)sweep();
    write_pages(areas, 9, 11);
    lose(&t.fds.uffd);
    lose(&t.fds.pagemap);
    (void)sweep();
    write_pages(areas, 20, 22);
    (void)sweep();
}

/* Memory that lost its registration: found by a sweep, found by one when a
 * part of it was also mapped anew, and when the descriptors are lost, too. */
static void work_stale(void)
{
    size_t i;

    add_stale();
    make_stale(areas + STALE);
    (void)sweep();
    write_pages(areas + STALE, 1, 3);
    (void)sweep();
    make_stale(areas + STALE + 1);
    replace(areas + STALE + 1, 7, 12);
    gc_pmscan_tracker_remapped(&t, (uintptr_t)page_at(areas[STALE + 1].p, 7),
                               (uintptr_t)page_at(areas[STALE + 1].p, 12));
    (void)sweep();
    write_pages(areas + STALE + 1, 1, 3);
    (void)sweep();
    make_stale(areas + STALE + 2);
    lose(&t.fds.uffd);
    lose(&t.fds.pagemap);
    (void)sweep();
    for (i = STALE; i < AREAS; i++)
        write_pages(areas + i, 1, 3);
    (void)sweep();
}

static void run(const struct failnth_walk *w)
{
    int before = descriptors(), ret;
    size_t i;

    for (i = 0; i < AREAS; i++)
        map_area(areas + i, i >= STALE);
    write_pages(areas, 0, PAGES);
    write_pages(areas + 1, 0, PAGES / 2);
    failnth_arm(w->nth, w->way, everything_fails);
    ret = gc_pmscan_tracker_open(&t);
    if (ret < 0) {
        CHECK(ret >= -4095);
        failnth_disarm();
        CHECK_EQ(descriptors(), before);
        CHECK_EQ(gc_pmscan_tracker_open(&t), 0);
    }
    add(areas);
    add(areas + 1);
    work();
    work_stale();
    family(1);
    write_pages(areas, 2, 4);
    (void)sweep();
    recover();
    gc_pmscan_tracker_close(&t);
    if (descriptors() > before) {
        printf("%d descriptors, %d before\n", descriptors(), before);
        failnth_print();
        CHECK(false);
    }
    for (i = 0; i < AREAS; i++)
        unmap_area(areas + i);
}

int main(void)
{
    struct failnth_walk w = failnth_walk_start(1, 1);

    everything_fails = getenv("ALL") != NULL && atoi(getenv("ALL")) != 0;
    dirty_open(&t);
    gc_pmscan_tracker_close(&t);
    do
        run(&w);
    while (failnth_walk_next(&w));
    CHECK(w.nth > 500);
    return 0;
}
