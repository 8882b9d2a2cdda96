/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: a descriptor is lost while a child that was forked before still
 *   has copies of both.  No write is lost.  When it was the pagemap, our
 *   userfaultfd is there and sweeps are exact again at once; when it was the
 *   userfaultfd, whose registrations the child's copy keeps, at the latest
 *   when the child is gone.
 * Limitations: one child, which neither sweeps nor calls exec.
 */
/* { dg-link "unit" } */
/* { dg-matrix "LOSS=pagemap" "LOSS=uffd" } */
#define _GNU_SOURCE
#include <signal.h>

#include "dirty.h"

enum { PAGES = 64 };

int main(void)
{
    const char *how = getenv("LOSS") != NULL ? getenv("LOSS") : "pagemap";
    struct gc_pmscan_tracker t;
    bool dirty[PAGES];
    void *p;
    pid_t child;

    dirty_open(&t);
    p = dirty_clean_pages(&t, PAGES);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        (void)pause();
        _exit(0);
    }
    touch(p, 10, 12);
    CHECK_EQ(close(strcmp(how, "pagemap") == 0 ? t.fds.pagemap : t.fds.uffd), 0);
    touch(p, 30, 33);
    (void)dirty_sweep(&t, p, PAGES, dirty);
    CHECK(dirty[10] && dirty[11] && dirty[30] && dirty[31] && dirty[32]);
    touch(p, 50, 52);
    if (strcmp(how, "pagemap") == 0) {
        dirty_expect_exact(&t, p, PAGES, 50, 52);
    } else {
        (void)dirty_sweep(&t, p, PAGES, dirty);
        CHECK(dirty[50] && dirty[51]);
    }
    CHECK_EQ(kill(child, SIGKILL), 0);
    CHECK_EQ(waitpid(child, NULL, 0), child);
    touch(p, 20, 21);
    (void)dirty_sweep(&t, p, PAGES, dirty);
    CHECK(dirty[20]);
    dirty_expect_exact(&t, p, PAGES, 3, 7);
    return 0;
}
