/* SPDX-License-Identifier: MIT */
/*
 * An append-only log and an index that names the latest entry of each key.
 *
 * An operation appends an entry of a key.  The log keeps its latest segments;
 * an entry that has left it lives on as long as the index names it.  The index
 * is one large array of pointers, and an operation that changes old data
 * stores into it (the others append entries that no index names).
 */
#include "workload.h"

enum { SEGMENT = 1024, ENTRY_BYTES = 64 };

struct entry {
    uint64_t key;
    uint64_t serial;
    struct entry *before; /* this key's entry before, if the log has it */
    uint64_t spare[4];
};

struct segment {
    struct entry *entries[SEGMENT];
    uint64_t first; /* serial of the first entry */
};

struct live {
    struct entry **index;
    size_t keys;
    struct segment **segments; /* a ring */
    size_t ring;
    uint64_t serial;
};

static void append(struct live *live, uint64_t key, bool indexed,
                   struct mutator *m)
{
    struct entry *entry = mutator_alloc(m, sizeof *entry);
    size_t place = (size_t)(live->serial % SEGMENT);
    struct segment **segment =
        &live->segments[live->serial / SEGMENT % live->ring];

    entry->key = key;
    entry->serial = live->serial;
    if (place == 0) {
        *segment = mutator_alloc(m, sizeof **segment);
        (*segment)->first = live->serial;
    }
    (*segment)->entries[place] = entry;
    live->serial++;
    if (indexed) {
        struct entry *before = live->index[key];

        /* Else all entries ever made would live. */
        if (before != NULL)
            before->before = NULL;
        entry->before = before;
        live->index[key] = entry;
    }
}

/* Half of the heap is what the index names, half the log. */
static void *build(const struct parameters *p, struct mutator *m)
{
    struct live *live = mutator_alloc(m, sizeof *live);
    uint64_t bytes = p->live_mb << 20;
    size_t i;

    live->keys = (size_t)(bytes / 2 / (ENTRY_BYTES + 8)) + 1;
    live->ring = (size_t)(bytes / 2 / (SEGMENT * (ENTRY_BYTES + 8))) + 1;
    live->index = mutator_alloc(m, live->keys * sizeof *live->index);
    live->segments = mutator_alloc(m, live->ring * sizeof *live->segments);
    for (i = 0; i < live->keys; i++)
        append(live, i, true, m);
    return live;
}

static void run(void *data, const struct parameters *p, struct mutator *m)
{
    struct live *live = data;
    uint64_t random = p->seed, n;

    for (n = 0; n < p->operations; n++) {
        uint64_t key = workload_choose(p, &random, live->keys);

        append(live, key, workload_changes(p, &random), m);
    }
}

static bool check(void *data, const struct parameters *p, uint64_t *sum,
                  const char **why)
{
    struct live *live = data;
    uint64_t kept = live->ring * SEGMENT, serial;
    size_t i;

    (void)p;
    for (i = 0; i < live->keys; i++) {
        const struct entry *entry = live->index[i];

        if (entry == NULL || entry->key != i
            || (entry->before != NULL && entry->before->key != i)) {
            *why = "the index names an entry of another key";
            return false;
        }
        *sum = *sum * 31 + entry->serial;
    }
    serial = live->serial > kept ? live->serial - kept + SEGMENT : 0;
    serial -= serial % SEGMENT;
    for (; serial < live->serial; serial++) {
        const struct segment *segment =
            live->segments[serial / SEGMENT % live->ring];

        if (segment->first != serial - serial % SEGMENT
            || segment->entries[serial % SEGMENT]->serial != serial) {
            *why = "the log has an entry in the wrong place";
            return false;
        }
        *sum += segment->entries[serial % SEGMENT]->key;
    }
    return true;
}

const struct workload workload_log = {
    .name = "log",
    .summary = "an append-only log with a large index",
    .defaults = { .live_mb = 64, .operations = 2000000, .mutation = 100,
                  .locality = 500, .seed = 1 },
    .build = build,
    .run = run,
    .check = check,
};
