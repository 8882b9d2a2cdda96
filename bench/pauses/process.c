/* SPDX-License-Identifier: MIT */
/*
 * What the kernel says of this process; see process.h.
 */
#define _GNU_SOURCE
#include "process.h"

#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../workloads/support.h"

static int counter = -1;

/* Faults that become a signal are in no count of getrusage(2). */
void process_count_faults(void)
{
    struct perf_event_attr attr;

    memset(&attr, 0, sizeof attr);
    attr.size = sizeof attr;
    attr.type = PERF_TYPE_SOFTWARE;
    attr.config = PERF_COUNT_SW_PAGE_FAULTS;
    attr.inherit = 1;
    attr.exclude_kernel = 1;
    counter = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1,
                           PERF_FLAG_FD_CLOEXEC);
}

void process_usage_now(struct process_usage *out)
{
    struct rusage usage;
    uint64_t faults;

    memset(out, 0, sizeof *out);
    (void)getrusage(RUSAGE_SELF, &usage);
    out->wall_ns = support_now_ns();
    out->user_s = support_seconds(&usage.ru_utime);
    out->system_s = support_seconds(&usage.ru_stime);
    out->minor_faults = (uint64_t)usage.ru_minflt;
    out->page_faults = -1;
    if (counter >= 0
        && read(counter, &faults, sizeof faults) == sizeof faults)
        out->page_faults = (int64_t)faults;
}

void process_memory_now(struct process_memory *out)
{
    FILE *in = fopen("/proc/self/status", "r");
    char line[512];
    unsigned long kb;
    int c;

    memset(out, 0, sizeof *out);
    if (in != NULL) {
        while (fgets(line, sizeof line, in) != NULL) {
            if (sscanf(line, "VmHWM: %lu", &kb) == 1)
                out->peak_rss_kb = kb;
            else if (sscanf(line, "VmPTE: %lu", &kb) == 1)
                out->page_table_kb = kb;
        }
        (void)fclose(in);
    }
    in = fopen("/proc/self/maps", "r");
    if (in != NULL) {
        while ((c = getc_unlocked(in)) != EOF)
            out->mappings += c == '\n';
        (void)fclose(in);
    }
}
