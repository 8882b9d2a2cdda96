/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: an unprivileged program that switches PR_SET_DUMPABLE off in mid-run
 *   goes on as before, for its descriptors are good; a child, or when they were
 *   closed, says "degraded" and why until it is dumpable again.
 * Limitations: as root, another user is taken for the test.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "GC_PMSCAN_VERIFY=0" "GC_PMSCAN_VERIFY=1" } */
#define _GNU_SOURCE
#include <degrade.h>
#include <grp.h>
#include <sys/prctl.h>

static void take_away(void)
{
    CHECK_EQ(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), 0);
}

static void give_back(void)
{
    CHECK_EQ(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
}

int main(void)
{
    static const struct degrade d = { take_away, give_back, "PR_SET_DUMPABLE" };

    if (getuid() == 0) {
        CHECK_EQ(setgroups(0, NULL), 0);
        CHECK_EQ(setgid(65534), 0);
        CHECK_EQ(setuid(65534), 0);
        give_back(); /* it went with the user */
    }
    degrade_check(&d);
    return 0;
}
