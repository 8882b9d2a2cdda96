/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: where no descriptor is left, or only one, the probe says not
 *   usable, names the errno, what was not tried, and a sentence to act on; it
 *   closes what it opened; and each errno that a sweep can meet has a
 *   sentence.
 * Limitations: the limit of descriptors; other refusals are in area fallback.
 */
/* { dg-link "unit" } */
/* { dg-matrix "LEFT=0" "LEFT=1" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>

#include "kernel.h"
#include "probe.h"

static void expect_refused(const struct gc_pmscan_probe_result *r, int left)
{
    unsigned i;

    CHECK_EQ(r->usable, 0);
    CHECK_EQ(r->nsteps, 5);
    CHECK_EQ(r->steps[0].error, left == 0 ? EMFILE : 0);
    CHECK_EQ(r->steps[1].error, EMFILE);
    for (i = 2; i < r->nsteps; i++)
        CHECK_EQ(r->steps[i].error, -1);
    for (i = 0; i < r->nsteps; i++)
        CHECK(strlen(r->steps[i].detail) > 10);
    CHECK(strstr(r->verdict, "ulimit -n") != NULL);
    CHECK_EQ(gc_pmscan_probe_error(r), -EMFILE);
}

static void explain(void)
{
    static const int errors[] = { EMFILE, ENFILE, ENOENT, EACCES, EPERM, EBUSY,
                                  EBADF,  ENOTTY, ENOMEM, EPROTO, EIO, 9999 };
    size_t i;

    CHECK(strcmp(gc_pmscan_probe_explain(0), "") == 0);
    for (i = 0; i < sizeof(errors) / sizeof(*errors); i++)
        CHECK(strlen(gc_pmscan_probe_explain(-errors[i])) > 15);
}

int main(void)
{
    int left = atoi(getenv("LEFT") != NULL ? getenv("LEFT") : "0"), i;
    struct gc_pmscan_probe_result r = { .size = sizeof(r) };
    struct kernel k = kernel_open();
    struct rlimit limit = { 64, 64 };
    int highest = 0, fd;

    CHECK_EQ(gc_pmscan_sys_close(k.uffd) + gc_pmscan_sys_close(k.pagemap), 0);
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    while ((fd = open("/dev/null", O_RDONLY)) >= 0)
        highest = fd;
    for (i = 0; i < left; i++)
        CHECK_EQ(close(highest - i), 0);
    for (i = 0; i < 3; i++) { /* what it opens it closes */
        gc_pmscan_probe_run(&r);
        expect_refused(&r, left);
    }
    explain();
    return 0;
}
