/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: a growing buffer keeps its contents, has at least the room that was
 *   asked for, and is left as it was when there is no memory or the size
 *   overflows.
 * Limitations: lack of memory is RLIMIT_AS.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <sys/resource.h>

#include "buffer.h"
#include "kernel.h"

int main(void)
{
    struct gc_pmscan_buffer b = { NULL, 0 };
    struct rlimit before, none;
    size_t have, need, i;
    void *data;

    CHECK_EQ(gc_pmscan_buffer_reserve(&b, 0, 8), 0);
    for (have = 0, need = 1; need < 1000000; need = need * 3 / 2 + 1) {
        CHECK_EQ(gc_pmscan_buffer_reserve(&b, need, 8), 0);
        CHECK(b.bytes >= need * 8);
        for (i = 0; i < have; i++)
            CHECK_EQ(((uint64_t *)b.data)[i], i * 7);
        for (; have < need; have++)
            ((uint64_t *)b.data)[have] = have * 7;
    }
    data = b.data;
    CHECK_EQ(gc_pmscan_buffer_reserve(&b, have, 8), 0);
    CHECK(b.data == data);

    need = b.bytes;
    CHECK_EQ(gc_pmscan_buffer_reserve(&b, SIZE_MAX, 8), -ENOMEM);
    CHECK_EQ(gc_pmscan_buffer_reserve(&b, SIZE_MAX / 8 + 2, 8), -ENOMEM);
    CHECK_EQ(gc_pmscan_buffer_reserve(&b, SIZE_MAX, 1), -ENOMEM);
    CHECK_EQ(getrlimit(RLIMIT_AS, &before), 0);
    none = before;
    none.rlim_cur = 1;
    CHECK_EQ(setrlimit(RLIMIT_AS, &none), 0);
    CHECK_EQ(gc_pmscan_buffer_reserve(&b, b.bytes + 1, 1), -ENOMEM);
    CHECK_EQ(setrlimit(RLIMIT_AS, &before), 0);
    CHECK(b.data == data);
    CHECK_EQ(b.bytes, need);
    for (i = 0; i < have; i++)
        CHECK_EQ(((uint64_t *)b.data)[i], i * 7);
    CHECK_EQ(gc_pmscan_buffer_reserve(&b, b.bytes + 1, 1), 0);
    gc_pmscan_buffer_free(&b);
    CHECK(b.data == NULL);
    gc_pmscan_buffer_free(&b);
    return 0;
}
