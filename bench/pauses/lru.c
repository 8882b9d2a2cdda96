/* SPDX-License-Identifier: MIT */
/*
 * An LRU cache: a hash map with chains, its entries also in a list from the
 * latest used to the one that leaves next.
 *
 * An operation looks a key up; keys follow a Zipf distribution whose exponent
 * is the locality, in thousandths (0.99 by default).  A miss makes an entry and
 * drops the last of the list, a hit moves the entry to its front.  An
 * operation that changes old data gives the entry a new value as well.  There
 * are four times as many keys as entries.
 */
#include <math.h>
#include <stdlib.h>

#include "workload.h"

enum { VALUE_BYTES = 96, ENTRY_BYTES = 160 /* with its value and bucket */ };

struct value {
    uint64_t key;
    uint64_t version;
    uint64_t spare[VALUE_BYTES / 8 - 2];
};

struct entry {
    struct entry *chain, *newer, *older;
    struct value *value;
    uint64_t key;
};

struct live {
    struct entry **buckets;
    struct entry *newest, *oldest;
    size_t capacity, used, mask, keys;
    uint64_t hits, version;
    /* Of the keys up to the i-th, the share of all; not libgc's memory. */
    double *shares;
};

static size_t bucket_of(const struct live *live, uint64_t key)
{
    return (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 20) & live->mask;
}

/* The popular keys are spread over the buckets by their hash. */
static uint64_t draw(const struct live *live, uint64_t *random)
{
    double x = (double)(support_random(random) >> 11) / 9007199254740992.0;
    size_t lo = 0, hi = live->keys - 1;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;

        if (live->shares[middle] < x)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

static void unlink_entry(struct live *live, struct entry *e)
{
    if (e->newer != NULL)
        e->newer->older = e->older;
    else
        live->newest = e->older;
    if (e->older != NULL)
        e->older->newer = e->newer;
    else
        live->oldest = e->newer;
}

static void push(struct live *live, struct entry *e)
{
    e->newer = NULL;
    e->older = live->newest;
    if (live->newest != NULL)
        live->newest->newer = e;
    else
        live->oldest = e;
    live->newest = e;
}

static void drop_oldest(struct live *live)
{
    struct entry *e = live->oldest, **link;

    unlink_entry(live, e);
    link = &live->buckets[bucket_of(live, e->key)];
    while (*link != e)
        link = &(*link)->chain;
    *link = e->chain;
    live->used--;
}

static struct value *new_value(struct live *live, uint64_t key,
                               struct mutator *m)
{
    struct value *value = mutator_alloc(m, sizeof *value);

    value->key = key;
    value->version = ++live->version;
    return value;
}

static void insert(struct live *live, uint64_t key, struct mutator *m)
{
    struct entry *e = mutator_alloc(m, sizeof *e);
    struct entry **bucket = &live->buckets[bucket_of(live, key)];

    if (live->used == live->capacity)
        drop_oldest(live);
    e->key = key;
    e->value = new_value(live, key, m);
    e->chain = *bucket;
    *bucket = e;
    push(live, e);
    live->used++;
}

static void look_up(struct live *live, uint64_t key, bool change,
                    struct mutator *m)
{
    struct entry *e = live->buckets[bucket_of(live, key)];

    while (e != NULL && e->key != key)
        e = e->chain;
    if (e == NULL) {
        insert(live, key, m);
        return;
    }
    live->hits++;
    if (change)
        e->value = new_value(live, key, m);
    unlink_entry(live, e);
    push(live, e);
    /* The answer, dropped at once: what a program makes garbage of. */
    (void)mutator_alloc(m, VALUE_BYTES);
}

static void *build(const struct parameters *p, struct mutator *m)
{
    struct live *live = mutator_alloc(m, sizeof *live);
    double sum = 0;
    size_t buckets = 1, i;

    live->capacity = (size_t)((p->live_mb << 20) / ENTRY_BYTES);
    live->keys = 4 * live->capacity;
    while (buckets < live->capacity)
        buckets *= 2;
    live->mask = buckets - 1;
    live->buckets = mutator_alloc(m, buckets * sizeof *live->buckets);
    live->shares = support_not_null(
        "pause", malloc(live->keys * sizeof *live->shares));
    for (i = 0; i < live->keys; i++) {
        sum += pow((double)(i + 1), -(double)p->locality / 1000);
        live->shares[i] = sum;
    }
    for (i = 0; i < live->keys; i++)
        live->shares[i] /= sum;
    for (i = live->capacity; i > 0; i--)
        insert(live, i - 1, m);
    return live;
}

static void run(void *data, const struct parameters *p, struct mutator *m)
{
    struct live *live = data;
    uint64_t random = p->seed, n;

    for (n = 0; n < p->operations; n++) {
        uint64_t key = draw(live, &random);

        look_up(live, key, workload_changes(p, &random), m);
    }
}

static bool check(void *data, const struct parameters *p, uint64_t *sum,
                  const char **why)
{
    struct live *live = data;
    struct entry *e, *newer = NULL;
    size_t listed = 0, chained = 0, i;

    (void)p;
    for (e = live->newest; e != NULL; newer = e, e = e->older, listed++) {
        if (e->newer != newer || e->value->key != e->key) {
            *why = "an entry of the list is not what it was";
            return false;
        }
        *sum = *sum * 31 + e->key + e->value->version;
    }
    for (i = 0; i <= live->mask; i++)
        for (e = live->buckets[i]; e != NULL; e = e->chain, chained++)
            if (bucket_of(live, e->key) != i) {
                *why = "an entry is in the wrong chain";
                return false;
            }
    if (listed != live->used || chained != live->used) {
        *why = "the list and the chains have not the same entries";
        return false;
    }
    *sum = *sum * 31 + live->hits;
    free(live->shares);
    return true;
}

const struct workload workload_lru = {
    .name = "lru",
    .summary = "an LRU cache, keys by a Zipf distribution (exponent: the "
               "locality)",
    .defaults = { .live_mb = 64, .operations = 1000000, .mutation = 50,
                  .locality = 990, .seed = 1 },
    .build = build,
    .run = run,
    .check = check,
};
