/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: with no collection running the library costs nothing: no thread, no
 *   timer, no signal handler, no processor time, no context switch.
 * Limitations: half a second of idleness.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_MARKERS=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

struct signals {
    struct sigaction action[64];
};

static void get_signals(struct signals *s)
{
    int i;

    memset(s, 0, sizeof(*s));
    for (i = 1; i < 64; i++)
        (void)sigaction(i, NULL, &s->action[i]);
}

static unsigned tasks(void)
{
    DIR *dir = opendir("/proc/self/task");
    struct dirent *e;
    unsigned n = 0;

    CHECK(dir != NULL);
    while ((e = readdir(dir)) != NULL)
        n += e->d_name[0] != '.';
    closedir(dir);
    return n;
}

static void check_no_timers(void)
{
    struct itimerval timer;
    int i;

    for (i = ITIMER_REAL; i <= ITIMER_PROF; i++) {
        CHECK_EQ(getitimer(i, &timer), 0);
        CHECK_EQ(timer.it_value.tv_sec + timer.it_value.tv_usec, 0);
    }
    CHECK_EQ(running_descriptor("[timerfd]"), -1);
}

int main(void)
{
    const struct timespec half = { .tv_nsec = 500000000 };
    struct rusage before, after;
    struct gc_pmscan_stats stats;
    static struct signals with, without;
    struct graph_thread t;
    uint64_t cpu_us;
    int i;

    /* libgc itself takes two signals to stop threads. */
    GC_INIT();
    get_signals(&without);
    running_start(&t);
    running_well(&t, 50);
    get_signals(&with);
    for (i = 1; i < 64; i++)
        CHECK(memcmp(&with.action[i].sa_handler, &without.action[i].sa_handler,
                     sizeof(with.action[i].sa_handler))
              == 0);
    CHECK_EQ(tasks(), 1);
    check_no_timers();

    stats = running_stats();
    CHECK_EQ(getrusage(RUSAGE_SELF, &before), 0);
    CHECK_EQ(nanosleep(&half, NULL), 0);
    CHECK_EQ(getrusage(RUSAGE_SELF, &after), 0);
    CHECK_EQ(running_stats().sweeps, stats.sweeps);
    cpu_us = (uint64_t)(after.ru_utime.tv_sec - before.ru_utime.tv_sec
                        + after.ru_stime.tv_sec - before.ru_stime.tv_sec)
                 * 1000000
             + (uint64_t)(after.ru_utime.tv_usec - before.ru_utime.tv_usec)
             + (uint64_t)(after.ru_stime.tv_usec - before.ru_stime.tv_usec);
    printf("%" PRIu64 " us of processor time, %ld switches\n", cpu_us,
           after.ru_nvcsw - before.ru_nvcsw);
    CHECK(cpu_us < 5000);
    CHECK(after.ru_nvcsw - before.ru_nvcsw <= 2);
    CHECK_EQ(after.ru_minflt - before.ru_minflt > 8, 0);
    return 0;
}
