/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: a program that goes into a chroot without /proc in mid-run goes on
 *   as before, for its descriptors are good; a child, or when they were closed,
 *   says "degraded" and why until it is out again.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "GC_PMSCAN_VERIFY=0" "GC_PMSCAN_VERIFY=1" } */
#define _GNU_SOURCE
#include <degrade.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

static int outside;

static void take_away(void)
{
    CHECK(mkdir("empty", 0700) == 0 || errno == EEXIST);
    if (chroot("empty") != 0
        && (unshare(CLONE_NEWUSER) != 0 || chroot("empty") != 0))
        UNSUPPORTED("neither root nor user namespaces to chroot with");
    CHECK(access("/proc/self", F_OK) != 0);
}

static void give_back(void)
{
    CHECK_EQ(fchdir(outside), 0);
    CHECK_EQ(chroot("."), 0);
}

int main(void)
{
    static const struct degrade d = { take_away, give_back, "/proc" };

    outside = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    CHECK(outside >= 0);
    degrade_check(&d);
    return 0;
}
