/* SPDX-License-Identifier: MIT */
/*
 * What the kernel says of this process: times, faults, memory.
 *
 * In: getrusage(2), /proc/self, and a counter of page faults.  Out: numbers.
 */
#ifndef BENCH_PROCESS_H
#define BENCH_PROCESS_H

#include <stdint.h>

struct process_usage {
    uint64_t wall_ns;       /* a moment */
    double user_s, system_s;
    uint64_t minor_faults;  /* without those that end in a SIGSEGV */
    int64_t page_faults;    /* with them; -1 when the kernel may not be asked */
};

/* Counts the faults of this thread and of those that it starts from now on. */
void process_count_faults(void);
void process_usage_now(struct process_usage *out);

struct process_memory {
    uint64_t peak_rss_kb;
    uint64_t page_table_kb;
    uint64_t mappings;
};

void process_memory_now(struct process_memory *out);

#endif
