/* SPDX-License-Identifier: MIT */
/*
 * Pictures, drawn by gnuplot; see charts.h.
 *
 * Each picture is one start of gnuplot, which gets its data and its commands
 * on its standard input.
 */
#define _GNU_SOURCE
#include "charts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const colours[] = { "#7f7f7f", "#d95f02", "#1b9e77",
                                       "#7570b3", "#e7298a", "#66a61e",
                                       "#e6ab02", "#a6761d" };
enum { COLOURS = sizeof colours / sizeof colours[0] };

static const struct {
    const char *name;
    const char *title;
    const char *key; /* of what has a "curve" */
} kinds[CHARTS_KINDS] = {
    [CHARTS_PAUSES] = { "pauses", "pauses", "pauses" },
    [CHARTS_CALLS] = { "calls", "allocation calls", "calls" },
    [CHARTS_LATENCY] = { "latency", "latency of requests", "latency" },
    [CHARTS_UTILISATION] = { "mmu", "minimum mutator utilisation", NULL },
    [CHARTS_TIMELINE] = { "timeline", "pauses and heap size", NULL },
};

const char *charts_name(enum charts_kind kind)
{
    return kinds[kind].name;
}

int charts_ready(void)
{
    if (system("gnuplot --version >/dev/null 2>&1") == 0)
        return 0;
    fprintf(stderr, "report: pictures need gnuplot: install the Debian "
                    "package gnuplot-nox\n");
    return -1;
}

static FILE *start(enum charts_format format, const char *path, int height,
                   const char *name)
{
    FILE *out = popen("gnuplot", "w");

    if (out == NULL) {
        perror("report: gnuplot");
        return NULL;
    }
    if (format == CHARTS_SVG)
        fprintf(out, "set terminal svg size 860,%d dynamic font 'sans,13' "
                     "name '%s'\n",
                height, name);
    else
        fprintf(out, "set terminal pngcairo size 1000,%d font 'sans,11'\n",
                height);
    fprintf(out, "set output '%s'\nset grid lc rgb '#dddddd'\n"
                 "set border 3\nset tics nomirror\nset key outside right\n",
            path);
    return out;
}

static int finish(FILE *out, const char *path)
{
    if (pclose(out) == 0)
        return 0;
    fprintf(stderr, "report: gnuplot could not draw %s\n", path);
    return -1;
}

/* Titles are our own words; a quote would end the string. */
static void plot_line(FILE *out, size_t c, const char *data, const char *style,
                      const char *title, bool first)
{
    fprintf(out, "%s $%s%zu using 1:2 with %s lw 2 lc rgb '%s' title '%s'",
            first ? "plot" : ", ", data, c, style, colours[c % COLOURS],
            title);
}

/* ---- distributions, as HdrHistogram plots them ---- */

static size_t put_curve(FILE *out, const json_t *run, const char *key,
                        size_t c)
{
    const json_t *curve =
        json_object_get(json_object_get(run, key), "curve");
    size_t i;
    json_t *point;

    if (json_array_size(curve) == 0)
        return 0;
    fprintf(out, "$curve%zu << EOD\n", c);
    for (i = 0; (point = json_array_get(curve, i)) != NULL; i++) {
        double share = json_number_value(json_array_get(point, 0));
        double ns = json_number_value(json_array_get(point, 1));

        fprintf(out, "%.9g %.9g\n", 1 / (1 - share), ns / 1e6);
    }
    fputs("EOD\n", out);
    return i;
}

static int draw_curve(FILE *out, const struct results *r,
                      const char *workload, enum charts_kind kind)
{
    bool have[RESULTS_MAX], first = true;
    char title[96];
    size_t c;

    for (c = 0; c < r->column_count; c++)
        have[c] = put_curve(out,
                            results_typical_run(r, workload, r->columns[c]),
                            kinds[kind].key, c)
                  > 0;
    fprintf(out,
            "set title '%s: %s'\nset ylabel 'ms'\nset xlabel 'percentile'\n"
            "set logscale x 10\nset logscale y 10\nset format y '%%g'\n"
            "set xtics ('0' 1, '50' 2, '90' 10, '99' 100, '99.9' 1000, "
            "'99.99' 1e4, '99.999' 1e5, '99.9999' 1e6, '99.99999' 1e7)\n",
            workload, kinds[kind].title);
    for (c = 0; c < r->column_count; c++) {
        if (!have[c])
            continue;
        results_column_title(r, r->columns[c], title, sizeof title);
        plot_line(out, c, "curve",
                  kind == CHARTS_PAUSES ? "linespoints pt 7 ps 0.4"
                                        : "lines",
                  title, first);
        first = false;
    }
    fputc('\n', out);
    return first ? CHARTS_NOTHING : 0;
}

