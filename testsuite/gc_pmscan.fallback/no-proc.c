/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: in a chroot without /proc the program runs as without us, and the
 *   reason says what to mount.
 * Limitations: the program was loaded before it went into the chroot.
 */
/* { dg-link "shared" } */
#define _GNU_SOURCE
#include <errno.h>
#include <fallback.h>
#include <sched.h>
#include <sys/stat.h>

static void take_away(void)
{
    CHECK(mkdir("empty", 0700) == 0 || errno == EEXIST);
    if (chroot("empty") != 0
        && (unshare(CLONE_NEWUSER) != 0 || chroot("empty") != 0))
        UNSUPPORTED("neither root nor user namespaces to chroot with");
    CHECK_EQ(chdir("/"), 0);
    CHECK(access("/proc/self", F_OK) != 0);
}

int main(void)
{
    fallback_check(take_away, "/proc");
    return 0;
}
