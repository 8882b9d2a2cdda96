/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: the program's GC_set_on_collection_event and its getter work as if
 *   we were not there: set before libgc is initialised, before and after
 *   incremental mode is on, replaced, taken away.  Each callback sees the
 *   events that it sees without us, in the same order, and pmscan goes on.
 * Limitations: the order is that of explicit collections on one thread.
 */
/* { dg-link "shared" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#define GC_THREADS /* for the events of the world's stop and start */
#include <child.h>
#include <running.h>

enum when { BEFORE_INIT, BEFORE_INCREMENTAL, AFTER_INCREMENTAL, WHENS };

static char seen[2][4096];

static void note(unsigned who, GC_EventType event)
{
    size_t len = strlen(seen[who]);

    CHECK(len + 2 < sizeof(seen[who]));
    seen[who][len] = (char)('A' + event);
}

static void GC_CALLBACK first(GC_EventType event)
{
    note(0, event);
}

static void GC_CALLBACK second(GC_EventType event)
{
    note(1, event);
}

static void set(GC_on_collection_event_proc fn)
{
    GC_set_on_collection_event(fn);
    CHECK(GC_get_on_collection_event() == fn);
}

static uint64_t sweeps(void)
{
    return running_stats().sweeps;
}

static void body(void *arg)
{
    enum when when = *(enum when *)arg;
    bool off = getenv("GC_PMSCAN") != NULL
               && strcmp(getenv("GC_PMSCAN"), "off") == 0;
    uint64_t before;

    CHECK(GC_get_on_collection_event() == 0);
    if (when == BEFORE_INIT)
        set(first);
    GC_INIT();
    if (when == BEFORE_INCREMENTAL)
        set(first);
    GC_enable_incremental();
    if (when == AFTER_INCREMENTAL)
        set(first);
    CHECK(off || gc_pmscan_state() == GC_PMSCAN_STATE_ACTIVE);
    CHECK(GC_get_on_collection_event() == first);
    memset(seen, 0, sizeof(seen));
    GC_gcollect();
    CHECK(GC_get_on_collection_event() == first);
    printf("%s\n", seen[0]);
    CHECK(strlen(seen[0]) > 5);

    set(second);
    memset(seen, 0, sizeof(seen));
    before = sweeps();
    GC_gcollect();
    printf("%s\n", seen[1]);
    CHECK_EQ(strlen(seen[0]), 0);
    CHECK(strlen(seen[1]) > 5);
    CHECK(off || sweeps() > before);

    set(0);
    memset(seen, 0, sizeof(seen));
    before = sweeps();
    GC_gcollect();
    CHECK_EQ(strlen(seen[0]) + strlen(seen[1]), 0);
    CHECK(off || sweeps() > before);

    set(first);
    GC_gcollect();
    printf("%s\n", seen[0]);
    CHECK(strlen(seen[0]) > 5);
}

int main(void)
{
    struct child without, with;
    enum when when;

    for (when = BEFORE_INIT; when < WHENS; when++) {
        CHECK_EQ(setenv("GC_PMSCAN", "off", 1), 0);
        child_run(body, &when, &without);
        child_expect(&without, 0);
        CHECK_EQ(setenv("GC_PMSCAN", "require", 1), 0);
        child_run(body, &when, &with);
        child_expect(&with, 0);
        printf("set at %d: %s", (int)when, with.out);
        if (strcmp(without.out, with.out) != 0)
            printf("without us: %s", without.out);
        CHECK_EQ(strcmp(without.out, with.out), 0);
    }
    return 0;
}
