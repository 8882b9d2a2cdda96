/* SPDX-License-Identifier: MIT */
/*
 * The reports of the micro benchmarks; see micro.h.
 */
#define _GNU_SOURCE
#include "micro.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../workloads/support.h"

enum { MAX_WAYS = 16, MAX_REPETITIONS = 256 };

/* What counts in a group, and which of its ways is gc_pmscan's. */
static const struct group {
    const char *name;
    const char *key;
    const char *unit;
    const char *ours;
    const char *base;   /* what ours is compared with */
} groups[] = {
    { "scan", "median_us", "microseconds a scan", "sweep", "bare" },
    { "fault", "ns_per_fault", "nanoseconds a first write", "wp_async",
      "mprotect_sigsegv" },
    { "handover", "real_time", "microseconds a collection", "softdirty",
      NULL },
};

static const struct group *group_of(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        size_t n = strlen(groups[i].name);

        if (strncmp(name, groups[i].name, n) == 0 && name[n] == '/')
            return &groups[i];
    }
    return NULL;
}

static const char *name_of(const json_t *benchmark)
{
    const char *name =
        json_string_value(json_object_get(benchmark, "run_name"));

    return name != NULL ? name : "";
}

bool micro_is(const json_t *root)
{
    return json_is_array(json_object_get(root, "benchmarks"));
}

