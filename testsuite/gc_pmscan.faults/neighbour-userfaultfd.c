/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: the program has a userfaultfd of its own, with a thread that answers
 *   it, on memory that lies right beside libgc's heap: each of its write
 *   protections gives it one event, sweeps neither take its marks nor meet an
 *   error, and nothing is lost.
 * Limitations: fallback/midrun-other-userfaultfd.c has one on the heap itself.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "GC_PMSCAN_VERIFY=0" "GC_PMSCAN_VERIFY=1" } */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <running.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

enum { BYTES = 8 << 20, PAGES = 64, ROUNDS = 8 };

static uintptr_t page;
static char *beside; /* PAGES pages of the program */
static int uffd;
static atomic_uint events[PAGES];

static void protect(size_t first, size_t pages, bool on)
{
    struct uffdio_writeprotect wp = {
        .range = { .start = (uintptr_t)beside + first * page,
                   .len = pages * page },
        .mode = on ? UFFDIO_WRITEPROTECT_MODE_WP : 0
    };

    CHECK_EQ(ioctl(uffd, UFFDIO_WRITEPROTECT, &wp), 0);
}

/* A thread that libgc does not know and does not stop. */
static void *answer(void *unused)
{
    struct uffd_msg msg;

    while (read(uffd, &msg, sizeof(msg)) == (ssize_t)sizeof(msg)) {
        size_t n = (msg.arg.pagefault.address - (uintptr_t)beside) / page;

        CHECK_EQ(msg.event, UFFD_EVENT_PAGEFAULT);
        CHECK(n < PAGES);
        atomic_fetch_add(&events[n], 1);
        protect(n, 1, false);
    }
    return unused;
}

static void open_own(void)
{
    struct uffdio_api api = { .api = UFFD_API,
                              .features = UFFD_FEATURE_PAGEFAULT_FLAG_WP };
    struct uffdio_register reg = {
        .range = { .start = (uintptr_t)beside, .len = PAGES * page },
        .mode = UFFDIO_REGISTER_MODE_WP
    };
    pthread_t thread;

    uffd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
    CHECK(uffd >= 0);
    CHECK_EQ(ioctl(uffd, UFFDIO_API, &api), 0);
    CHECK_EQ(ioctl(uffd, UFFDIO_REGISTER, &reg), 0);
    CHECK_EQ(pthread_create(&thread, NULL, answer, NULL), 0);
    CHECK_EQ(pthread_detach(thread), 0);
}

/* Where the mapping around an address begins. */
static uintptr_t begin_of_mapping(const volatile void *address)
{
    FILE *f = fopen("/proc/self/maps", "r");
    unsigned long from, to, found = 0;
    char line[512];

    CHECK(f != NULL);
    while (fgets(line, sizeof(line), f) != NULL)
        if (sscanf(line, "%lx-%lx", &from, &to) == 2
            && from <= (uintptr_t)address && (uintptr_t)address < to)
            found = from;
    CHECK_EQ(fclose(f), 0);
    CHECK(found != 0);
    return found;
}

/* Memory of the program that ends where heap begins. */
static void map_beside(const volatile void *object)
{
    uintptr_t at = begin_of_mapping(object) - PAGES * page;

    beside = mmap((void *)at, PAGES * page, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (beside == MAP_FAILED)
        UNSUPPORTED("there is no room beside the heap");
    memset(beside, 1, PAGES * page);
}

int main(void)
{
    struct graph_thread t;
    void *volatile *array;
    unsigned round;
    size_t i;

    page = (uintptr_t)sysconf(_SC_PAGESIZE);
    running_start(&t);
    array = GC_MALLOC(BYTES);
    map_beside(array);
    running_well(&t, 20);
    open_own();
    for (round = 1; round <= ROUNDS; round++) {
        protect(0, PAGES, true);
        /* The first word of the array lies on the page after them, or soon. */
        array[round] = GC_MALLOC(16);
        running_well(&t, 3);
        for (i = 0; i < PAGES; i++) {
            CHECK_EQ(atomic_load(&events[i]), round - 1);
            *(volatile char *)(beside + i * page) += 1;
            CHECK_EQ(atomic_load(&events[i]), round);
        }
        running_well(&t, 3);
    }
    for (i = 0; i < PAGES; i++)
        CHECK_EQ(beside[i * page], 1 + ROUNDS);
    GC_reachable_here(array);
    return 0;
}
