/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: where libgc stands before us in the program's link, its calls do
 *   not come to us.  gc_pmscan_enable() then says -EBUSY when incremental mode
 *   is on already.  When it is not, it says -EOPNOTSUPP with a reason and
 *   leaves libgc as it is; or it works, and then no object is lost, also with
 *   roots that libgc needs to be shown in another way.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-libs "-lgc" } */
#define _GNU_SOURCE
#include <errno.h>
#include <fallback.h>
#include <running.h>

static void late(void *unused)
{
    (void)unused;
    GC_INIT();
    GC_enable_incremental();
    CHECK(GC_is_incremental_mode());
    CHECK(gc_pmscan_state() != GC_PMSCAN_STATE_ACTIVE);
    CHECK_EQ(gc_pmscan_enable(NULL), -EBUSY);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DECLINED);
    CHECK(strstr(gc_pmscan_reason(), "before") != NULL);
    fallback_work(5000);
    CHECK_EQ(gc_pmscan_enable(NULL), -EBUSY);
}

static void in_time(void *unused)
{
    struct graph_thread t;
    int ret;

    (void)unused;
    GC_INIT();
    ret = gc_pmscan_enable(NULL);
    if (ret != 0) {
        CHECK_EQ(ret, -EOPNOTSUPP);
        CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DECLINED);
        CHECK(strstr(gc_pmscan_reason(), "link it first") != NULL);
        CHECK(!GC_is_incremental_mode());
        return;
    }
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    CHECK(GC_is_incremental_mode());
    graph_thread_start(&t, 1);
    graph_build(&t, 3);
    running_well(&t, 300);
    running_check_tracked();
}

int main(void)
{
    struct child c;

    child_run(late, NULL, &c);
    child_expect(&c, 0);
    child_run(in_time, NULL, &c);
    child_expect(&c, 0);
    return 0;
}
