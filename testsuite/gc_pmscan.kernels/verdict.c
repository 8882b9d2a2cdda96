/* SPDX-License-Identifier: MIT */
/*
 * Area: kernels
 * Purpose: Linux 6.7 and later has what it takes; on an earlier one the
 *   program runs as without us, the reason names the Linux that is needed, and
 *   GC_PMSCAN=require ends it with 125 and that sentence.
 * Limitations: a kernel that was built without userfaultfd fails here.
 */
/* { dg-link "shared" } */
#define _GNU_SOURCE
#include <fallback.h>
#include <kernel_release.h>

static void with_pmscan(void *arg)
{
    const struct fallback *f = arg;
    struct gc_pmscan_stats stats = { .size = sizeof(stats) };

    fallback_start(f);
    printf("%s\n", gc_pmscan_reason());
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    fallback_work(20000);
    CHECK_EQ(gc_pmscan_get_stats(&stats), 0);
    CHECK(stats.sweeps > 0);
    CHECK_EQ(stats.sweep_errors, 0);
}

int main(void)
{
    struct fallback f = { .mode = "require" };
    struct child c;

    if (!kernel_is_at_least(6, 7)) {
        fallback_check(NULL, "Linux 6.7 or later");
        return 0;
    }
    child_run(with_pmscan, &f, &c);
    printf("%s%s", c.out, c.err);
    child_expect(&c, 0);
    return 0;
}
