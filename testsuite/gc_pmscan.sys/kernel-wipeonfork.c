/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: a page under MADV_WIPEONFORK reads as zeroes in a child that has
 *   its own memory, however it was made (fork, _Fork, clone, a child of the
 *   child), and is unchanged in a thread and in a child of vfork [INV-FORK].
 * Limitations: clone() as a system call, without its newer form clone3.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>

#include "kernel.h"

static volatile unsigned char *mark;

static void *in_thread(void *argument)
{
    (void)argument;
    CHECK_EQ(*mark, 1);
    return NULL;
}

static void wait_for(pid_t child)
{
    int status;

    CHECK(child > 0);
    CHECK_EQ(waitpid(child, &status, __WALL), child);
    CHECK_EQ(status, 0);
}

static int in_shared_memory(void *argument)
{
    (void)argument;
    return *mark == 1 ? 0 : 1;
}

static void in_child(void)
{
    pid_t child;
    int status = 0;

    if (*mark != 0)
        _exit(1);
    *mark = 1; /* ours now; a child of ours finds it empty again */
    child = fork();
    if (child == 0)
        _exit(*mark == 0 ? 0 : 2);
    _exit(waitpid(child, &status, 0) == child && status == 0 ? 0 : 3);
}

int main(void)
{
    pthread_t thread;
    pid_t child;
    static char stack[65536] __attribute__((aligned(64)));

    mark = map_pages(1);
    *mark = 1;
    CHECK_EQ(gc_pmscan_sys_madvise((void *)mark, gc_pmscan_page_size(),
                                   KABI_MADV_WIPEONFORK), 0);
    CHECK_EQ(*mark, 1);
    child = fork();
    if (child == 0)
        in_child();
    wait_for(child);
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
    child = _Fork();
    if (child == 0)
        in_child();
    wait_for(child);
#endif
    child = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        in_child();
    wait_for(child);
    child = vfork();
    if (child == 0)
        _exit(*mark == 1 ? 0 : 1);
    wait_for(child);
    wait_for(clone(in_shared_memory, stack + sizeof(stack),
                   CLONE_VM | SIGCHLD, NULL));
    CHECK_EQ(pthread_create(&thread, NULL, in_thread, NULL), 0);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    CHECK_EQ(*mark, 1);
    return 0;
}
