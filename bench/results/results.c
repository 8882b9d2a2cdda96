/* SPDX-License-Identifier: MIT */
/*
 * The runs of the pause benchmark that belong together; see results.h.
 */
#define _GNU_SOURCE
#include "results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROUNDS = 1000 };

#define MS 1e-6
#define US 1e-3

const struct results_measure results_measures[] = {
    { "pauses.max", "longest pause", "ms", MS, 2, LESS_IS_BETTER },
    { "pauses.p50", "median pause", "ms", MS, 2, LESS_IS_BETTER },
    { "pauses.total", "total pause", "ms", MS, 1, LESS_IS_BETTER },
    { "pauses.count", "pauses", "", 1, 0, NEITHER_IS_BETTER },
    { "calls.max", "worst allocation call", "ms", MS, 2, LESS_IS_BETTER },
    { "calls.p99_9", "allocation call, 99.9 %", "us", US, 2, LESS_IS_BETTER },
    { "latency.p50", "latency, median", "ms", MS, 3, LESS_IS_BETTER },
    { "latency.p99", "latency, 99 %", "ms", MS, 2, LESS_IS_BETTER },
    { "latency.p99_9", "latency, 99.9 %", "ms", MS, 2, LESS_IS_BETTER },
    { "latency.max", "latency, worst", "ms", MS, 2, LESS_IS_BETTER },
    { "utilisation.1.1", "MMU of pauses, 1 ms", "", 1, 2, MORE_IS_BETTER },
    { "utilisation.5.1", "MMU of pauses, 5 ms", "", 1, 2, MORE_IS_BETTER },
    { "utilisation.20.1", "MMU of pauses, 20 ms", "", 1, 2, MORE_IS_BETTER },
    { "utilisation.100.1", "MMU of pauses, 100 ms", "", 1, 2, MORE_IS_BETTER },
    { "utilisation.20.2", "MMU of calls, 20 ms", "", 1, 2, MORE_IS_BETTER },
    { "utilisation.100.2", "MMU of calls, 100 ms", "", 1, 2, MORE_IS_BETTER },
    { "wall_s", "run time", "s", 1, 2, LESS_IS_BETTER },
    { "cpu_s", "processor time", "s", 1, 2, LESS_IS_BETTER },
    { "system_s", "of it system", "s", 1, 2, LESS_IS_BETTER },
    { "page_faults", "page faults", "", 1, 0, LESS_IS_BETTER },
    { "memory.peak_rss_kb", "peak memory", "MiB", 1.0 / 1024, 1,
      LESS_IS_BETTER },
    { "memory.page_table_kb", "page tables", "KiB", 1, 0, LESS_IS_BETTER },
    { "memory.mappings", "mappings", "", 1, 0, LESS_IS_BETTER },
    { "memory.heap_kb", "heap", "MiB", 1.0 / 1024, 1, LESS_IS_BETTER },
    { "collections", "collections", "", 1, 0, NEITHER_IS_BETTER },
};
const size_t results_measure_count =
    sizeof results_measures / sizeof results_measures[0];

static const char *text_of(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));

    return text != NULL ? text : "";
}

