/* SPDX-License-Identifier: MIT */
/*
 * A C workload: 160000 objects of 4000 bytes, a page each, of which every
 * second one is written between two collections.
 *
 * What comes in: options on the command line (see usage), and the environment
 * that libgc reads: the collector is incremental only if that asks for it.
 * What goes out: on standard output one line with a checksum, the same in each
 * run with the same options.
 * Exit status: 0, 1 when an object is not what it has to be, 2 for wrong usage.
 * What it may not touch: anything of gc_pmscan.  It is a user of libgc.
 *
 * Where dirty pages come from mprotect, each page that was written is a mapping
 * of its own until the next collection: 80000 of them are more than
 * vm.max_map_count has by default (65530), and libgc 8.2.2 ends with
 * "un-mprotect vdb failed".  Everything else has to complete.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <gc/gc.h>

#include "support.h"

#define OBJECT_BYTES 4000

/* What the latest write left: it is young, and only its object names it. */
struct note {
    uint64_t object;
    uint64_t round;
};

struct object {
    struct note *note;
    uint64_t number;
    unsigned char spare[OBJECT_BYTES - sizeof(struct note *)
                        - sizeof(uint64_t)];
};

_Static_assert(sizeof(struct object) == OBJECT_BYTES, "as the name says");

static void *allocate(size_t size)
{
    return support_not_null("many4000", GC_MALLOC(size));
}

static void write_note(struct object *object, uint64_t round)
{
    struct note *note = allocate(sizeof *note);

    note->object = object->number;
    note->round = round;
    object->note = note;
}

static const char usage[] =
    "Usage: many4000 [-n OBJECTS] [-r ROUNDS]\n"
    "  -n OBJECTS  of 4000 bytes (160000)\n"
    "  -r ROUNDS   a collection, and a write to every second one (4)\n";

int main(int argc, char **argv)
{
    uint64_t objects = 160000;
    uint64_t rounds = 4;
    struct object **all;
    uint64_t round, i, sum = 0;
    int option;

    while ((option = getopt(argc, argv, "n:r:h")) != -1) {
        switch (option) {
        case 'n': objects = support_number("many4000", optarg); break;
        case 'r': rounds = support_number("many4000", optarg); break;
        case 'h': support_usage(stdout, usage); return 0;
        default: support_usage(stderr, usage); return 2;
        }
    }
    if (optind != argc) {
        support_usage(stderr, usage);
        return 2;
    }

    GC_INIT();
    all = allocate(objects * sizeof *all);
    for (i = 0; i < objects; i++) {
        all[i] = allocate(sizeof *all[i]);
        all[i]->number = i;
        write_note(all[i], 0);
    }

    /* Even objects in one round, odd ones in the next. */
    for (round = 1; round <= rounds; round++) {
        GC_gcollect();
        for (i = round % 2; i < objects; i += 2)
            write_note(all[i], round);
    }
    GC_gcollect();

    for (i = 0; i < objects; i++) {
        uint64_t last = i % 2 == rounds % 2 ? rounds : rounds - 1;

        if (all[i]->number != i || all[i]->note->object != i
            || all[i]->note->round != last) {
            printf("many4000: LOST: object %" PRIu64 "\n", i);
            return 1;
        }
        sum = sum * 31 + all[i]->note->round;
    }
    printf("many4000: %" PRIu64 " objects, %" PRIu64
           " rounds, checksum %016" PRIx64 "\n",
           objects, rounds, sum);
    return 0;
}
