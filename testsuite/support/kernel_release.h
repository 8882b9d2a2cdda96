/* SPDX-License-Identifier: MIT */
/*
 * What the running kernel says that it is.
 *
 * What comes in: uname(2).  What goes out: whether it is the Linux that has
 * PAGEMAP_SCAN and asynchronous write protection, by its number alone.
 */
#ifndef KERNEL_RELEASE_H
#define KERNEL_RELEASE_H

#include "check.h"

#include <stdbool.h>
#include <sys/utsname.h>

static inline bool kernel_is_at_least(int major, int minor)
{
    struct utsname name;
    int got_major, got_minor;

    CHECK_EQ(uname(&name), 0);
    CHECK_EQ(sscanf(name.release, "%d.%d", &got_major, &got_minor), 2);
    printf("Linux %s\n", name.release);
    return got_major > major || (got_major == major && got_minor >= minor);
}

#endif /* KERNEL_RELEASE_H */
