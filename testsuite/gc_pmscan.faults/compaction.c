/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: while the kernel compacts memory, moving pages to others behind
 *   their addresses, no write is missed, no object lost, and no sweep fails.
 * Limitations: needs root; which pages are moved is the kernel's affair, and
 *   the test says how many the machine moved.
 */
/* { dg-link "shared" } */
/* { dg-alone } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <running.h>
#include <sys/prctl.h>
#include <sys/wait.h>

enum { SWEEPS = 150, HOLES = 4096 };

static unsigned long moved_pages(void)
{
    FILE *f = fopen("/proc/vmstat", "r");
    unsigned long n, moved = 0;
    char name[64];

    CHECK(f != NULL);
    while (fscanf(f, "%63s %lu", name, &n) == 2)
        if (strcmp(name, "pgmigrate_success") == 0)
            moved = n;
    CHECK_EQ(fclose(f), 0);
    return moved;
}

static void compact(int fd)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        CHECK_EQ(pwrite(fd, "1", 1, 0), 1);
        usleep(20000);
    }
}

/* Frees every second page, so that there is something to compact. */
static void make_holes(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), i;
    char *p = mmap(NULL, HOLES * page, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    CHECK(p != MAP_FAILED);
    (void)madvise(p, HOLES * page, MADV_NOHUGEPAGE);
    memset(p, 1, HOLES * page);
    for (i = 0; i < HOLES; i += 2)
        CHECK_EQ(madvise(p + i * page, page, MADV_DONTNEED), 0);
}

int main(void)
{
    int fd = open("/proc/sys/vm/compact_memory", O_WRONLY | O_CLOEXEC);
    struct gc_pmscan_stats before, after;
    unsigned long moved = moved_pages();
    struct graph_thread t;
    pid_t pid;

    if (fd < 0)
        UNSUPPORTED("/proc/sys/vm/compact_memory cannot be written");
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0)
        compact(fd);
    make_holes();
    running_start(&t);
    before = running_stats();
    running_sweeps(&t, (unsigned)test_rounds(SWEEPS));
    graph_verify();
    after = running_stats();
    running_well(&t, 5);
    CHECK_EQ(kill(pid, SIGKILL), 0);
    CHECK_EQ(waitpid(pid, NULL, 0), pid);
    CHECK_EQ(after.sweep_errors, before.sweep_errors);
    printf("%lu pages moved, %" PRIu64 " verified\n", moved_pages() - moved,
           after.verified_pages);
    return 0;
}
