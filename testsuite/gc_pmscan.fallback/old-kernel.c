/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: on a kernel without PAGEMAP_SCAN (ENOTTY), or whose userfaultfd
 *   has no asynchronous write protection (EINVAL), the program runs as
 *   without us and the reason names the Linux that is needed.
 * Limitations: the old kernel is a filter that gives an old kernel's answers.
 */
/* { dg-link "shared" } */
/* { dg-matrix "REFUSE=PAGEMAP_SCAN" "REFUSE=UFFDIO_API" } */
#define _GNU_SOURCE
#include <fallback.h>
#include <refuse.h>

static void take_away(void)
{
    const char *text = getenv("REFUSE");

    if (text != NULL && strcmp(text, "UFFDIO_API") == 0)
        refuse_ioctl(KABI_UFFDIO_API, EINVAL);
    else
        refuse_ioctl(KABI_PAGEMAP_SCAN, ENOTTY);
}

int main(void)
{
    fallback_check(take_away, "Linux 6.7 or later");
    return 0;
}
