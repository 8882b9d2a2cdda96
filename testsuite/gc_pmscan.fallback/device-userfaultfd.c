/* SPDX-License-Identifier: MIT */
/*
 * Area: fallback
 * Purpose: where the userfaultfd system call is refused and /dev/userfaultfd
 *   may be opened, pmscan works through the device.
 * Limitations: needs the permission to open the device.
 */
/* { dg-link "shared" } */
#define _GNU_SOURCE
#include <fallback.h>
#include <refuse.h>

static void body(void *unused)
{
    static const struct fallback f = { .mode = "require" };

    (void)unused;
    refuse_call(SYS_userfaultfd, REFUSE_ANY, EPERM);
    fallback_start(&f);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    fallback_work(20000);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
}

int main(void)
{
    struct child c;
    int fd = open("/dev/userfaultfd", O_RDWR | O_CLOEXEC);

    if (fd < 0)
        UNSUPPORTED("/dev/userfaultfd cannot be opened");
    close(fd);
    child_run(body, NULL, &c);
    child_expect(&c, 0);
    CHECK_EQ(strlen(c.err), 0);
    return 0;
}
