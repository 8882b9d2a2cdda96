/* SPDX-License-Identifier: MIT */
/*
 * Compares bench/pauses/histogram.c with a sorted list of the same values, and
 * decodes what it encodes.  In: a seed.  Out: exit status, a sentence.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "../../bench/pauses/histogram.h"
#include "../../bench/workloads/support.h"

enum { VALUES = 20011, CLASSES = 33 * 1024 };

static void require(bool right, const char *what)
{
    if (right)
        return;
    printf("%s\n", what);
    exit(1);
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static size_t from_base64(const char *text, unsigned char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    int have = 0;
    size_t n = 0;

    for (; *text != '\0' && *text != '='; text++) {
        bits = bits << 6 | (uint32_t)(strchr(digits, *text) - digits);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (unsigned char)(bits >> have);
        }
    }
    return n;
}

static uint32_t u32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8
           | p[3];
}

static const unsigned char *number(const unsigned char *p, int64_t *out)
{
    uint64_t v = 0;
    int i;

    for (i = 0; i < 8; i++) {
        v |= (uint64_t)(*p & 127) << (7 * i);
        if ((*p++ & 128) == 0) {
            *out = (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
            return p;
        }
    }
    v |= (uint64_t)*p++ << 56;
    *out = (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
    return p;
}

static void decode(const struct histogram *h)
{
    static unsigned char packed[1 << 20], plain[1 << 20];
    char *text = histogram_encode(h);
    size_t size = from_base64(text, packed), i = 0;
    uLongf plain_size = sizeof plain;
    const unsigned char *p = plain + 40;
    int64_t v;

    require(u32(packed) == 0x1c849314 && u32(packed + 4) == size - 8,
            "the head of the compressed text is wrong");
    require(uncompress(plain, &plain_size, packed + 8, size - 8) == Z_OK,
            "it can't be inflated");
    require(u32(plain) == 0x1c849313 && u32(plain + 4) == plain_size - 40
                && u32(plain + 12) == 3,
            "the head of the plain text is wrong");
    while (p < plain + plain_size) {
        p = number(p, &v);
        for (; v < 0; v++)
            require(i < CLASSES && h->counts[i++] == 0, "a zero is wrong");
        if (p[-1] != 0 && v > 0)
            require(i < CLASSES && h->counts[i++] == (uint64_t)v,
                    "a count is wrong");
    }
    for (; i < CLASSES; i++)
        require(h->counts[i] == 0, "a count is missing");
    free(text);
}

int main(int argc, char **argv)
{
    static const double percents[] = { 0, 1, 50, 90, 99, 99.9, 99.99, 100 };
    static uint64_t values[VALUES];
    uint64_t random = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
    struct histogram h;
    size_t i;

    require(histogram_open(&h) == 0, "no memory");
    decode(&h);
    for (i = 0; i < VALUES; i++) {
        values[i] = support_random(&random)
                    >> (23 + support_random(&random) % 41);
        histogram_record(&h, values[i]);
    }
    qsort(values, VALUES, sizeof *values, by_size);
    for (i = 0; i < sizeof percents / sizeof percents[0]; i++) {
        size_t rank = (size_t)(VALUES * percents[i] / 100 + 0.999999);
        uint64_t right = values[rank > 0 ? rank - 1 : 0];
        uint64_t got = histogram_percentile(&h, percents[i]);

        require(got >= right && got - right <= right / 1000,
                "a percentile is more than a thousandth off");
    }
    require(h.max == values[VALUES - 1], "the largest value is wrong");
    decode(&h);
    for (i = 0; i < 64; i++) { /* counts of each number of bytes */
        h.counts[i] = UINT64_C(1) << (i % 62);
        h.total += h.counts[i];
    }
    decode(&h);
    histogram_close(&h);
    return 0;
}