/* ---- MMU ---- */

static int draw_utilisation(FILE *out, const struct results *r,
                            const char *workload)
{
    bool have[RESULTS_MAX], first = true;
    char title[96];
    size_t c, i;

    for (c = 0; c < r->column_count; c++) {
        const json_t *run =
            results_typical_run(r, workload, r->columns[c]);
        json_t *points = json_object_get(run, "utilisation"), *point;

        have[c] = json_array_size(points) > 0;
        if (!have[c])
            continue;
        fprintf(out, "$mmu%zu << EOD\n", c);
        for (i = 0; (point = json_array_get(points, i)) != NULL; i++)
            fprintf(out, "%.9g %.9g %.9g\n",
                    json_number_value(json_array_get(point, 0)),
                    json_number_value(json_array_get(point, 1)),
                    json_number_value(json_array_get(point, 2)));
        fputs("EOD\n", out);
    }
    fprintf(out,
            "set title '%s: %s (dashed: of allocation calls)'\n"
            "set xlabel 'window, ms'\nset ylabel 'share of the mutator'\n"
            "set logscale x 10\nset format x '%%g'\nset xrange [0.5:1000]\n"
            "set yrange [0:1.02]\n",
            workload, kinds[CHARTS_UTILISATION].title);
    for (c = 0; c < r->column_count; c++) {
        if (!have[c])
            continue;
        results_column_title(r, r->columns[c], title, sizeof title);
        plot_line(out, c, "mmu", "lines", title, first);
        fprintf(out, ", $mmu%zu using 1:3 with lines lw 2 dt 2 lc rgb '%s' "
                     "notitle",
                c, colours[c % COLOURS]);
        first = false;
    }
    fputc('\n', out);
    return first ? CHARTS_NOTHING : 0;
}

/* ---- timeline ---- */

static int draw_timeline(FILE *out, const struct results *r,
                         const char *workload)
{
    double longest = 0, last = 0, heap = 0;
    char title[96];
    size_t c, i, pass;

    /* All rows have the same axes: first find these. */
    for (pass = 0; pass < 2; pass++) {
        if (pass == 1) {
            if (longest <= 0)
                return CHARTS_NOTHING;
            fprintf(out,
                    "set multiplot layout %zu,1 title '%s: %s'\n"
                    "unset key\nset y2tics\nset ylabel 'pause, ms'\n"
                    "set y2label 'heap, MiB'\nset xrange [0:%g]\n"
                    "set logscale y 10\nset format y '%%g'\n"
                    "set yrange [0.1:%g]\nset y2range [0:%g]\n"
                    "set border 11\n",
                    r->column_count, workload,
                    kinds[CHARTS_TIMELINE].title, last * 1.02 + 1,
                    longest * 2 + 1, heap * 1.1 + 1);
        }
        for (c = 0; c < r->column_count; c++) {
            const json_t *run =
                results_typical_run(r, workload, r->columns[c]);
            json_t *points = json_object_get(run, "timeline"), *point;
            double wall =
                json_number_value(json_object_get(run, "wall_s")) * 1000;
            double before = json_number_value(json_object_get(
                                json_object_get(run, "memory"), "heap_kb"))
                            / 1024;

            if (wall > last)
                last = wall;
            /* The heap is known after each pause: what it was before the
             * first one is what it is after that. */
            if (json_array_size(points) > 0)
                before = json_number_value(
                    json_array_get(json_array_get(points, 0), 2));
            if (pass == 1)
                fprintf(out, "$time%zu << EOD\n0 0 %.9g\n", c, before);
            for (i = 0; (point = json_array_get(points, i)) != NULL; i++) {
                double at = json_number_value(json_array_get(point, 0));
                double ms = json_number_value(json_array_get(point, 1));
                double mib = json_number_value(json_array_get(point, 2));

                longest = ms > longest ? ms : longest;
                heap = mib > heap ? mib : heap;
                before = mib;
                if (pass == 1)
                    fprintf(out, "%.9g %.9g %.9g\n", at, ms, mib);
            }
            heap = before > heap ? before : heap;
            if (pass == 0)
                continue;
            fprintf(out, "%.9g 0 %.9g\n", wall, before);
            results_column_title(r, r->columns[c], title, sizeof title);
            fprintf(out,
                    "EOD\nset title '%s' offset 0,-0.8\nset xlabel '%s'\n"
                    "plot $time%zu using 1:2 with impulses lw 2 lc rgb '%s', "
                    "$time%zu using 1:3 axes x1y2 with steps lw 1 "
                    "lc rgb '#4477aa'\n",
                    title, c + 1 == r->column_count ? "ms" : "", c,
                    colours[c % COLOURS], c);
        }
    }
    fputs("unset multiplot\n", out);
    return 0;
}

