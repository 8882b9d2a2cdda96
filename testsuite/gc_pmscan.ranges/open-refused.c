/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: a tracker that can't be opened, for want of a descriptor or of
 *   memory, says why and leaves nothing open and nothing mapped; when the want
 *   is over it can be.
 * Limitations: the limits of descriptors and of memory.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/resource.h>

#include "dirty.h"

enum { LIMIT = 64 };

static int count_open(void)
{
    int fd, n = 0;

    for (fd = 0; fd < LIMIT; fd++)
        n += fcntl(fd, F_GETFD) >= 0;
    return n;
}

static size_t mapped_pages(void)
{
    static char line[4096];
    int fd = open("/proc/self/statm", O_RDONLY);
    ssize_t n;

    CHECK(fd >= 0);
    n = read(fd, line, sizeof(line) - 1);
    CHECK(n > 0);
    CHECK_EQ(close(fd), 0);
    return strtoul(line, NULL, 10);
}

int main(void)
{
    struct gc_pmscan_tracker t;
    struct rlimit limit = { LIMIT, LIMIT }, memory, none;
    size_t mapped;
    int left, i, fd;

    dirty_open(&t);
    gc_pmscan_tracker_close(&t);
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
    mapped = mapped_pages();
    while ((fd = open("/dev/null", O_RDONLY)) >= 0)
        CHECK(fd < LIMIT);
    for (left = 0; left < 2; left++) {
        for (i = 0; i < 10; i++) {
            CHECK_EQ(gc_pmscan_tracker_open(&t), -EMFILE);
            CHECK_EQ(count_open(), LIMIT - left);
        }
        CHECK_EQ(close(LIMIT - 1 - left), 0);
    }
    CHECK_EQ(gc_pmscan_tracker_open(&t), 0);
    gc_pmscan_tracker_close(&t);
    CHECK_EQ(mapped_pages(), mapped);

    CHECK_EQ(getrlimit(RLIMIT_AS, &memory), 0);
    none = memory;
    none.rlim_cur = 1;
    CHECK_EQ(setrlimit(RLIMIT_AS, &none), 0);
    for (i = 0; i < 10; i++) {
        CHECK_EQ(gc_pmscan_tracker_open(&t), -ENOMEM);
        CHECK_EQ(count_open(), LIMIT - 2);
    }
    CHECK_EQ(setrlimit(RLIMIT_AS, &memory), 0);
    CHECK_EQ(mapped_pages(), mapped);
    CHECK_EQ(gc_pmscan_tracker_open(&t), 0);
    dirty_expect_exact(&t, dirty_clean_pages(&t, 16), 16, 3, 5);
    return 0;
}
