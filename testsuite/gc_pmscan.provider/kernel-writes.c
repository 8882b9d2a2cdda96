/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: a pointer that the kernel writes into an old object, by whichever
 *   system call, keeps its object alive: read, readv, pread, recv, recvmsg,
 *   process_vm_writev, a write to /proc/self/mem, and what was spliced from a
 *   pipe to a socket.
 * Limitations: not for writes into memory pinned before (io_uring's
 *   registered buffers): gc_pmscan_mark_dirty is for those.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { PLACES = 4000, WAYS = 8, ROUNDS = 12 };

/* Large enough for each to have a page, with its neighbours, of its own. */
static void **places[PLACES];
static int pipe_fd[2], socket_fd[2], file_fd, mem_fd;

static void by_way(unsigned way, void **place, void *pointer)
{
    struct iovec from = { &pointer, sizeof(pointer) };
    struct iovec to = { place, sizeof(pointer) };
    struct msghdr message = { .msg_iov = &to, .msg_iovlen = 1 };
    ssize_t want = sizeof(pointer);

    switch (way) {
    case 0:
        CHECK_EQ(write(pipe_fd[1], &pointer, sizeof(pointer)), want);
        CHECK_EQ(read(pipe_fd[0], place, sizeof(pointer)), want);
        break;
    case 1:
        CHECK_EQ(write(pipe_fd[1], &pointer, sizeof(pointer)), want);
        CHECK_EQ(readv(pipe_fd[0], &to, 1), want);
        break;
    case 2:
        CHECK_EQ(pwrite(file_fd, &pointer, sizeof(pointer), 0), want);
        CHECK_EQ(pread(file_fd, place, sizeof(pointer), 0), want);
        break;
    case 3:
        CHECK_EQ(send(socket_fd[1], &pointer, sizeof(pointer), 0), want);
        CHECK_EQ(recv(socket_fd[0], place, sizeof(pointer), 0), want);
        break;
    case 4:
        CHECK_EQ(send(socket_fd[1], &pointer, sizeof(pointer), 0), want);
        CHECK_EQ(recvmsg(socket_fd[0], &message, 0), want);
        break;
    case 5:
        CHECK_EQ(process_vm_writev(getpid(), &from, 1, &to, 1, 0), want);
        break;
    case 6:
        CHECK_EQ(pwrite(mem_fd, &pointer, sizeof(pointer),
                        (off_t)(uintptr_t)place),
                 want);
        break;
    case 7:
        CHECK_EQ(write(pipe_fd[1], &pointer, sizeof(pointer)), want);
        CHECK_EQ(splice(pipe_fd[0], NULL, socket_fd[1], NULL, sizeof(pointer),
                        0),
                 want);
        CHECK_EQ(read(socket_fd[0], place, sizeof(pointer)), want);
        break;
    }
}

/* In a function of its own, for no pointer to stay on the stack. */
static void __attribute__((noinline)) store_all(unsigned round)
{
    unsigned i;

    for (i = 0; i < PLACES; i++) {
        uint64_t *leaf = GC_MALLOC_ATOMIC(3 * sizeof(*leaf));

        leaf[0] = GRAPH_MAGIC ^ i;
        leaf[1] = round;
        by_way((i + round) % WAYS, places[i], leaf);
        GC_reachable_here(leaf);
    }
}

static void check_all(unsigned round)
{
    unsigned i;

    for (i = 0; i < PLACES; i++) {
        uint64_t *leaf = *places[i];

        if (leaf == NULL || leaf[0] != (GRAPH_MAGIC ^ i) || leaf[1] != round)
            graph_lost("overwritten", places[i], leaf, i,
                       (int)((i + round) % WAYS), 3);
    }
}

int main(void)
{
    struct graph_thread t;
    unsigned i, round;

    running_start(&t);
    CHECK_EQ(pipe(pipe_fd), 0);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, socket_fd), 0);
    file_fd = open("file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    mem_fd = open("/proc/self/mem", O_RDWR);
    CHECK(file_fd >= 0 && mem_fd >= 0);
    for (i = 0; i < PLACES; i++)
        places[i] = GC_MALLOC(4096);
    for (round = 0; round < ROUNDS; round++) {
        GC_gcollect(); /* old, and armed */
        store_all(round);
        running_sweeps(&t, 4);
        check_all(round);
    }
    running_well(&t, 10);
    return 0;
}
