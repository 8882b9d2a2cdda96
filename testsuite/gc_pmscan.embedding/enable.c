/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: gc_pmscan_enable() as gc_pmscan.h has it: before and after GC_INIT,
 *   twice, with each option, with structures smaller and larger than today's,
 *   with values that it must refuse; state, reason and counters fit, and
 *   errno stays as it was.
 * Limitations: what the environment overrules is enable-environment.c, a libgc
 *   that is incremental without us enable-busy.c.
 */
/* { dg-link "shared" } */
#define _GNU_SOURCE
#include <child.h>
#include <errno.h>
#include <running.h>

static struct gc_pmscan_options options(enum gc_pmscan_mode mode,
                                        enum gc_pmscan_attach attach)
{
    struct gc_pmscan_options o;

    memset(&o, 0, sizeof(o));
    o.size = sizeof(o);
    o.mode = mode;
    o.attach = attach;
    return o;
}

static int enable(const struct gc_pmscan_options *o)
{
    int ret;

    errno = 4711;
    ret = gc_pmscan_enable(o);
    CHECK_EQ(errno, 4711);
    return ret;
}

static void work(void)
{
    static struct graph_thread t;

    CHECK(GC_is_incremental_mode());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(strlen(gc_pmscan_reason()), 0);
    if (graph.holders == NULL) {
        graph_thread_start(&t, 1);
        graph_build(&t, 3);
    }
    /* The first sweep has nothing armed to go by. */
    running_sweeps(&t, 1);
    running_well(&t, 20);
    CHECK(running_stats().sweeps >= 20);
    running_check_tracked();
}

static void before_init(void *arg)
{
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_IDLE);
    CHECK_EQ(strlen(gc_pmscan_reason()), 0);
    CHECK_EQ(running_stats().sweeps, 0);
    CHECK_EQ(enable(arg), 0);
    GC_INIT();
    work();
    CHECK_EQ(enable(arg), 0);
    CHECK_EQ(enable(NULL), 0);
    GC_enable_incremental();
    work();
}

static void after_init(void *arg)
{
    void *volatile keep;

    GC_INIT();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_IDLE);
    keep = GC_MALLOC(1000000);
    CHECK(!GC_is_incremental_mode());
    CHECK_EQ(enable(arg), 0);
    work();
    CHECK_EQ(enable(arg), 0);
    work();
    GC_reachable_here(keep);
}

static void both_times(const struct gc_pmscan_options *o)
{
    struct child c;

    child_run(before_init, (void *)(uintptr_t)o, &c);
    child_expect(&c, 0);
    CHECK_EQ(strlen(c.err), 0);
    child_run(after_init, (void *)(uintptr_t)o, &c);
    child_expect(&c, 0);
    CHECK_EQ(strlen(c.err), 0);
}

static void off(void *unused)
{
    struct gc_pmscan_options o = options(GC_PMSCAN_OFF, 0);

    (void)unused;
    GC_INIT();
    CHECK_EQ(enable(&o), -ECANCELED);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_OFF);
    CHECK(strlen(gc_pmscan_reason()) > 10);
    /* Left as it was. */
    CHECK(!GC_is_incremental_mode());
    CHECK(GC_MALLOC(10) != NULL);
}

static void refused(void *unused)
{
    struct gc_pmscan_options o;

    (void)unused;
    o = options((enum gc_pmscan_mode)3, 0);
    CHECK_EQ(enable(&o), -EINVAL);
    o = options((enum gc_pmscan_mode)-1, 0);
    CHECK_EQ(enable(&o), -EINVAL);
    o = options(0, (enum gc_pmscan_attach)3);
    CHECK_EQ(enable(&o), -EINVAL);
    o = options(0, (enum gc_pmscan_attach)-1);
    CHECK_EQ(enable(&o), -EINVAL);
    o = options(0, 0);
    o.size = 0;
    CHECK_EQ(enable(&o), -EINVAL);
    o.size = sizeof(size_t) - 1;
    CHECK_EQ(enable(&o), -EINVAL);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_IDLE);
    /* Nothing of it was kept. */
    o = options(GC_PMSCAN_REQUIRE, 0);
    CHECK_EQ(enable(&o), 0);
    work();
}