int charts_of_workload(const struct results *r, const char *workload,
                       enum charts_kind kind, enum charts_format format,
                       const char *path)
{
    int height = kind == CHARTS_TIMELINE ? 190 * (int)r->column_count + 40
                                         : 400;
    char name[96];
    FILE *out;
    int result;

    (void)snprintf(name, sizeof name, "%s_%s", workload, kinds[kind].name);
    out = start(format, path, height, name);
    if (out == NULL)
        return -1;
    if (kind == CHARTS_UTILISATION)
        result = draw_utilisation(out, r, workload);
    else if (kind == CHARTS_TIMELINE)
        result = draw_timeline(out, r, workload);
    else
        result = draw_curve(out, r, workload, kind);
    if (finish(out, path) != 0)
        return -1;
    if (result == CHARTS_NOTHING)
        (void)remove(path);
    return result;
}

/* ---- sweep against heap size ---- */

/* The case of a size, of 4 KiB pages with scattered dirty ones. */
static double scan_us(const struct micro *m, const char *way,
                      unsigned permille, unsigned mib)
{
    char which[96];

    (void)snprintf(which, sizeof which,
                   "dirty_permille:%u/scattered/4KiB/MiB:%u", permille, mib);
    return micro_value(m, way, which);
}

int charts_of_scan(const struct micro *m, enum charts_format format,
                   const char *path)
{
    static const char *const ways[] = { "bare", "mprotect", "sweep",
                                        "uffd_writeprotect" };
    static const unsigned shares[] = { 0, 10, 100 };
    FILE *out = start(format, path, 440, "scan");
    bool first = true;
    size_t w, s;
    unsigned mib;

    if (out == NULL)
        return -1;
    fputs("set title 'cost of a scan, 4 KiB pages, scattered'\n"
          "set xlabel 'heap, MiB'\nset ylabel 'ms'\nset logscale xy 10\n"
          "set logscale x 2\nset format y '%g'\n",
          out);
    for (w = 0; w < sizeof ways / sizeof ways[0]; w++)
        for (s = 0; s < sizeof shares / sizeof shares[0]; s++) {
            bool open = false;

            /* Without a dirty page the other two have nothing to do. */
            if (shares[s] == 0 && w % 2 != 0)
                continue;
            for (mib = 1; mib <= 1 << 20; mib *= 2) {
                double us = scan_us(m, ways[w], shares[s], mib);

                if (isnan(us) || us <= 0)
                    continue;
                if (!open)
                    fprintf(out, "$scan%zu << EOD\n", w * 8 + s);
                open = true;
                fprintf(out, "%u %.9g\n", mib, us / 1000);
            }
            if (open)
                fputs("EOD\n", out);
        }
    for (w = 0; w < sizeof ways / sizeof ways[0]; w++)
        for (s = 0; s < sizeof shares / sizeof shares[0]; s++) {
            bool any = false;

            for (mib = 1; mib <= 1 << 20; mib *= 2)
                any = any || scan_us(m, ways[w], shares[s], mib) > 0;
            if (!any || (shares[s] == 0 && w % 2 != 0))
                continue;
            fprintf(out,
                    "%s $scan%zu using 1:2 with linespoints lw 2 pt 7 ps 0.5 "
                    "dt %zu lc rgb '%s' title '%s, %g %% dirty' noenhanced",
                    first ? "plot" : ", ", w * 8 + s, s + 1, colours[w],
                    ways[w], shares[s] / 10.0);
            first = false;
        }
    fputc('\n', out);
    if (finish(out, path) != 0)
        return -1;
    if (first)
        (void)remove(path);
    return first ? CHARTS_NOTHING : 0;
}
