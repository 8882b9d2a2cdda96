/* SPDX-License-Identifier: MIT */
/*
 * Area: verify
 * Purpose: very many pages are compared and none was lost, in a program with
 *   threads whose large objects are written here and there by the program and
 *   by the kernel, and partly given back, beside an object graph that knows its
 *   own truth.  VERIFY_CHECKS=N makes it go on for N million comparisons, and
 *   VERIFY_MEGABYTES=N gives it so much to compare.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_VERIFY=1" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#define GC_THREADS
#include <many.h>

#include <fcntl.h>

enum { THREADS = 3, OBJECT_BYTES = 1 << 20 };

static void **objects; /* uncollectable, of large pointer-free objects */
static size_t count;
static atomic_bool stop;

/* Writes to, or gives back, some pages. */
static void disturb(struct test_rng *rng, int zero)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), n;
    size_t pages = OBJECT_BYTES / page - 1;

    for (n = test_random_below(rng, 100); n > 0; n--) {
        uintptr_t p = (uintptr_t)objects[test_random_below(rng, count)];
        char *at = (char *)((p + page - 1) / page * page)
                   + test_random_below(rng, pages) * page;

        switch (test_random_below(rng, 16)) {
        case 0:
            CHECK_EQ(madvise(at, page, MADV_DONTNEED), 0);
            break;
        case 1:
            CHECK_EQ(read(zero, at, page), page);
            break;
        case 2:
            CHECK_EQ(gc_pmscan_mark_dirty(at, 1), 0);
            break;
        default:
            at[test_random_below(rng, page)] = (char)test_random(rng);
        }
    }
}

static void *worker(void *arg)
{
    struct graph_thread t;
    int file = open("/dev/urandom", O_RDONLY | O_CLOEXEC);

    CHECK(file >= 0);
    graph_thread_start(&t, *(uint64_t *)arg);
    while (!atomic_load(&stop)) {
        graph_work(&t, 20);
        disturb(&t.rng, file);
        (void)usleep(1000);
    }
    graph_thread_end(&t);
    CHECK_EQ(close(file), 0);
    return NULL;
}

static unsigned long number(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

int main(void)
{
    uint64_t wanted = number("VERIFY_CHECKS", 0) * 1000000, next = 0;
    struct gc_pmscan_stats stats;
    pthread_t threads[THREADS];
    uint64_t seeds[THREADS];
    struct graph_thread t;
    unsigned i;

    if (wanted == 0)
        wanted = test_rounds(300) * 10000;
    count = number("VERIFY_MEGABYTES", 64);
    running_start(&t);
    objects = GC_MALLOC_UNCOLLECTABLE(count * sizeof(*objects));
    CHECK(objects != NULL);
    for (i = 0; i < count; i++) {
        objects[i] = GC_MALLOC_ATOMIC_IGNORE_OFF_PAGE(OBJECT_BYTES);
        CHECK(objects[i] != NULL);
        memset(objects[i], (int)i + 1, OBJECT_BYTES);
    }
    for (i = 0; i < THREADS; i++) {
        seeds[i] = test_random(&t.rng);
        CHECK_EQ(pthread_create(&threads[i], NULL, worker, &seeds[i]), 0);
    }
    do {
        graph_shake_settings(&t);
        running_sweeps(&t, 5);
        stats = running_stats();
        if (stats.verified_pages >= next) {
            printf("%" PRIu64 " page checks\n", stats.verified_pages);
            fflush(stdout);
            next += 50000000;
        }
    } while (stats.verified_pages < wanted);
    atomic_store(&stop, true);
    for (i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    graph_verify();
    stats = running_stats();
    printf("%" PRIu64 " dirty pages seen to reach libgc\n",
           stats.handed_over_pages);
    many_went_well();
    return 0;
}
