/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: the writable data of a shared object is tracked once it is loaded,
 *   exactly and page by page, also what is zero at first; no longer when it
 *   is unloaded; and what stays loaded stays clean while others come and go.
 * Limitations: looks at the data of small objects; the library is part of
 *   this program, whose own data is therefore left out.
 */
/* { dg-link "unit" } */
/* { dg-libs "-ldl" } */
#define _GNU_SOURCE
#include "dirty.h"
#include "object.h"
#include "roots.h"

enum { KIND = 2, BYTES = 64 * 4096 };

static struct gc_pmscan_tracker t;
static struct gc_pmscan_roots roots;

static const char source[] =
    "char filled[64 * 4096] = { 1 };\n"
    "char empty[64 * 4096];\n"
    "char *const constant[2] = { filled, empty };\n";

/* The whole pages of an array. */
static void *pages_of(void *handle, const char *name, size_t *count)
{
    uintptr_t start = (uintptr_t)object_symbol(handle, name);
    uintptr_t first = gc_pmscan_page_up(start);

    *count = (gc_pmscan_page_down(start + BYTES) - first)
             / gc_pmscan_page_size();
    CHECK(*count > 1);
    return (void *)first;
}

static void refresh(void)
{
    gc_pmscan_roots_refresh(&roots, &t, KIND);
}

static bool covered(void *p, size_t count)
{
    return tracker_covers(&t, (uintptr_t)p,
                                    (uintptr_t)page_at(p, count));
}

static void expect_exact(void *handle)
{
    size_t count;
    void *p;

    p = pages_of(handle, "filled", &count);
    CHECK(covered(p, count));
    dirty_expect_exact(&t, p, count, 1, 3);
    dirty_expect_exact(&t, p, count, 0, 0);
    p = pages_of(handle, "empty", &count);
    CHECK(covered(p, count));
    dirty_expect_exact(&t, p, count, count / 2, count / 2 + 1);
    dirty_expect_exact(&t, p, count, 0, 0);
}

static void populate(void *handle)
{
    size_t count;
    void *p = pages_of(handle, "filled", &count);

    touch(p, 0, count);
    p = pages_of(handle, "empty", &count);
    touch(p, 0, count);
}

int main(void)
{
    void *stays, *comes, *p;
    uint64_t before;
    size_t count;
    int i;

    object_build("stays", source, "");
    object_build("comes", source, "");
    dirty_open(&t);
    stays = object_load("stays", RTLD_NOW);
    populate(stays);
    refresh();
    gc_pmscan_tracker_sweep(&t);
    expect_exact(stays);
    before = gc_pmscan_tracker_bytes(&t, KIND);
    CHECK(before >= 2 * BYTES - 4 * gc_pmscan_page_size());
    for (i = 0; i < 20; i++) {
        comes = object_load("comes", RTLD_NOW);
        p = pages_of(comes, "filled", &count);
        CHECK(!covered(p, count));
        populate(comes);
        refresh();
        gc_pmscan_tracker_sweep(&t);
        expect_exact(stays);
        expect_exact(comes);
        CHECK(gc_pmscan_tracker_bytes(&t, KIND)
              >= before + 2 * BYTES - 4 * gc_pmscan_page_size());
        CHECK_EQ(dlclose(comes), 0);
        refresh();
        CHECK_EQ(gc_pmscan_tracker_bytes(&t, KIND), before);
        CHECK(!covered(p, count));
        gc_pmscan_tracker_sweep(&t);
        expect_exact(stays);
    }
    /* Our own data is written by each sweep. */
    CHECK(!tracker_covers(&t, (uintptr_t)&t, (uintptr_t)(&t + 1)));
    CHECK_EQ(t.errors, 0);
    return 0;
}
