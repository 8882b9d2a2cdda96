/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: writes that the kernel makes for a system call go through to armed
 *   pages and are reported: read, readv, recv, getrandom, process_vm_writev
 *   from this and from another process, and /proc/self/mem.
 * Limitations: not memory that was pinned before it was armed (io_uring's
 *   registered buffers), whose writes no page table shows.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "kernel.h"

enum { PAGES = 12 };

static struct kernel k;
static void *armed;
static uintptr_t page;

/* Exactly pages [from, to) were written, and hold the byte. */
static void expect(size_t from, size_t to, int byte)
{
    bool written[PAGES];
    size_t i;

    if (byte >= 0)
        for (i = from; i < to; i++)
            CHECK_EQ(*page_at(armed, i), byte);
    CHECK_EQ(sweep_pages(&k, armed, PAGES, written), (long)(to - from));
    for (i = from; i < to; i++)
        CHECK(written[i]);
}

static void by_read(void)
{
    static char data[65536];
    struct iovec parts[2] = { { page_at(armed, 7), 10 },
                              { page_at(armed, 8), 10 } };
    int ends[2];

    memset(data, 'r', sizeof(data));
    CHECK_EQ(pipe(ends), 0);
    CHECK_EQ(write(ends[1], data, 3 * page), (ssize_t)(3 * page));
    CHECK_EQ(read(ends[0], page_at(armed, 2), 3 * page), (ssize_t)(3 * page));
    expect(2, 5, 'r');
    CHECK_EQ(write(ends[1], data, 20), 20);
    CHECK_EQ(readv(ends[0], parts, 2), 20);
    expect(7, 9, 'r');
    CHECK_EQ(close(ends[0]), 0);
    CHECK_EQ(close(ends[1]), 0);
}

static void by_socket(void)
{
    int ends[2];

    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    CHECK_EQ(send(ends[1], "s", 1, 0), 1);
    CHECK_EQ(recv(ends[0], page_at(armed, 4), 1, 0), 1);
    expect(4, 5, 's');
    CHECK_EQ(close(ends[0]), 0);
    CHECK_EQ(close(ends[1]), 0);
}

static void by_random(void)
{
    CHECK_EQ(getrandom(page_at(armed, 10), 16, 0), 16);
    expect(10, 11, -1);
}

static bool write_into(pid_t pid)
{
    char byte[2] = "vv";
    struct iovec from = { byte, 1 }, to = { page_at(armed, 6), 1 };

    return process_vm_writev(pid, &from, 1, &to, 1, 0) == 1;
}

static void by_process_vm_writev(void)
{
    pid_t child;
    int status;

    if (!write_into(getpid())) {
        printf("process_vm_writev is refused: %s\n", strerror(errno));
        return;
    }
    expect(6, 7, 'v');
    *page_at(armed, 6) = 0;
    expect(6, 7, 0);
    (void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    child = fork();
    CHECK(child >= 0);
    if (child == 0)
        _exit(write_into(getppid()) ? 0 : 1);
    CHECK_EQ(waitpid(child, &status, 0), child);
    if (status != 0)
        printf("process_vm_writev from a child is refused\n");
    else
        expect(6, 7, 'v');
}

static void by_mem(void)
{
    int fd = open("/proc/self/mem", O_RDWR);

    if (fd < 0 || pwrite(fd, "mm", 1, (off_t)(uintptr_t)page_at(armed, 9)) != 1)
        printf("/proc/self/mem can't be written: %s\n", strerror(errno));
    else
        expect(9, 10, 'm');
    if (fd >= 0)
        CHECK_EQ(close(fd), 0);
}

int main(void)
{
    k = kernel_open();
    page = gc_pmscan_page_size();
    if (3 * page > 65536)
        UNSUPPORTED("pages of %zu bytes", (size_t)page);
    armed = armed_pages(&k, PAGES);
    expect(0, 0, -1);
    by_read();
    by_socket();
    by_random();
    by_process_vm_writev();
    by_mem();
    return 0;
}
