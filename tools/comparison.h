/* SPDX-License-Identifier: MIT */
/*
 * What was measured, kind by kind and round by round, and its medians side by
 * side.
 *
 * In: numbers.  Out: a table for people or one JSON object.
 */
#ifndef GC_PMSCAN_TOOLS_COMPARISON_H
#define GC_PMSCAN_TOOLS_COMPARISON_H

#include <stdbool.h>
#include <stdio.h>

#include "environment.h"
#include "reports.h"

enum measure {
    MEASURE_PAUSES,
    MEASURE_PAUSE_TOTAL,
    MEASURE_PAUSE_P50,
    MEASURE_PAUSE_P99,
    MEASURE_PAUSE_MAX,
    MEASURE_WALL,
    MEASURE_USER,
    MEASURE_SYSTEM,
    MEASURE_RSS,
    MEASURE_HEAP,
    MEASURE_COLLECTIONS,
    MEASURE_DIRTY_PAGES,
    MEASURE_COUNT
};

struct comparison_column {
    enum kind kind;
    unsigned runs;                    /* how many of samples are filled in */
    double (*samples)[MEASURE_COUNT]; /* room for one a round */
    struct report last;               /* of the latest run */
    char *left_out;                   /* a sentence, or NULL */
};

struct comparison {
    char *const *program;             /* the caller's */
    unsigned rounds;
    int status;                       /* the program's, of waitpid(2) */
    struct comparison_column columns[KIND_COUNT];
    size_t count;                     /* of columns */
    char *notes[2 * KIND_COUNT];      /* sentences */
    size_t note_count;
};

/* Makes a column; returns 0 or -ENOMEM. */
int comparison_add_column(struct comparison *c, enum kind kind);
void comparison_free(struct comparison *c);

/* One run: what its chosen report says, and what the whole command took. */
struct rusage;
void comparison_add_run(struct comparison_column *column,
                        const struct report *report, double wall_s,
                        const struct rusage *usage);

/* Takes a column out of the comparison, for a reason. */
void comparison_leave_out(struct comparison_column *column,
                          const char *sentence);

/* Adds a sentence below the table; the same one twice is one. */
void comparison_note(struct comparison *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* How many columns are left that have a run. */
size_t comparison_usable(const struct comparison *c);

/* Both need one usable column at least. */
void comparison_table(const struct comparison *c, FILE *out);
/* Returns 0 or -1. */
int comparison_json(const struct comparison *c, FILE *out);

#endif
