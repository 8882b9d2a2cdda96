/* SPDX-License-Identifier: MIT */
/*
 * Area: verify
 * Purpose: what counts as a change and what does not, page by page: a write
 *   that was reported, one that was not, one that came after the sweep, memory
 *   that was given back, that may not be read, that was never touched.
 * Limitations: none.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <child.h>

#include "dirty.h"
#include "verify.h"

#include <signal.h>
#include <sys/resource.h>

enum { PAGES = 700 };

static struct gc_pmscan_tracker t;
static struct gc_pmscan_verify v;
static struct gc_pmscan_dirty_set set;
static char *p;

static char *at(size_t i)
{
    return p + i * gc_pmscan_page_size();
}

static void start(size_t touched)
{
    size_t i;

    dirty_open(&t);
    p = mmap(NULL, PAGES * gc_pmscan_page_size(), PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(p != MAP_FAILED);
    /* A huge page would touch those that are not to be. */
    (void)madvise(p, PAGES * gc_pmscan_page_size(), MADV_NOHUGEPAGE);
    for (i = 0; i < touched; i++)
        *at(i) = (char)(i + 1);
    CHECK_EQ(gc_pmscan_tracker_add(&t, (uintptr_t)p, (uintptr_t)at(PAGES),
                                   TEST_KIND), 0);
}

static void sweep(void)
{
    gc_pmscan_tracker_sweep(&t);
    memset(&set, 0, sizeof(set));
    gc_pmscan_tracker_dirty_set(&t, &set);
}

static void verify(void)
{
    sweep();
    gc_pmscan_verify_sweep(&v, &set, TEST_KIND);
}

static void honest(void *unused)
{
    uint64_t checks;

    (void)unused;
    start(PAGES / 2);
    verify();
    CHECK_EQ(v.checks, 0);
    verify();
    CHECK_EQ(v.checks, PAGES / 2);
    /* Written and reported; touched for the first time; given back. */
    *at(3) += 1;
    *at(600) = 1;
    CHECK_EQ(madvise(at(10), gc_pmscan_page_size(), MADV_DONTNEED), 0);
    checks = v.checks;
    verify();
    CHECK_EQ(v.checks - checks, PAGES / 2 - 2);
    *at(10) = 77;
    verify();
    /* Written after the sweep: for the next one to report. */
    sweep();
    *at(20) += 1;
    gc_pmscan_verify_sweep(&v, &set, TEST_KIND);
    verify();
    /* Not to be read, and written before that. */
    *at(30) += 1;
    CHECK_EQ(mprotect(at(30), 2 * gc_pmscan_page_size(), PROT_NONE), 0);
    verify();
    verify();
    CHECK_EQ(mprotect(at(30), 2 * gc_pmscan_page_size(),
                      PROT_READ | PROT_WRITE), 0);
    verify();
    *at(31) += 1;
    verify();
    checks = v.checks;
    verify();
    CHECK_EQ(v.checks - checks, PAGES / 2 + 1);
    CHECK_EQ(v.unchecked, 0);
}

/* The set calls the page clean. */
static void lie(size_t page)
{
    static struct gc_pmscan_run runs[8];
    size_t i, n = 0;

    sweep();
    for (i = 0; i < set.nruns; i++)
        if ((uintptr_t)at(page) < set.runs[i].start
            || (uintptr_t)at(page) >= set.runs[i].end)
            runs[n++] = set.runs[i];
    CHECK(n == set.nruns - 1);
    set.runs = runs;
    set.nruns = n;
    gc_pmscan_verify_sweep(&v, &set, TEST_KIND);
}

static void lost_change(void *unused)
{
    (void)unused;
    start(PAGES);
    verify();
    *at(5) += 1;
    lie(5);
}

static void lost_first_touch(void *unused)
{
    (void)unused;
    start(PAGES / 2);
    verify();
    *at(650) = 1;
    lie(650);
}

/* Nothing was kept of a sweep in which nothing could be compared. */
static void no_descriptor(void *unused)
{
    struct rlimit limit, none;

    (void)unused;
    start(PAGES / 2);
    verify();
    CHECK_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = limit;
    none.rlim_cur = 3;
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    *at(1) += 1;
    *at(680) = 1;
    verify();
    CHECK_EQ(v.unchecked, 1);
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    verify();
    CHECK_EQ(v.checks, 0);
    verify();
    CHECK_EQ(v.checks, PAGES / 2 + 1);
}

static void expect(void (*body)(void *), int signal_number)
{
    struct child c;

    child_run(body, NULL, &c);
    printf("%s%s", c.out, c.err);
    if (signal_number == 0) {
        child_expect(&c, 0);
        return;
    }
    CHECK(WIFSIGNALED(c.status));
    CHECK_EQ(WTERMSIG(c.status), signal_number);
    CHECK(strstr(c.err, "lost page") != NULL);
}

int main(void)
{
    expect(honest, 0);
    expect(no_descriptor, 0);
    expect(lost_change, SIGABRT);
    expect(lost_first_touch, SIGABRT);
    return 0;
}
