/* SPDX-License-Identifier: MIT */
/*
 * Area: verify
 * Purpose: what counts as handed over and what does not, page by page: a dirty
 *   page that was answered "dirty" or named; one that was answered "clean", or
 *   that nobody asked for or named; one that is not tracked; one that is no
 *   heap; and when everything is dirty.
 * Limitations: none.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <child.h>
#include <signal.h>

#include "handover.h"

enum { DIRTY_BIT = 4, FIRST = 100 /* page */ };

static struct gc_pmscan_handover h;
static struct gc_pmscan_run runs[2];
static struct gc_pmscan_range ranges[2];
static struct gc_pmscan_dirty_set set = {
    .runs = runs, .nruns = 2, .ranges = ranges, .nranges = 2};

static uintptr_t page(size_t number)
{
    return number * gc_pmscan_page_size();
}

static int is_heap(const void *p)
{
    return (uintptr_t)p < page(FIRST + 20);
}

/* Tracked: 10 pages and, 10 pages behind, 10 others that are no heap.  Dirty:
 * the third and fourth of each. */
static void start(void)
{
    size_t i;

    for (i = 0; i < 2; i++) {
        ranges[i].start = page(FIRST + 20 * i);
        ranges[i].end = page(FIRST + 20 * i + 10);
        runs[i].start = page(FIRST + 20 * i + 2);
        runs[i].end = page(FIRST + 20 * i + 4);
    }
    gc_pmscan_handover_begin(&h);
}

/* Answers for the pages from number `from` on, "d" for dirty. */
static void answer(size_t from, const char *text)
{
    uint64_t answers[64];
    size_t i;

    for (i = 0; text[i] != '\0'; i++)
        answers[i] = text[i] == 'd' ? DIRTY_BIT : 3;
    gc_pmscan_handover_answered(&h, &set, page(from), answers, i, DIRTY_BIT);
}

static void end(void)
{
    gc_pmscan_handover_end(&h, &set, is_heap);
}

static void honest(void *unused)
{
    (void)unused;
    start();
    CHECK(!h.any);
    answer(FIRST - 1, "d--dd------dd"); /* with untracked pages around */
    CHECK(h.any);
    end(); /* nobody asks for the others, which are no heap */
    CHECK_EQ(h.checks, 2);
    start();
    answer(FIRST + 3, "d"); /* in two parts, not in order, dirty ones twice */
    answer(FIRST, "--d");
    answer(FIRST + 2, "dd");
    end();
    CHECK_EQ(h.checks, 4);
    start();
    gc_pmscan_handover_named(&h, page(FIRST + 3));
    gc_pmscan_handover_named(&h, page(FIRST + 2));
    end();
    CHECK_EQ(h.checks, 6);
    set.everything = true;
    start();
    answer(FIRST, "dddddddddd");
    end();
    CHECK_EQ(h.checks, 16);
    gc_pmscan_handover_all(7, 7);
}

static void answered_clean(void *unused)
{
    (void)unused;
    start();
    answer(FIRST, "--d-");
}

static void answered_clean_untracked(void *unused)
{
    (void)unused;
    start();
    answer(FIRST + 9, "--");
}

static void answered_clean_everything(void *unused)
{
    (void)unused;
    set.everything = true;
    start();
    answer(FIRST, "ddddddddd-");
}

static void not_asked(void *unused)
{
    (void)unused;
    start();
    answer(FIRST, "--dd");
    end();
    start(); /* what was answered before counts no more */
    answer(FIRST, "--d");
    end();
}

static void not_named(void *unused)
{
    (void)unused;
    start();
    gc_pmscan_handover_named(&h, page(FIRST + 2));
    end();
}

static void not_asked_everything(void *unused)
{
    (void)unused;
    set.everything = true;
    start();
    answer(FIRST, "ddddddddd");
    end();
}

static void not_all(void *unused)
{
    (void)unused;
    gc_pmscan_handover_all(6, 7);
}

static void expect_lost(void (*body)(void *))
{
    struct child c;

    child_run(body, NULL, &c);
    printf("%s%s", c.out, c.err);
    CHECK(WIFSIGNALED(c.status));
    CHECK_EQ(WTERMSIG(c.status), SIGABRT);
    CHECK(strstr(c.err, "lost page") != NULL);
}

int main(void)
{
    struct child c;

    child_run(honest, NULL, &c);
    printf("%s%s", c.out, c.err);
    child_expect(&c, 0);
    expect_lost(answered_clean);
    expect_lost(answered_clean_untracked);
    expect_lost(answered_clean_everything);
    expect_lost(not_asked);
    expect_lost(not_named);
    expect_lost(not_asked_everything);
    expect_lost(not_all);
    return 0;
}
