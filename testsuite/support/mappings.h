/* SPDX-License-Identifier: MIT */
/*
 * Advice for all of a program's writable private memory, libgc's heap and static
 * data among it.
 *
 * What comes in: /proc/self/maps.  What goes out: madvise(2) on each mapping or
 * on some pieces of them, stacks left out.  Refusals do not matter.
 */
#ifndef MAPPINGS_H
#define MAPPINGS_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "check.h"

enum { MAPPINGS_MAX = 2048 };

struct mapping {
    unsigned long start, end;
    bool anonymous;
};

/** Returns how many there are. */
static inline size_t mappings_read(struct mapping *out)
{
    FILE *f = fopen("/proc/self/maps", "r");
    char line[512], mode[8], name[256];
    unsigned long inode;
    size_t n = 0;

    CHECK(f != NULL);
    while (n < MAPPINGS_MAX && fgets(line, sizeof(line), f) != NULL) {
        struct mapping m;

        name[0] = '\0';
        if (sscanf(line, "%lx-%lx %7s %*s %*s %lu %255s", &m.start, &m.end,
                   mode, &inode, name) < 4
            || strcmp(mode, "rw-p") != 0 || strstr(name, "stack") != NULL)
            continue;
        m.anonymous = inode == 0;
        out[n++] = m;
    }
    CHECK_EQ(fclose(f), 0);
    return n;
}

/** Advice for all of it, or for the anonymous part. */
static inline void mappings_advise(int advice, bool anonymous_only)
{
    static struct mapping all[MAPPINGS_MAX];
    size_t n = mappings_read(all), i;

    for (i = 0; i < n; i++)
        if (all[i].anonymous || !anonymous_only)
            (void)madvise((void *)all[i].start, all[i].end - all[i].start,
                          advice);
}

/** Advice for a random piece of one of them, of whole blocks of that size. */
static inline void mappings_advise_piece(struct test_rng *rng, int advice,
                                         unsigned long block)
{
    static struct mapping all[MAPPINGS_MAX];
    size_t n = mappings_read(all);
    const struct mapping *m = &all[test_random_below(rng, n)];
    unsigned long start = (m->start + block - 1) / block * block, blocks;

    if (m->end < start + block)
        return;
    blocks = (m->end - start) / block;
    start += test_random_below(rng, blocks) * block;
    (void)madvise((void *)start, block, advice);
}

#endif /* MAPPINGS_H */
