/* SPDX-License-Identifier: MIT */
/*
 * A program that allocates, changes old objects, and prints a sum that depends
 * on every one of them.  With the argument "incremental" it asks for libgc's
 * incremental mode.  It knows nothing of us.
 */
#include <gc/gc.h>
#include <stdio.h>
#include <string.h>

struct pair {
    struct pair *next;
    long value;
};

enum { LISTS = 5000, ROUNDS = 100 };

int main(int argc, char **argv)
{
    struct pair **lists;
    long sum = 0, i;

    GC_INIT();
    if (argc > 1 && strcmp(argv[1], "incremental") == 0)
        GC_enable_incremental();
    lists = GC_MALLOC(LISTS * sizeof(*lists));
    for (i = 0; i < (long)LISTS * ROUNDS; i++) {
        struct pair *p = GC_MALLOC(sizeof(*p));
        long k = i * 7919 % LISTS;

        p->value = i % 1000;
        p->next = i % 3 == 0 ? NULL : lists[k];
        lists[k] = p;
    }
    for (i = 0; i < LISTS; i++) {
        struct pair *p;

        for (p = lists[i]; p != NULL; p = p->next)
            sum += p->value;
    }
    printf("%ld\n", sum);
    return 0;
}
