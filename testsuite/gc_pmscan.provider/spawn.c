/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: a program that starts others with vfork or posix_spawn, whose child
 *   shares its memory for a while, goes on as if nothing had been: tracking is
 *   not set up anew, and nothing is dirty wholesale.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=softdirty GC_PMSCAN_VERIFY=1" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-options "-Wno-deprecated-declarations" } */
#define _GNU_SOURCE
#include <running.h>

#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

static void wait_for(pid_t pid)
{
    int status;

    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
}

int main(void)
{
    static char name[] = "true";
    char *argv[] = { name, NULL };
    struct graph_thread t;
    unsigned i;
    pid_t pid;

    running_start(&t);
    running_well(&t, 20);
    for (i = 0; i < 10; i++) {
        CHECK_EQ(posix_spawnp(&pid, "true", NULL, NULL, argv, environ), 0);
        running_well(&t, 5);
        wait_for(pid);
        pid = vfork();
        CHECK(pid >= 0);
        if (pid == 0) {
            execvp("true", argv);
            _exit(1);
        }
        running_well(&t, 5);
        wait_for(pid);
    }
    CHECK_EQ(running_stats().forks, 0);
    return 0;
}
