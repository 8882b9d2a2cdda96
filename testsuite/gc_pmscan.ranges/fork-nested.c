/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: children of children, made before or after their parent's first
 *   sweep, each begin with everything dirty and are then exact, and so is
 *   each parent after its child has ended.
 * Limitations: five generations.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "dirty.h"

enum { PAGES = 32, DEPTH = 5 };

static struct gc_pmscan_tracker t;
static void *p;

/* In a new process; its own sweeps come before its child, after, or both. */
static void live(unsigned depth, unsigned when)
{
    uint64_t generations = t.generations;
    pid_t child;

    if (depth > 0 && (when & 1) != 0)
        dirty_expect_recovery(&t, p, PAGES);
    if (depth < DEPTH) {
        touch(p, depth, depth + 1);
        child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            live(depth + 1, when);
            _exit(0);
        }
        dirty_wait(child);
    }
    if (depth == 0) {
        dirty_expect_exact(&t, p, PAGES, 0, 1);
        CHECK_EQ(t.generations, 0);
    } else if ((when & 1) == 0) {
        dirty_expect_recovery(&t, p, PAGES);
        CHECK_EQ(t.generations, generations + 1);
    } else {
        /* Written above, before the child was made. */
        touch(p, 20, 22);
        CHECK_EQ(dirty_sweep(&t, p, PAGES, NULL), depth < DEPTH ? 3 : 2);
        CHECK_EQ(t.generations, generations + 1);
    }
}

int main(void)
{
    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    live(0, 0);
    live(0, 1);
    return 0;
}
