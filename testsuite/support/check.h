/* SPDX-License-Identifier: MIT */
/*
 * What every C test uses: checks, refusals, seeds.
 *
 * What comes in: GC_PMSCAN_SEED (replays a run) and GC_PMSCAN_TEST_SCALE
 * (percent of the rounds, for short runs).  What goes out: one line on
 * standard output for what went wrong, and an exit status that
 * lib/gc_pmscan.exp understands.  It needs neither libgc nor our library.
 *
 * A failed check leaves by _exit: it may happen in a libgc callback or in a
 * child of fork(), where exit handlers would hang or run twice.
 */
#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

/* In a build for gcov: what has run counts although no exit handler runs. */
#ifdef GC_PMSCAN_COVERAGE
extern void __gcov_dump(void);
#define _exit(status) (__gcov_dump(), (_exit)(status))
#endif

/** The condition holds, or the test has failed. */
#define CHECK(cond)                                                     \
    do {                                                                \
        if (!(cond)) {                                                  \
            printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #cond); \
            fflush(stdout);                                             \
            _exit(1);                                                   \
        }                                                               \
    } while (0)

/** Two integers are equal, or the test has failed and shows both. */
#define CHECK_EQ(left, right)                                              \
    do {                                                                   \
        intmax_t check_left = (intmax_t)(left);                            \
        intmax_t check_right = (intmax_t)(right);                          \
        if (check_left != check_right) {                                   \
            printf("%s:%d: %s is %jd, %s is %jd\n", __FILE__, __LINE__,    \
                   #left, check_left, #right, check_right);                \
            fflush(stdout);                                                \
            _exit(1);                                                      \
        }                                                                  \
    } while (0)

/** Ends the test: the machine lacks what it needs, and this is what. */
#define UNSUPPORTED(...)           \
    do {                           \
        printf("UNSUPPORTED: ");   \
        printf(__VA_ARGS__);       \
        putchar('\n');             \
        fflush(stdout);            \
        _exit(77);                 \
    } while (0)

/** The state of a random sequence; any value will do, 0 too. */
struct test_rng {
    uint64_t state;
};

/** The next 64 random bits (a Weyl sequence, its terms mixed). */
static inline uint64_t test_random(struct test_rng *rng)
{
    uint64_t x = rng->state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/** A random number below limit; limit is not 0 and far below 2^64. */
static inline uint64_t test_random_below(struct test_rng *rng, uint64_t limit)
{
    return test_random(rng) % limit;
}

/** A sequence from GC_PMSCAN_SEED, or from the kernel; prints its seed. */
static inline struct test_rng test_rng_start(void)
{
    const char *text = getenv("GC_PMSCAN_SEED");
    struct test_rng rng = { 0 };

    if (text != NULL && *text != '\0')
        rng.state = strtoull(text, NULL, 0);
    else if (getrandom(&rng.state, sizeof(rng.state), 0)
             != (ssize_t)sizeof(rng.state))
        rng.state = (uint64_t)getpid();
    printf("seed %" PRIu64 " (GC_PMSCAN_SEED=%" PRIu64 " has it again)\n",
           rng.state, rng.state);
    fflush(stdout);
    return rng;
}

/** A number of rounds, cut down as GC_PMSCAN_TEST_SCALE asks; at least 1. */
static inline unsigned long test_rounds(unsigned long rounds)
{
    const char *text = getenv("GC_PMSCAN_TEST_SCALE");
    unsigned long percent = text == NULL ? 100 : strtoul(text, NULL, 10);

    if (percent == 0 || percent >= 100)
        return rounds;
    rounds = rounds / 100 * percent + rounds % 100 * percent / 100;
    return rounds == 0 ? 1 : rounds;
}

#endif /* CHECK_H */
