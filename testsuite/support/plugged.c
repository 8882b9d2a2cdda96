/* SPDX-License-Identifier: MIT */
/*
 * A library that uses libgc, in which it allocates, changes old objects and
 * returns a sum; for programs that load it with dlopen().
 */
#include <gc/gc.h>

long plugged_sum(void);

long plugged_sum(void)
{
    enum { PLACES = 5000 };
    static long **places;
    long sum = 0, i;

    GC_INIT();
    places = GC_MALLOC(PLACES * sizeof(*places));
    for (i = 0; i < 500000; i++) {
        long *p = GC_MALLOC(24);

        *p = i % 1000;
        places[i * 7919 % PLACES] = p;
    }
    for (i = 0; i < PLACES; i++)
        sum += *places[i];
    return sum;
}
