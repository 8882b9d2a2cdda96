/* SPDX-License-Identifier: MIT */
/*
 * Data without pointers: nine tenths of the heap are buffers and texts.
 *
 * An operation makes a text of up to 256 bytes and drops it; one that changes
 * old data replaces a buffer (of 1 to 64 KiB) every fourth time, and writes
 * into one otherwise.
 */
#include <stdlib.h>
#include <string.h>

#include "workload.h"

enum { MEAN_BYTES = 16384 };

/* The part with pointers. */
struct slot {
    unsigned char *buffer;
    struct slot *next; /* all slots are also a list */
    uint64_t number, bytes, fill;
    uint64_t spare[200];
};

struct live {
    struct slot **slots;
    size_t count;
    uint64_t text_bytes;
};

/* From 1 to 64 KiB: half of them in the lowest sixth. */
static uint64_t buffer_bytes(uint64_t *random)
{
    uint64_t r = support_random(random);

    return 1024 + (r % 4 == 0 ? (r >> 8) % 64512 : (r >> 8) % 10000);
}

static void new_buffer(struct slot *slot, uint64_t fill, uint64_t *random,
                       struct mutator *m)
{
    slot->bytes = buffer_bytes(random);
    slot->fill = fill % 256;
    slot->buffer = mutator_alloc_leaf(m, slot->bytes);
    memset(slot->buffer, (int)slot->fill, slot->bytes);
}

static void *build(const struct parameters *p, struct mutator *m)
{
    struct live *live = mutator_alloc(m, sizeof *live);
    uint64_t random = p->seed;
    size_t i;

    live->count = (size_t)((p->live_mb << 20) / MEAN_BYTES) + 1;
    live->slots = mutator_alloc(m, live->count * sizeof *live->slots);
    for (i = 0; i < live->count; i++) {
        struct slot *slot = mutator_alloc(m, sizeof *slot);

        slot->number = i;
        slot->next = i > 0 ? live->slots[i - 1] : NULL;
        new_buffer(slot, i, &random, m);
        live->slots[i] = slot;
    }
    return live;
}

static void change(struct live *live, const struct parameters *p, uint64_t n,
                   uint64_t *random, struct mutator *m)
{
    struct slot *slot = live->slots[workload_choose(p, random, live->count)];

    if (n % 4 == 0)
        new_buffer(slot, n, random, m);
    else
        slot->buffer[support_random(random) % slot->bytes] =
            (unsigned char)slot->fill;
}

static void run(void *data, const struct parameters *p, struct mutator *m)
{
    struct live *live = data;
    uint64_t random = p->seed + 1, n;

    for (n = 0; n < p->operations; n++) {
        size_t bytes = 16 + (size_t)(support_random(&random) % 240);
        char *text = mutator_alloc_leaf(m, bytes);

        memset(text, 'a' + (int)(n % 26), bytes - 1);
        text[bytes - 1] = '\0';
        live->text_bytes += strlen(text);
        if (workload_changes(p, &random))
            change(live, p, n, &random, m);
    }
}

static bool check(void *data, const struct parameters *p, uint64_t *sum,
                  const char **why)
{
    struct live *live = data;
    const struct slot *slot = live->slots[live->count - 1];
    size_t i = live->count;
    uint64_t b;

    (void)p;
    for (; slot != NULL; slot = slot->next) {
        if (i == 0 || slot->number != --i || live->slots[i] != slot) {
            *why = "the slots are not what they were";
            return false;
        }
        for (b = 0; b < slot->bytes; b++)
            if (slot->buffer[b] != slot->fill) {
                *why = "a buffer holds something else";
                return false;
            }
        *sum = *sum * 31 + slot->bytes + slot->fill;
    }
    if (i != 0) {
        *why = "the list of slots is too short";
        return false;
    }
    *sum += live->text_bytes;
    return true;
}

const struct workload workload_leaf = {
    .name = "leaf",
    .summary = "data without pointers: buffers and texts",
    .defaults = { .live_mb = 64, .operations = 2000000, .mutation = 20,
                  .locality = 500, .seed = 1 },
    .build = build,
    .run = run,
    .check = check,
};