/* Adds a name to a list, once.  Returns false when there is no room. */
static bool note(const char **list, size_t *count, const char *name)
{
    size_t i;

    for (i = 0; i < *count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    if (*count == RESULTS_MAX)
        return false;
    list[(*count)++] = name;
    return true;
}

int results_open(struct results *r, json_t *root, char *why, size_t why_size)
{
    json_t *runs = json_object_get(root, "runs"), *run;
    size_t i;

    memset(r, 0, sizeof *r);
    r->root = root;
    r->rounds =
        (size_t)json_integer_value(json_object_get(root, "rounds"));
    if (!json_is_array(runs) || r->rounds == 0 || r->rounds > MAX_ROUNDS) {
        (void)snprintf(why, why_size, "there is no \"runs\" of \"rounds\"");
        return -1;
    }
    for (i = 0; (run = json_array_get(runs, i)) != NULL; i++) {
        const char *workload = text_of(run, "workload");
        const char *column = text_of(run, "column");

        if (*workload == '\0' || *column == '\0'
            || !note(r->workloads, &r->workload_count, workload)
            || !note(r->columns, &r->column_count, column)) {
            (void)snprintf(why, why_size,
                           "run %zu has no workload or column, or there are "
                           "more than %d",
                           i, RESULTS_MAX);
            return -1;
        }
    }
    return 0;
}

void results_close(struct results *r)
{
    json_decref(r->root);
    memset(r, 0, sizeof *r);
}

json_t *results_at(const struct results *r, size_t i)
{
    return json_array_get(json_object_get(r->root, "runs"), i);
}

/* ---- columns ---- */

void results_column_title(const struct results *r, const char *column,
                          char *out, size_t size)
{
    const char *slash = strchr(column, '/');
    size_t i;
    json_t *run;

    (void)snprintf(out, size, "%s", column);
    if (slash == NULL)
        return;
    for (i = 0; (run = results_at(r, i)) != NULL; i++) {
        const char *version = text_of(run, "libgc");

        if (strcmp(text_of(run, "column"), column) == 0 && *version != '\0') {
            (void)snprintf(out, size, "%.*s, libgc %s", (int)(slash - column),
                           column, version);
            return;
        }
    }
}

bool results_is_pmscan(const char *column)
{
    return strncmp(column, "pmscan", 6) == 0
           && (column[6] == '\0' || column[6] == '/');
}

const char *results_sibling(const struct results *r, const char *column,
                            const char *kind)
{
    const char *slash = strchr(column, '/');
    size_t i;

    for (i = 0; i < r->column_count; i++) {
        const char *other = r->columns[i];
        size_t n = strlen(kind);

        if (strncmp(other, kind, n) == 0
            && strcmp(other + n, slash != NULL ? slash : "") == 0)
            return other;
    }
    return NULL;
}

/* ---- runs and values ---- */

static const json_t *find(const struct results *r, const char *workload,
                          const char *column, size_t round)
{
    size_t i;
    json_t *run;

    for (i = 0; (run = results_at(r, i)) != NULL; i++)
        if ((size_t)json_integer_value(json_object_get(run, "round")) == round
            && strcmp(text_of(run, "workload"), workload) == 0
            && strcmp(text_of(run, "column"), column) == 0)
            return run;
    return NULL;
}

const json_t *results_run(const struct results *r, const char *workload,
                          const char *column, size_t round)
{
    const json_t *run = find(r, workload, column, round);

    return run != NULL && json_object_get(run, "failed") == NULL ? run : NULL;
}

size_t results_failures(const struct results *r, const char *workload,
                        const char *column, const char **reason)
{
    size_t round, failures = 0;

    for (round = 1; round <= r->rounds; round++) {
        const json_t *run = find(r, workload, column, round);

        if (run != NULL && json_object_get(run, "failed") != NULL) {
            *reason = text_of(run, "failed");
            failures++;
        }
    }
    return failures;
}

/* An array is one of arrays, each found by its first number. */
static const json_t *step(const json_t *from, const char *key)
{
    size_t i;
    json_t *one;

    if (!json_is_array(from))
        return json_object_get(from, key);
    if (json_is_array(json_array_get(from, 0))) {
        for (i = 0; (one = json_array_get(from, i)) != NULL; i++)
            if (json_number_value(json_array_get(one, 0)) == atof(key))
                return one;
        return NULL;
    }
    return json_array_get(from, (size_t)atoi(key));
}

static bool value_of(const json_t *run, const struct results_measure *m,
                     double *out)
{
    char path[64], *key, *rest = path;

    (void)snprintf(path, sizeof path, "%s", m->path);
    while (run != NULL && (key = strsep(&rest, ".")) != NULL)
        run = step(run, key);
    if (!json_is_number(run))
        return false;
    *out = json_number_value(run) * m->scale;
    return true;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_size);
    return n % 2 != 0 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

bool results_median(const struct results *r, const char *workload,
                    const char *column, const struct results_measure *m,
                    double *out)
{
    double values[MAX_ROUNDS];
    size_t n = 0, round;

    for (round = 1; round <= r->rounds; round++)
        if (value_of(results_run(r, workload, column, round), m, &values[n]))
            n++;
    if (n > 0)
        *out = median(values, n);
    return n > 0;
}

bool results_ratio(const struct results *r, const char *workload,
                   const char *column, const char *base,
                   const struct results_measure *m, double *out)
{
    double ratios[MAX_ROUNDS], above, below;
    size_t n = 0, round;

    for (round = 1; round <= r->rounds; round++)
        if (value_of(results_run(r, workload, column, round), m, &above)
            && value_of(results_run(r, workload, base, round), m, &below)
            && below > 0)
            ratios[n++] = above / below;
    if (n > 0)
        *out = median(ratios, n);
    return n > 0;
}

bool results_worse(const struct results *r, const char *workload,
                   const char *column, const char *base,
                   const struct results_measure *m)
{
    double ratio, ours, theirs;

    if (m->better == NEITHER_IS_BETTER
        || !results_median(r, workload, column, m, &ours)
        || !results_median(r, workload, base, m, &theirs))
        return false;
    if (m->better == MORE_IS_BETTER)
        return round(ours * 100) < round(theirs * 100);
    if (results_ratio(r, workload, column, base, m, &ratio))
        return round(ratio * 100) > 100;
    return ours > theirs;
}

const json_t *results_typical_run(const struct results *r,
                                  const char *workload, const char *column)
{
    const struct results_measure *longest = &results_measures[0];
    const json_t *best = NULL;
    double middle = 0, value, distance = INFINITY;
    size_t round;

    (void)results_median(r, workload, column, longest, &middle);
    for (round = 1; round <= r->rounds; round++) {
        const json_t *run = results_run(r, workload, column, round);

        if (value_of(run, longest, &value)
            && fabs(value - middle) < distance) {
            distance = fabs(value - middle);
            best = run;
        }
    }
    return best;
}
