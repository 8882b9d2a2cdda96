/* SPDX-License-Identifier: MIT */
/*
 * What the C workloads and the benchmarks share; see support.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "support.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

uint64_t support_now_ns(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint64_t support_random(uint64_t *state)
{
    uint64_t x = *state;

    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * UINT64_C(2685821657736338717);
}

double support_seconds(const struct timeval *t)
{
    return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

uint64_t support_number(const char *program, const char *text)
{
    char *end;
    unsigned long long value;

    errno = 0;
    value = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || *text == '-'
        || value == 0 || value > INT32_MAX) {
        fprintf(stderr, "%s: not a number from 1 to %d: %s\n", program,
                INT32_MAX, text);
        exit(2);
    }
    return value;
}

void support_usage(FILE *out, const char *text)
{
    fprintf(out,
            "%sGC_ENABLE_INCREMENTAL=1 in the environment makes libgc "
            "incremental.\n",
            text);
}

void *support_not_null(const char *program, void *p)
{
    if (p == NULL) {
        fprintf(stderr, "%s: out of memory\n", program);
        exit(1);
    }
    return p;
}
