/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: under a limit of address space (RLIMIT_AS) that leaves nothing for
 *   our own tables, dirty sets that outgrow their room are answered with
 *   "dirty", the state says "degraded" and why, no object is lost; when the
 *   limit is raised all is well.
 * Limitations: only verify mode sees a page that is lost here.  The program
 *   and libgc have all that they need before; a sanitizer has not.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" "GC_PMSCAN_FORECAST=off" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "GC_PMSCAN_VERIFY=0" "GC_PMSCAN_VERIFY=1" } */
#define _GNU_SOURCE
#include <malloc.h>
#include <running.h>
#include <sys/resource.h>

/* An object fills two pages; libgc adds a byte to each. */
enum { OBJECTS = 4000, WORDS = 1022, ROUNDS = 6, WARM = 6, SPARE = 32 << 20 };

static void **objects[OBJECTS];

/* Every second page of the heap gets the only pointer to a new object; or every
 * page, in a dirty set that needs little room. */
static void write_everywhere(uint64_t round, bool all)
{
    unsigned i;

    for (i = 0; i < OBJECTS; i++) {
        uint64_t *leaf = GC_MALLOC_ATOMIC(2 * sizeof(*leaf));

        CHECK(leaf != NULL);
        leaf[0] = GRAPH_MAGIC ^ i;
        leaf[1] = round;
        objects[i][0] = leaf;
        if (all)
            objects[i][WORDS - 1] = leaf;
    }
    /* Not GC_gcollect(), which marks from everything. */
    GC_start_incremental_collection();
    while (GC_collect_a_little())
        continue;
    for (i = 0; i < OBJECTS; i++) {
        uint64_t *leaf = objects[i][0];

        if (leaf[0] != (GRAPH_MAGIC ^ i) || leaf[1] != round)
            graph_lost("overwritten", objects[i], leaf, i, 0, 2);
    }
}

/* What malloc has to give without asking the system. */
static void spare_memory(void)
{
    CHECK_EQ(mallopt(M_MMAP_MAX, 0), 1);
    CHECK_EQ(mallopt(M_TRIM_THRESHOLD, 2 * SPARE), 1);
    free(malloc(SPARE));
}

static rlim_t address_space(void)
{
    FILE *f = fopen("/proc/self/statm", "r");
    unsigned long pages;

    CHECK(f != NULL);
    CHECK_EQ(fscanf(f, "%lu", &pages), 1);
    CHECK_EQ(fclose(f), 0);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

int main(void)
{
    struct gc_pmscan_stats before, after;
    struct rlimit limit, none;
    struct graph_thread t;
    unsigned i;
    const char *sanitizers = getenv("GC_PMSCAN_TEST_SANITIZERS");

    if (sanitizers != NULL && *sanitizers != '\0')
        UNSUPPORTED("sanitizers need address space of their own");
    spare_memory();
    running_start(&t);
    CHECK(GC_expand_hp(SPARE));
    for (i = 0; i < OBJECTS; i++)
        objects[i] = GC_MALLOC(WORDS * sizeof(void *));
    GC_gcollect();
    running_well(&t, 3);
    /* libgc has what it needs for the new objects, and for what of them
     * floats, once more have lived and died. */
    CHECK(GC_expand_hp(SPARE));
    for (i = 0; i < 4 * ROUNDS * OBJECTS; i++)
        (void)GC_MALLOC_ATOMIC(2 * sizeof(uint64_t));
    for (i = 0; i < WARM; i++)
        write_everywhere(i, true);
    CHECK_EQ(getrlimit(RLIMIT_AS, &limit), 0);
    none = limit;
    none.rlim_cur = address_space();
    CHECK_EQ(setrlimit(RLIMIT_AS, &none), 0);
    CHECK(mmap(NULL, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
          == MAP_FAILED);
    before = running_stats();
    for (i = 0; i < ROUNDS; i++)
        write_everywhere(i, false);
    after = running_stats();
    printf("%" PRIu64 " errors: %s\n", after.sweep_errors - before.sweep_errors,
           gc_pmscan_reason());
    CHECK(after.sweep_errors > before.sweep_errors);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_DEGRADED);
    CHECK(strstr(gc_pmscan_reason(), "memory") != NULL);
    CHECK_EQ(setrlimit(RLIMIT_AS, &limit), 0);
    write_everywhere(i, false);
    running_sweeps(&t, 2);
    running_well(&t, 10);
    graph_verify();
    return 0;
}
