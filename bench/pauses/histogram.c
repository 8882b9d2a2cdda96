/* SPDX-License-Identifier: MIT */
/*
 * Durations in HdrHistogram's layout; see histogram.h.
 *
 * Values below 2048 have a class each.  Above, every doubling has 1024
 * classes: class b * 1024 + s, for s from 1024 to 2047, holds the values whose
 * leading bits are s once shifted right by b.
 */
#include "histogram.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#define HIGHEST UINT64_C(3600000000000)

enum {
    SUB_BITS = 11,                /* 2048 classes tell 3 digits apart */
    HALF = 1 << (SUB_BITS - 1),
    BUCKETS = 32,                 /* 2048 << 31 is above an hour */
    COUNTS = (BUCKETS + 1) * HALF
};

int histogram_open(struct histogram *h)
{
    h->counts = malloc(COUNTS * sizeof *h->counts);
    if (h->counts == NULL)
        return -ENOMEM;
    histogram_clear(h);
    return 0;
}

void histogram_close(struct histogram *h)
{
    free(h->counts);
    memset(h, 0, sizeof *h);
}

void histogram_clear(struct histogram *h)
{
    memset(h->counts, 0, COUNTS * sizeof *h->counts);
    h->total = h->sum = h->max = 0;
}

static unsigned class_of(uint64_t value)
{
    unsigned bits = 64 - (unsigned)__builtin_clzll(value | 1);
    unsigned bucket = bits > SUB_BITS ? bits - SUB_BITS : 0;

    return bucket * HALF + (unsigned)(value >> bucket);
}

/* The largest value of a class. */
static uint64_t class_end(unsigned index)
{
    unsigned bucket = index < 2 * HALF ? 0 : index / HALF - 1;
    uint64_t sub = index - bucket * HALF;

    return ((sub + 1) << bucket) - 1;
}

void histogram_record(struct histogram *h, uint64_t ns)
{
    if (ns > HIGHEST)
        ns = HIGHEST;
    h->counts[class_of(ns)]++;
    h->total++;
    h->sum += ns;
    if (ns > h->max)
        h->max = ns;
}

void histogram_add(struct histogram *to, const struct histogram *from)
{
    unsigned i;

    for (i = 0; i < COUNTS; i++)
        to->counts[i] += from->counts[i];
    to->total += from->total;
    to->sum += from->sum;
    if (from->max > to->max)
        to->max = from->max;
}

uint64_t histogram_percentile(const struct histogram *h, double percent)
{
    double exact = (double)h->total * percent / 100;
    uint64_t wanted = (uint64_t)exact, seen = 0;
    unsigned i;

    if (h->total == 0)
        return 0;
    if ((double)wanted < exact || wanted == 0)
        wanted++;
    for (i = 0; i < COUNTS; i++) {
        seen += h->counts[i];
        if (seen >= wanted) {
            uint64_t end = class_end(i);

            return end < h->max ? end : h->max;
        }
    }
    return h->max;
}

/* ---- HdrHistogram's V2 encoding ---- */

static void put_u32(unsigned char *out, uint32_t v)
{
    int i;

    for (i = 0; i < 4; i++)
        out[i] = (unsigned char)(v >> (24 - 8 * i));
}

static void put_u64(unsigned char *out, uint64_t v)
{
    put_u32(out, (uint32_t)(v >> 32));
    put_u32(out + 4, (uint32_t)v);
}

/* A signed number as ZigZag LEB128, of which the ninth byte has 8 bits. */
static size_t put_number(unsigned char *out, int64_t number)
{
    uint64_t v = ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0);
    size_t n = 0;

    while (v >= 128 && n < 8) {
        out[n++] = (unsigned char)(v | 128);
        v >>= 7;
    }
    out[n++] = (unsigned char)v;
    return n;
}

enum { HEAD = 40 };

/* Counts up to the last one that is not zero; a run of zeros is their number,
 * negative. */
static size_t put_counts(const struct histogram *h, unsigned char *out)
{
    unsigned used = h->total == 0 ? 0 : class_of(h->max) + 1, i = 0;
    size_t n = 0;

    while (i < used) {
        unsigned zeros = i;

        while (i < used && h->counts[i] == 0)
            i++;
        if (i > zeros)
            n += put_number(out + n, -(int64_t)(i - zeros));
        else
            n += put_number(out + n, (int64_t)h->counts[i++]);
    }
    return n;
}

static char *base64(const unsigned char *in, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = malloc((size + 2) / 3 * 4 + 1), *out = text;
    size_t i;

    if (text == NULL)
        return NULL;
    for (i = 0; i < size; i += 3) {
        uint32_t three = (uint32_t)in[i] << 16;

        if (i + 1 < size)
            three |= (uint32_t)in[i + 1] << 8;
        if (i + 2 < size)
            three |= in[i + 2];
        *out++ = digits[three >> 18];
        *out++ = digits[three >> 12 & 63];
        *out++ = i + 1 < size ? digits[three >> 6 & 63] : '=';
        *out++ = i + 2 < size ? digits[three & 63] : '=';
    }
    *out = '\0';
    return text;
}

char *histogram_encode(const struct histogram *h)
{
    static const double ratio = 1; /* of a stored to an integer value */
    unsigned char *plain = malloc(HEAD + COUNTS * 9), *packed = NULL;
    uLongf packed_size = compressBound(HEAD + COUNTS * 9);
    uint64_t ratio_bits;
    char *text = NULL;
    size_t size;

    packed = malloc(8 + packed_size);
    if (plain != NULL && packed != NULL) {
        size = put_counts(h, plain + HEAD);
        memcpy(&ratio_bits, &ratio, sizeof ratio_bits);
        put_u32(plain, 0x1c849313);      /* V2, counts of variable length */
        put_u32(plain + 4, (uint32_t)size);
        put_u32(plain + 8, 0);           /* offset of the first class */
        put_u32(plain + 12, 3);          /* significant digits */
        put_u64(plain + 16, 1);          /* lowest and highest value */
        put_u64(plain + 24, HIGHEST);
        put_u64(plain + 32, ratio_bits);
        if (compress2(packed + 8, &packed_size, plain, HEAD + size, 9)
            == Z_OK) {
            put_u32(packed, 0x1c849314); /* V2, compressed */
            put_u32(packed + 4, (uint32_t)packed_size);
            text = base64(packed, 8 + packed_size);
        }
    }
    free(plain);
    free(packed);
    return text;
}
