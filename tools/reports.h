/* SPDX-License-Identifier: MIT */
/*
 * Reading the reports that the library writes.
 *
 * In: files, which may be truncated, changed by hand or no reports at all.
 * Out: numbers and texts, or a sentence about what is wrong with the file.
 * Nothing is printed.
 */
#ifndef GC_PMSCAN_TOOLS_REPORTS_H
#define GC_PMSCAN_TOOLS_REPORTS_H

#include <stdbool.h>
#include <stddef.h>

/* Nanoseconds, and how many there were. */
struct report_samples {
    double count, total, p50, p99, max;
};

/* All numbers are doubles: they are only compared, divided and printed. */
struct report {
    long pid;
    bool active;
    char vdb[16];
    char attach[16];
    char libgc[32];
    char kernel[80];
    char program[80]; /* the last part of its path */
    char reason[512];
    struct report_samples pause, sweep;
    double collections, dirty_pages, heap_bytes_max;
    double user_s, system_s, wall_s, max_rss_kb;
};

struct reports {
    struct report *list;  /* in the order of their process ids */
    size_t count;
    size_t unreadable;    /* how many files were no reports */
    char why[256];        /* and what was wrong with the last of them */
};

/* Reads one file.  Returns 0, or -1 with a sentence in why. */
int report_read(const char *path, struct report *report, char *why,
                size_t why_size);

/* Reads the files prefix*.json of a directory.  Returns 0 or -errno; the
 * caller frees with reports_free, also after an error. */
int reports_read(const char *directory, const char *prefix,
                 struct reports *reports);
void reports_free(struct reports *reports);

/* The report with the most collections (of equal ones the first); NULL when
 * there is none. */
const struct report *reports_busiest(const struct reports *reports);

#endif
