/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: the program's GC_set_on_heap_resize, or its direct assignment of
 *   the variable GC_on_heap_resize, is left alone: it is called with each new
 *   size, and the getter and the variable say what the program put there.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-options "-Wno-deprecated-declarations" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "SET=before" "SET=after" "SET=variable" "SET=never" } */
#define _GNU_SOURCE
#include <running.h>

static unsigned calls;
static GC_word last;

static void GC_CALLBACK on_resize(GC_word size)
{
    calls++;
    last = size;
}

static GC_word heap_size(void)
{
    struct GC_prof_stats_s libgc;

    memset(&libgc, 0, sizeof(libgc));
    (void)GC_get_prof_stats(&libgc, sizeof(libgc));
    return libgc.heapsize_full;
}

static bool wanted(const char *value)
{
    const char *text = getenv("SET");

    return strcmp(text != NULL ? text : "before", value) == 0;
}

int main(void)
{
    struct graph_thread t;
    unsigned before, i;

    if (wanted("before"))
        GC_set_on_heap_resize(on_resize);
    if (wanted("variable"))
        GC_on_heap_resize = on_resize;
    running_start(&t);
    if (wanted("after"))
        GC_set_on_heap_resize(on_resize);
    CHECK(GC_get_on_heap_resize() == (wanted("never") ? 0 : on_resize));
    CHECK(GC_on_heap_resize == (wanted("never") ? 0 : on_resize));
    before = calls;
    for (i = 0; i < 5; i++) {
        CHECK(GC_expand_hp(4 << 20));
        CHECK(wanted("never") || calls > before);
        CHECK(wanted("never") || last == heap_size());
        before = calls;
        running_well(&t, 5);
        running_check_tracked();
    }
    CHECK(GC_get_on_heap_resize() == (wanted("never") ? 0 : on_resize));
    return 0;
}
