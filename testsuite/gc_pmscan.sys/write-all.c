/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: gc_pmscan_sys_write_all() writes everything, however often a
 *   signal interrupts it and however little the pipe takes at a time.
 * Limitations: a pipe, no other kind of file.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "kernel.h"

enum { TOTAL = 1 << 20 };

static volatile sig_atomic_t signals;

static void on_alarm(int signal)
{
    (void)signal;
    signals = signals + 1;
}

static unsigned char byte_at(size_t i)
{
    return (unsigned char)(i * 31 + (i >> 12));
}

/* Reads slowly and in odd portions; says whether all came as it was sent. */
static int reader(int fd)
{
    static unsigned char got[4099];
    size_t done = 0;

    usleep(50000); /* the pipe fills up, and signals come meanwhile */
    for (;;) {
        ssize_t n = read(fd, got, sizeof(got)), i;

        if (n <= 0)
            return done == TOTAL ? 0 : 1;
        for (i = 0; i < n; i++)
            if (got[i] != byte_at(done + (size_t)i))
                return 2;
        done += (size_t)n;
        usleep(300);
    }
}

int main(void)
{
    static unsigned char data[TOTAL];
    struct sigaction action = { .sa_handler = on_alarm };
    struct itimerval often = { { 0, 500 }, { 0, 500 } };
    struct itimerval never = { { 0, 0 }, { 0, 0 } };
    int ends[2], status;
    pid_t child;
    size_t i;

    for (i = 0; i < TOTAL; i++)
        data[i] = byte_at(i);
    CHECK_EQ(pipe(ends), 0);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK_EQ(close(ends[1]), 0);
        _exit(reader(ends[0]));
    }
    CHECK_EQ(close(ends[0]), 0);
    CHECK_EQ(sigaction(SIGALRM, &action, NULL), 0);
    CHECK_EQ(setitimer(ITIMER_REAL, &often, NULL), 0);
    CHECK_EQ(gc_pmscan_sys_write_all(ends[1], data, TOTAL), 0);
    CHECK_EQ(setitimer(ITIMER_REAL, &never, NULL), 0);
    CHECK_EQ(close(ends[1]), 0);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
    printf("%d signals\n", (int)signals);
    CHECK(signals > 0);
    CHECK_EQ(gc_pmscan_sys_write_all(-1, data, 0), 0);
    return 0;
}
