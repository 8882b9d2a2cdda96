/* SPDX-License-Identifier: MIT */
/*
 * Are results what they may be at all?  See sanity.h.
 */
#include "sanity.h"

#include <math.h>
#include <string.h>

static int judge(const char *what, double log_sum, size_t n, double limit)
{
    double mean = n > 0 ? exp(log_sum / (double)n) : NAN;

    if (n == 0) {
        fprintf(stderr, "report: %s: there is nothing to compare\n", what);
        return -1;
    }
    fprintf(stderr, "report: %s: %.2f, at most %.2f is right\n", what, mean,
            limit);
    return mean <= limit ? 0 : -1;
}

static const struct results_measure *named(const char *path)
{
    size_t i = 0;

    while (strcmp(results_measures[i].path, path) != 0)
        i++;
    return &results_measures[i];
}

int sanity_of_pauses(const struct results *r)
{
    static const struct {
        const char *path;
        const char *base;
        const char *what;
        double limit;
    } limits[] = {
        { "pauses.total", "stock", "total pause, pmscan to stock", 1.3 },
        { "wall_s", "stock", "run time, pmscan to stock", 1.3 },
        { "memory.mappings", "stock", "mappings, pmscan to stock", 1 },
        { "memory.peak_rss_kb", "off", "peak memory, pmscan to off", 2 },
    };
    const char *reason = "";
    int result = 0;
    size_t i, w;

    for (i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        double sum = 0, ratio;
        size_t n = 0;

        for (w = 0; w < r->workload_count; w++)
            if (results_ratio(r, r->workloads[w], "pmscan", limits[i].base,
                              named(limits[i].path), &ratio)
                && ratio > 0) {
                sum += log(ratio);
                n++;
            }
        if (judge(limits[i].what, sum, n, limits[i].limit) != 0)
            result = -1;
    }
    for (w = 0; w < r->workload_count; w++)
        if (results_failures(r, r->workloads[w], "pmscan", &reason) > 0) {
            fprintf(stderr, "report: %s failed with pmscan: %s\n",
                    r->workloads[w], reason);
            result = -1;
        }
    return result;
}

int sanity_of_micro(const struct micro *m)
{
    static const struct {
        const char *group;
        const char *ours;
        const char *base;
        const char *what;
        double limit;
    } limits[] = {
        { "scan", "sweep", "bare", "scan, sweep to bare ioctl", 2 },
        { "fault", "wp_async", "mprotect_sigsegv",
          "first write, asynchronous to mprotect", 1 },
    };
    int result = 0;
    size_t i, v;

    for (i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        double sum = 0;
        size_t n = 0;

        if (strcmp(m->group, limits[i].group) != 0)
            continue;
        for (v = 0; v < m->count; v++) {
            double base =
                micro_value(m, limits[i].base, m->values[v].which);

            if (strcmp(m->values[v].way, limits[i].ours) == 0
                && m->values[v].value > 0 && base > 0) {
                sum += log(m->values[v].value / base);
                n++;
            }
        }
        if (judge(limits[i].what, sum, n, limits[i].limit) != 0)
            result = -1;
    }
    return result;
}
