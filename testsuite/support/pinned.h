/* SPDX-License-Identifier: MIT */
/*
 * A buffer that io_uring has pinned, and reads into it that no page table
 * shows.
 *
 * What comes in: memory, liburing, a file in the current directory.  What goes
 * out: bytes in that memory.  Ends a test as unsupported where io_uring is
 * switched off.
 */
#ifndef PINNED_H
#define PINNED_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <liburing.h>

#include "check.h"

struct pinned {
    struct io_uring ring;
    char *buffer;
    int file;
};

/* Registers [buffer, buffer+bytes), whose pages are pinned from now on. */
static inline void pinned_start(struct pinned *p, void *buffer, size_t bytes)
{
    struct iovec vec = { buffer, bytes };
    int ret = io_uring_queue_init(4, &p->ring, 0);

    if (ret == -EPERM || ret == -ENOSYS)
        UNSUPPORTED("io_uring is switched off: %s", strerror(-ret));
    CHECK_EQ(ret, 0);
    ret = io_uring_register_buffers(&p->ring, &vec, 1);
    if (ret == -ENOMEM)
        UNSUPPORTED("no buffer can be registered: RLIMIT_MEMLOCK is used up");
    CHECK_EQ(ret, 0);
    p->buffer = buffer;
    p->file = open("pinned.data", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(p->file >= 0);
}

/* Has the kernel write bytes into the buffer, through its own mapping. */
static inline void pinned_write(struct pinned *p, size_t offset,
                                const void *data, size_t bytes)
{
    struct io_uring_cqe *done;
    struct io_uring_sqe *entry = io_uring_get_sqe(&p->ring);

    CHECK(entry != NULL);
    CHECK_EQ(pwrite(p->file, data, bytes, 0), bytes);
    io_uring_prep_read_fixed(entry, p->file, p->buffer + offset,
                             (unsigned)bytes, 0, 0);
    CHECK_EQ(io_uring_submit(&p->ring), 1);
    CHECK_EQ(io_uring_wait_cqe(&p->ring, &done), 0);
    CHECK_EQ(done->res, bytes);
    io_uring_cqe_seen(&p->ring, done);
}

#endif /* PINNED_H */
