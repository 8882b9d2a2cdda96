/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: an unprivileged process that switched PR_SET_DUMPABLE off may not
 *   read its own pagemap: it runs as without us, and the reason says why.
 * Limitations: as root, another user is taken for the test.
 */
/* { dg-link "shared" } */
#define _GNU_SOURCE
#include <fallback.h>
#include <grp.h>
#include <sys/prctl.h>

static void take_away(void)
{
    if (getuid() == 0) {
        CHECK_EQ(setgroups(0, NULL), 0);
        CHECK_EQ(setgid(65534), 0);
        CHECK_EQ(setuid(65534), 0);
    }
    CHECK_EQ(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), 0);
}

int main(void)
{
    fallback_check(take_away, "PR_SET_DUMPABLE");
    return 0;
}