/* Takes a name apart, without what Google Benchmark adds of its own. */
static void take_apart(const char *name, struct micro_value *v)
{
    char copy[256], *rest = copy, *part;

    (void)snprintf(copy, sizeof copy, "%s", name);
    (void)strsep(&rest, "/");
    part = strsep(&rest, "/");
    (void)snprintf(v->way, sizeof v->way, "%s", part != NULL ? part : "");
    v->which[0] = '\0';
    while ((part = strsep(&rest, "/")) != NULL) {
        size_t used = strlen(v->which);

        if (strncmp(part, "iterations:", 11) == 0
            || strncmp(part, "repeats:", 8) == 0
            || strncmp(part, "min_time:", 9) == 0
            || strcmp(part, "manual_time") == 0
            || strcmp(part, "real_time") == 0)
            continue;
        (void)snprintf(v->which + used, sizeof v->which - used, "%s%s",
                       used > 0 ? "/" : "", part);
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The i-th line of the report, or NULL. */
static json_t *entry(const struct micro *m, size_t i)
{
    return json_array_get(json_object_get(m->root, "benchmarks"), i);
}

/* The median of all repetitions of a name. */
static double value_of(const struct micro *m, const char *name,
                       const char *key)
{
    double values[MAX_REPETITIONS];
    size_t n = 0, i;
    json_t *one;

    for (i = 0; (one = entry(m, i)) != NULL; i++) {
        const char *type =
            json_string_value(json_object_get(one, "run_type"));
        const json_t *value = json_object_get(one, key);

        if (strcmp(name_of(one), name) == 0 && n < MAX_REPETITIONS
            && type != NULL && strcmp(type, "iteration") == 0
            && !json_is_true(json_object_get(one, "error_occurred"))
            && json_is_number(value))
            values[n++] = json_number_value(value);
    }
    if (n == 0)
        return NAN;
    qsort(values, n, sizeof *values, by_size);
    return n % 2 != 0 ? values[n / 2]
                      : (values[n / 2 - 1] + values[n / 2]) / 2;
}

int micro_open(struct micro *m, json_t *root, char *why, size_t why_size)
{
    json_t *all = json_object_get(root, "benchmarks"), *one;
    const struct group *group = NULL;
    size_t i;

    memset(m, 0, sizeof *m);
    m->root = root;
    m->values = support_not_null(
        "report", calloc(json_array_size(all) + 1, sizeof *m->values));
    for (i = 0; (one = json_array_get(all, i)) != NULL; i++) {
        const char *type =
            json_string_value(json_object_get(one, "run_type"));
        json_t *repetition = json_object_get(one, "repetition_index");

        if (group == NULL)
            group = group_of(name_of(one));
        if (group == NULL || type == NULL || strcmp(type, "iteration") != 0
            || json_integer_value(repetition) != 0)
            continue;
        take_apart(name_of(one), &m->values[m->count]);
        m->values[m->count++].value =
            value_of(m, name_of(one), group->key);
    }
    if (group == NULL) {
        (void)snprintf(why, why_size, "it has no benchmark of scan, fault or "
                                      "handover");
        return -1;
    }
    m->group = group->name;
    return 0;
}

void micro_close(struct micro *m)
{
    free(m->values);
    json_decref(m->root);
    memset(m, 0, sizeof *m);
}

double micro_value(const struct micro *m, const char *way, const char *which)
{
    size_t i;

    for (i = 0; i < m->count; i++)
        if (strcmp(m->values[i].way, way) == 0
            && strcmp(m->values[i].which, which) == 0)
            return m->values[i].value;
    return NAN;
}

static size_t ways_of(const struct micro *m, const char **ways)
{
    size_t n = 0, i, j;

    for (i = 0; i < m->count; i++) {
        for (j = 0; j < n && strcmp(ways[j], m->values[i].way) != 0; j++)
            ;
        if (j == n && n < MAX_WAYS)
            ways[n++] = m->values[i].way;
    }
    return n;
}

static void put_row(const struct micro *m, const struct group *g,
                    const char *which, const char **ways, size_t n, bool html,
                    FILE *out)
{
    double ours = micro_value(m, g->ours, which);
    size_t i;

    fprintf(out, html ? "<tr><th>%s</th>" : "| %s |", which);
    for (i = 0; i < n; i++) {
        double value = micro_value(m, ways[i], which);
        bool is_ours = strcmp(ways[i], g->ours) == 0, worse = false;
        size_t j;

        /* The bare call is what ours is made of, and no rival. */
        for (j = 0; is_ours && j < n; j++)
            worse = worse
                    || (strcmp(ways[j], "bare") != 0
                        && micro_value(m, ways[j], which) < ours);
        fputs(html ? "<td>" : " ", out);
        if (isnan(value)) {
            fputs("-", out);
        } else {
            fputs(!worse ? "" : html ? "<b>" : "**", out);
            fprintf(out, value < 10 ? "%.2f" : "%.0f", value);
            if (is_ours && g->base != NULL
                && !isnan(micro_value(m, g->base, which)))
                fprintf(out, " (%.2f %s)",
                        value / micro_value(m, g->base, which), g->base);
            fputs(!worse ? "" : html ? "</b>" : "**", out);
        }
        fputs(html ? "</td>" : " |", out);
    }
    fputs(html ? "</tr>\n" : "\n", out);
}

/* Google Benchmark's fit of a family, in its own time unit. */
static void put_fits(const struct micro *m, bool html, FILE *out)
{
    json_t *one;
    size_t i, n = 0;

    for (i = 0; (one = entry(m, i)) != NULL; i++) {
        const char *what =
            json_string_value(json_object_get(one, "aggregate_name"));
        json_t *factor = json_object_get(one, "real_coefficient");
        struct micro_value name = { .value = 0 };

        if (what == NULL || strcmp(what, "BigO") != 0
            || !json_is_number(factor))
            continue;
        take_apart(name_of(one), &name);
        if (n++ == 0)
            fputs(html ? "<p>Fitted over all sizes, nanoseconds a page of "
                         "memory:</p>\n<ul>\n"
                       : "\nFitted over all sizes, nanoseconds a page of "
                         "memory:\n\n",
                  out);
        fprintf(out, html ? "<li>%s, %s: %.2f</li>\n" : "- %s, %s: %.2f\n",
                name.way, name.which, json_number_value(factor));
    }
    if (n > 0 && html)
        fputs("</ul>\n", out);
}

void micro_table(const struct micro *m, bool html, FILE *out)
{
    const struct group *g = groups;
    const char *ways[MAX_WAYS];
    size_t n = ways_of(m, ways), i, j;

    while (strcmp(g->name, m->group) != 0)
        g++;
    fprintf(out, html ? "<table>\n<tr><th>%s</th>" : "| %s |", g->unit);
    for (i = 0; i < n; i++)
        fprintf(out, html ? "<th>%s</th>" : " %s |", ways[i]);
    fputs(html ? "</tr>\n" : "\n| --- |", out);
    for (i = 0; i < n && !html; i++)
        fputs(" --- |", out);
    if (!html)
        fputc('\n', out);
    for (i = 0; i < m->count; i++) {
        for (j = 0; strcmp(m->values[j].which, m->values[i].which) != 0; j++)
            ;
        if (j == i)
            put_row(m, g, m->values[i].which, ways, n, html, out);
    }
    if (html)
        fputs("</table>\n", out);
    put_fits(m, html, out);
}
