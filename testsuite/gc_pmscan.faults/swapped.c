/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: heap and static data are swapped out again and again: what was clean
 *   is clean in swap and when it is back, what was written is dirty there, no
 *   write is missed and no object lost.
 * Limitations: needs root and a file system that can have a swap file; the file
 *   is taken away again, by a process of its own.
 */
/* { dg-link "shared" } */
/* { dg-alone } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_FORECAST=off" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "GC_PMSCAN_VERIFY=0" "GC_PMSCAN_VERIFY=1" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <mappings.h>
#include <running.h>
#include <sys/prctl.h>
#include <sys/swap.h>
#include <sys/wait.h>

enum { FILE_BYTES = 96 << 20, PAGES = 2048, ROUNDS = 12, NOISE = 256 };

static pid_t worker;
static volatile sig_atomic_t stopped;

static unsigned long swapped_kilobytes(void)
{
    FILE *f = fopen("/proc/self/status", "r");
    unsigned long kilobytes = 0;
    char line[256];

    CHECK(f != NULL);
    while (fgets(line, sizeof(line), f) != NULL)
        if (strncmp(line, "VmSwap:", 7) == 0)
            kilobytes = strtoul(line + 7, NULL, 10);
    CHECK_EQ(fclose(f), 0);
    return kilobytes;
}

/* Of an array that nothing but this function touches, exactly the pages that
 * were written are dirty, wherever they are. */
static void check_exact(char *array)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), i;
    uint64_t dirty;

    GC_gcollect();
    GC_gcollect();
    (void)madvise(array, PAGES * page, MADV_PAGEOUT);
    GC_gcollect();
    CHECK(running_stats().last_dirty_pages <= NOISE);
    for (i = 0; i < PAGES; i += 4)
        *(volatile char *)(array + i * page) += 1;
    (void)madvise(array, PAGES * page, MADV_PAGEOUT);
    GC_gcollect();
    dirty = running_stats().last_dirty_pages;
    if (dirty < PAGES / 4 || dirty > PAGES / 4 + NOISE)
        printf("%" PRIu64 " dirty of %d written\n", dirty, PAGES / 4);
    CHECK(dirty >= PAGES / 4 && dirty <= PAGES / 4 + NOISE);
}

static int work(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    unsigned long rounds = test_rounds(ROUNDS), most = 0, now;
    struct graph_thread t;
    char *volatile object;
    char *array;

    running_start(&t);
    object = GC_MALLOC_ATOMIC_IGNORE_OFF_PAGE((PAGES + 1) * page);
    array = object + page - (uintptr_t)object % page;
    memset(array, 1, PAGES * page);
    while (rounds-- > 0) {
        check_exact(array);
        mappings_advise(MADV_PAGEOUT, false);
        now = swapped_kilobytes();
        most = now > most ? now : most;
        running_sweeps(&t, 2);
        GC_start_incremental_collection();
        mappings_advise_piece(&t.rng, MADV_PAGEOUT, 64 * page);
        running_sweeps(&t, 2);
        running_well(&t, 2);
    }
    graph_verify();
    printf("%lu kB in swap at most\n", most);
    CHECK(most > 0);
    GC_reachable_here(object);
    return 0;
}

static void stop(int number)
{
    (void)number;
    stopped = 1;
    if (worker > 0)
        (void)kill(worker, SIGKILL);
}

/* Makes and switches on a swap file; returns its descriptor. */
static int swap_on(void)
{
    int fd = open("swap", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    CHECK(fd >= 0);
    if (posix_fallocate(fd, 0, FILE_BYTES) != 0
        || system("mkswap swap >/dev/null 2>&1") != 0
        || swapon("swap", 0) != 0) {
        (void)unlink("swap");
        UNSUPPORTED("no swap file can be made here");
    }
    return fd;
}

int main(void)
{
    int fd, status;

    if (getuid() != 0)
        UNSUPPORTED("only root can have a swap file");
    if (signal(SIGTERM, stop) == SIG_ERR || signal(SIGINT, stop) == SIG_ERR)
        return 1;
    fd = swap_on();
    worker = fork();
    if (worker == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        exit(work());
    }
    if (stopped)
        (void)kill(worker, SIGKILL);
    while (waitpid(worker, &status, 0) < 0)
        continue;
    CHECK_EQ(swapoff("swap"), 0);
    CHECK_EQ(unlink("swap") + close(fd), 0);
    CHECK(!stopped);
    CHECK_EQ(status, 0);
    return 0;
}
