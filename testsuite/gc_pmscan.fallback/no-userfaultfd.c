/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: where the userfaultfd system call is refused, as a container's
 *   seccomp profile does (EPERM) or a kernel without it (ENOSYS), and
 *   /dev/userfaultfd makes none either, the program runs as without us.
 * Limitations: the refusal is a filter of our own, not a container's.
 */
/* { dg-link "shared" } */
/* { dg-matrix "REFUSE=EPERM" "REFUSE=ENOSYS" } */
#define _GNU_SOURCE
#include <fallback.h>
#include <refuse.h>

static int refuse_with(void)
{
    const char *text = getenv("REFUSE");

    return text != NULL && strcmp(text, "ENOSYS") == 0 ? ENOSYS : EPERM;
}

static void take_away(void)
{
    refuse_ioctl(KABI_USERFAULTFD_IOC_NEW, EPERM);
    refuse_call(SYS_userfaultfd, REFUSE_ANY, refuse_with());
}

int main(void)
{
    fallback_check(take_away, "userfaultfd");
    fallback_check(take_away, "seccomp profile");
    return 0;
}