/* A program of an older version has a smaller structure, with whatever behind
 * it; one of a newer version a larger one. */
static void sizes(void *unused)
{
    struct {
        struct gc_pmscan_options today;
        unsigned char more[64];
    } o;

    (void)unused;
    memset(&o, 0xff, sizeof(o));
    o.today.size = sizeof(size_t);
    CHECK_EQ(enable(&o.today), 0);
    memset(&o, 0, sizeof(o));
    o.today.size = sizeof(o);
    CHECK_EQ(enable(&o.today), 0);
    work();
}

/* What the program said first holds, as GC_PMSCAN=off would. */
static void stays_off(void *unused)
{
    struct gc_pmscan_options o = options(GC_PMSCAN_OFF, GC_PMSCAN_ATTACH_AUTO);

    (void)unused;
    CHECK_EQ(enable(&o), -ECANCELED);
    GC_enable_incremental();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_OFF);
    CHECK(GC_is_incremental_mode());
}

/* Bad options are refused with a sentence. */
static void bad_options(void *unused)
{
    struct {
        struct gc_pmscan_options today;
        char later;
    } o;

    (void)unused;
    memset(&o, 0, sizeof(o));
    CHECK_EQ(enable(&o.today), -EINVAL);
    CHECK(strstr(gc_pmscan_reason(), "size") != NULL);
    o.today.size = sizeof(o);
    o.later = 1;
    CHECK_EQ(enable(&o.today), -EINVAL);
    CHECK(strstr(gc_pmscan_reason(), "later version") != NULL);
    o.later = 0;
    o.today.mode = (enum gc_pmscan_mode)77;
    CHECK_EQ(enable(&o.today), -EINVAL);
    CHECK(strstr(gc_pmscan_reason(), "mode") != NULL);
    o.today.mode = GC_PMSCAN_AUTO;
    CHECK_EQ(enable(&o.today), 0);
    CHECK_EQ(strlen(gc_pmscan_reason()), 0);
}

static void counters(void *unused)
{
    struct {
        struct gc_pmscan_stats today;
        uint64_t more[8];
    } s;

    (void)unused;
    GC_INIT();
    CHECK_EQ(enable(NULL), 0);
    work();
    CHECK_EQ(gc_pmscan_get_stats(NULL), -EINVAL);
    memset(&s, 0xee, sizeof(s));
    s.today.size = sizeof(size_t);
    CHECK_EQ(gc_pmscan_get_stats(&s.today), -EINVAL);
    /* Room for one counter. */
    s.today.size = sizeof(size_t) + sizeof(uint64_t);
    CHECK_EQ(gc_pmscan_get_stats(&s.today), 0);
    CHECK_EQ(s.today.size, sizeof(size_t) + sizeof(uint64_t));
    CHECK(s.today.sweeps >= 20);
    CHECK_EQ(s.today.all_dirty_sweeps, 0xeeeeeeeeeeeeeeee);
    s.today.size = sizeof(s);
    CHECK_EQ(gc_pmscan_get_stats(&s.today), 0);
    CHECK_EQ(s.today.size, sizeof(s.today));
    CHECK_EQ(s.more[0], 0xeeeeeeeeeeeeeeee);
}

static void run(void (*body)(void *))
{
    struct child c;

    child_run(body, NULL, &c);
    child_expect(&c, 0);
}

int main(void)
{
    static const enum gc_pmscan_attach attach[] = {
        GC_PMSCAN_ATTACH_AUTO, GC_PMSCAN_ATTACH_SOFTDIRTY,
        GC_PMSCAN_ATTACH_MANUAL
    };
    unsigned i;

    both_times(NULL);
    for (i = 0; i < 3; i++) {
        struct gc_pmscan_options o = options(GC_PMSCAN_AUTO, attach[i]);

        both_times(&o);
        o.mode = GC_PMSCAN_REQUIRE;
        both_times(&o);
    }
    run(off);
    run(refused);
    run(sizes);
    run(counters);
    run(stays_off);
    run(bad_options);
    CHECK(strcmp(gc_pmscan_version(), "") != 0);
    return 0;
}
