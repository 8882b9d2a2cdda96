/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: O_DIRECT reads that are in flight while their pages are armed.  The
 *   kernel pins a page before the read, and that counts as a write; what the
 *   device writes after the page was armed again need not.  An atomic addition
 *   of zero by the program, which is what gc_pmscan_mark_dirty does, counts.
 * Limitations: whether a read is still in flight when its page is armed is for
 *   the disk to say.  How many writes were not seen is printed, and no number
 *   is wrong.
 */
/* { dg-link "unit" } */
/* { dg-libs "-luring" } */
#define _GNU_SOURCE
#include <kernel.h>

#include <fcntl.h>

#include <gc_pmscan.h>
#include <liburing.h>

enum { PAGES = 512, AT_ONCE = 16, ROUNDS = 40 };

static void submit(struct io_uring *ring, int file, char *p, size_t page)
{
    size_t i;

    for (i = 0; i < PAGES; i += AT_ONCE) {
        struct io_uring_sqe *entry = io_uring_get_sqe(ring);

        CHECK(entry != NULL);
        io_uring_prep_read(entry, file, p + i * page,
                           (unsigned)(AT_ONCE * page), i * page);
    }
    CHECK_EQ(io_uring_submit(ring), PAGES / AT_ONCE);
}

static void wait_for_all(struct io_uring *ring, size_t page)
{
    size_t i;

    for (i = 0; i < PAGES; i += AT_ONCE) {
        struct io_uring_cqe *done;

        CHECK_EQ(io_uring_wait_cqe(ring, &done), 0);
        CHECK_EQ(done->res, AT_ONCE * page);
        io_uring_cqe_seen(ring, done);
    }
}

static void write_file(int file, char value, size_t page)
{
    static char text[1 << 16];
    size_t done;

    memset(text, value, sizeof(text));
    for (done = 0; done < PAGES * page; done += sizeof(text))
        CHECK_EQ(pwrite(file, text, sizeof(text), (off_t)done), sizeof(text));
    CHECK_EQ(fdatasync(file), 0);
}

int main(void)
{
    struct kernel k = kernel_open();
    size_t page = gc_pmscan_page_size(), i, unseen = 0;
    volatile char *p = armed_pages(&k, PAGES);
    static bool dirty[PAGES], late[PAGES];
    unsigned long rounds = test_rounds(ROUNDS), round;
    struct io_uring ring;
    int file, direct, ret;

    ret = io_uring_queue_init(PAGES / AT_ONCE, &ring, 0);
    if (ret == -EPERM || ret == -ENOSYS)
        UNSUPPORTED("io_uring is switched off: %s", strerror(-ret));
    CHECK_EQ(ret, 0);
    file = open("direct.data", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(file >= 0);
    direct = open("direct.data", O_RDONLY | O_DIRECT | O_CLOEXEC);
    if (direct < 0 && errno == EINVAL)
        UNSUPPORTED("the file system here has no O_DIRECT");
    CHECK(direct >= 0);
    for (round = 1; round <= rounds; round++) {
        write_file(file, (char)round, page);
        submit(&ring, direct, (char *)(uintptr_t)p, page);
        /* The reads are in flight, or some are: now the pages are armed. */
        CHECK(sweep_pages(&k, (void *)(uintptr_t)p, PAGES, NULL) >= 0);
        for (i = 0; i < PAGES; i++)
            late[i] = p[i * page] != (char)round;
        wait_for_all(&ring, page);
        CHECK(sweep_pages(&k, (void *)(uintptr_t)p, PAGES, dirty) >= 0);
        for (i = 0; i < PAGES; i++) {
            CHECK_EQ(p[i * page], (char)round);
            unseen += late[i] && !dirty[i];
        }
        CHECK_EQ(gc_pmscan_mark_dirty((void *)(uintptr_t)p, PAGES * page), 0);
        CHECK_EQ(sweep_pages(&k, (void *)(uintptr_t)p, PAGES, NULL), PAGES);
    }
    printf("%zu writes were not seen without gc_pmscan_mark_dirty\n", unseen);
    return 0;
}
