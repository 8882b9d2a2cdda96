/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: 160 000 objects of 4000 bytes, of which every second one is written
 *   after a collection: the program completes (libgc's own incremental mode
 *   splits a mapping for each and dies at vm.max_map_count), and the number of
 *   its mappings hardly changes.
 * Limitations: none.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
#define _GNU_SOURCE
#include <running.h>

enum { OBJECTS = 160000, BYTES = 4000 };

static unsigned mappings(void)
{
    FILE *f = fopen("/proc/self/maps", "r");
    unsigned lines = 0;
    int c;

    CHECK(f != NULL);
    while ((c = getc(f)) != EOF)
        lines += c == '\n';
    fclose(f);
    return lines;
}

int main(void)
{
    struct gc_pmscan_stats before, after;
    unsigned round, i, maps;
    uint64_t **objects;

    GC_INIT();
    GC_enable_incremental();
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    objects = GC_MALLOC(OBJECTS * sizeof(*objects));
    for (i = 0; i < OBJECTS; i++) {
        objects[i] = GC_MALLOC(BYTES);
        CHECK(objects[i] != NULL);
        objects[i][1] = i;
    }
    GC_gcollect();
    maps = mappings();
    for (round = 0; round < 3; round++) {
        before = running_stats();
        for (i = round % 2; i < OBJECTS; i += 2)
            objects[i][2] = GRAPH_FILL(round, i);
        GC_gcollect();
        after = running_stats();
        CHECK(after.last_dirty_pages >= OBJECTS / 2);
        CHECK(after.last_dirty_pages < OBJECTS / 4 * 3);
        CHECK_EQ(after.sweep_errors, before.sweep_errors);
        for (i = round % 2; i < OBJECTS; i += 2)
            CHECK(objects[i][1] == i
                  && objects[i][2] == GRAPH_FILL(round, i));
    }
    printf("%u mappings, %u before\n", mappings(), maps);
    CHECK(mappings() < maps + 100);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    return 0;
}
