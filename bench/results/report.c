/* SPDX-License-Identifier: MIT */
/*
 * bench/report: makes texts and pictures of what the benchmarks wrote.
 *
 * In: JSON files of compare-pauses and of the micro benchmarks.  Out: with
 * --markdown a text, with --html one page that needs nothing else, with --png
 * pictures in a directory.  Exit status: 0, 1 when a file can't be read or
 * written, when there is no gnuplot, or when --check found something, 2 for
 * wrong usage.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "charts.h"
#include "machine.h"
#include "micro.h"
#include "results.h"
#include "sanity.h"
#include "table.h"

enum { MAX_FILES = 16 };

static const char help[] =
    "Usage: report [--markdown=FILE] [--html=FILE] [--png=DIRECTORY]\n"
    "              [--check] [--command=TEXT] RESULT.json...\n"
    "  --markdown=FILE    all tables\n"
    "  --html=FILE        all tables and pictures\n"
    "  --png=DIRECTORY    the pictures\n"
    "  --check            fail when a ratio is far from what it has to be\n"
    "  --command=TEXT     how to measure this again\n"
    "RESULT.json is written by compare-pauses --output, or by bench/scan,\n"
    "bench/fault and bench/handover with --benchmark_format=json.\n";

struct report {
    struct results pauses[MAX_FILES];
    size_t pauses_count;
    struct micro micros[MAX_FILES];
    size_t micros_count;
    const char *command;
};

static void take_file(struct report *report, const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    char why[200];
    int result;

    if (root == NULL) {
        fprintf(stderr, "report: %s: line %d: %s\n", path, error.line,
                error.text);
        exit(1);
    }
    if (report->pauses_count + report->micros_count == MAX_FILES) {
        fprintf(stderr, "report: more than %d files\n", MAX_FILES);
        exit(2);
    }
    if (micro_is(root))
        result = micro_open(&report->micros[report->micros_count++], root,
                            why, sizeof why);
    else
        result = results_open(&report->pauses[report->pauses_count++], root,
                              why, sizeof why);
    if (result != 0) {
        fprintf(stderr, "report: %s: %s\n", path, why);
        exit(1);
    }
}

static FILE *create(const char *path)
{
    FILE *out = fopen(path, "w");

    if (out == NULL) {
        fprintf(stderr, "report: can't write %s: %s\n", path,
                strerror(errno));
        exit(1);
    }
    return out;
}

static void finish(FILE *out, const char *path)
{
    if (fclose(out) != 0) {
        fprintf(stderr, "report: can't write %s: %s\n", path,
                strerror(errno));
        exit(1);
    }
}

/* ---- what stands in both texts ---- */

static const char *group_title(const char *group)
{
    return strcmp(group, "scan") == 0 ? "Scan: which pages were written"
           : strcmp(group, "fault") == 0
               ? "Fault: the first write to a protected page"
               : "Hand-over: telling libgc";
}

static long long live_mb(const struct results *r)
{
    const json_t *run = results_run(r, r->workloads[0], r->columns[0], 1);

    return json_integer_value(json_object_get(
        json_object_get(run, "parameters"), "live_mb"));
}

static void put_machine(const struct results *r, char *out, size_t size)
{
    const char *libgc = "";
    char line[400];
    size_t i;
    json_t *run;

    for (i = 0; (run = results_at(r, i)) != NULL; i++)
        if (*libgc == '\0' && json_object_get(run, "libgc") != NULL
            && strchr(json_string_value(json_object_get(run, "column")), '/')
                   == NULL)
            libgc = json_string_value(json_object_get(run, "libgc"));
    machine_line(json_object_get(r->root, "machine"), line, sizeof line);
    (void)snprintf(out, size, "%s; libgc %s; a live heap of %lld MB; medians "
                              "of %zu interleaved round%s",
                   line, libgc, live_mb(r), r->rounds,
                   r->rounds == 1 ? "" : "s");
}

static const char explanation[] =
    "Behind a value of pmscan are its ratios to off and to stock, medians of "
    "the ratios of each round. A value is bold where pmscan is worse than "
    "off or than stock.";

/* ---- Markdown ---- */

static void write_markdown(const struct report *report, const char *path)
{
    FILE *out = create(path);
    char line[600];
    size_t i, w;

    fputs("<!-- SPDX-License-Identifier: MIT -->\n"
          "<!-- Written by bench/report: do not change it by hand. -->\n"
          "# Results of the benchmarks\n\n"
          "What the numbers are: [README.md](README.md).",
          out);
    if (report->command != NULL)
        fprintf(out, " Measured by `%s`.", report->command);
    fputc('\n', out);
    for (i = 0; i < report->pauses_count; i++) {
        const struct results *r = &report->pauses[i];

        put_machine(r, line, sizeof line);
        fprintf(out, "\n## Pauses, %lld MB\n\n%s.\n\n%s\n\n"
                     "Where pmscan is worse:\n\n",
                live_mb(r), line, explanation);
        if (table_of_worse(r, false, out) == 0)
            fputs("- nowhere\n", out);
        for (w = 0; w < r->workload_count; w++) {
            fprintf(out, "\n### %s, %lld MB\n\n", r->workloads[w],
                    live_mb(r));
            table_of_workload(r, r->workloads[w], false, out);
        }
    }
    for (i = 0; i < report->micros_count; i++) {
        fprintf(out, "\n## %s\n\n", group_title(report->micros[i].group));
        micro_table(&report->micros[i], false, out);
    }
    finish(out, path);
}

/* ---- HTML ---- */

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<title>gc_pmscan: benchmarks</title>\n<style>\n"
    "body { font-family: sans-serif; max-width: 70em; margin: 2em auto; "
    "padding: 0 1em; }\n"
    "table { border-collapse: collapse; margin: 1em 0; }\n"
    "th, td { border-bottom: 1px solid #ddd; padding: 0.2em 0.8em; "
    "text-align: right; }\n"
    "th:first-child { text-align: left; font-weight: normal; }\n"
    "b { color: #a40000; }\nsvg { max-width: 100%; height: auto; }\n"
    "</style>\n</head>\n<body>\n<h1>gc_pmscan: benchmarks</h1>\n";

/* The picture itself, without the head of a file of its own. */
static void inline_svg(const char *path, FILE *out)
{
    FILE *in = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    int inside = 0;

    if (in == NULL)
        return;
    fputs("<div>\n", out);
    while (getline(&line, &size, in) > 0) {
        if (strncmp(line, "<svg", 4) == 0)
            inside = 1;
        if (inside)
            fputs(line, out);
    }
    fputs("</div>\n", out);
    free(line);
    (void)fclose(in);
    (void)remove(path);
}

static void write_html(const struct report *report, const char *path)
{
    char svg[] = "/tmp/bench-report.XXXXXX", line[600];
    int fd = mkstemp(svg), kind;
    FILE *out = create(path);
    size_t i, w;

    if (fd < 0) {
        perror("report: no temporary file");
        exit(1);
    }
    (void)close(fd);
    fputs(head, out);
    if (report->command != NULL) {
        fputs("<p>Measured by <code>", out);
        table_escape(report->command, out);
        fputs("</code>.</p>\n", out);
    }
    for (i = 0; i < report->pauses_count; i++) {
        const struct results *r = &report->pauses[i];

        put_machine(r, line, sizeof line);
        fputs("<p>", out);
        table_escape(line, out);
        fprintf(out, ".</p>\n<p>%s</p>\n"
                     "<h2>%lld MB: where pmscan is worse</h2>\n",
                explanation, live_mb(r));
        (void)table_of_worse(r, true, out);
        for (w = 0; w < r->workload_count; w++) {
            fprintf(out, "<h2>%s, %lld MB</h2>\n", r->workloads[w],
                    live_mb(r));
            table_of_workload(r, r->workloads[w], true, out);
            for (kind = 0; kind < CHARTS_KINDS; kind++)
                if (charts_of_workload(r, r->workloads[w],
                                       (enum charts_kind)kind, CHARTS_SVG,
                                       svg)
                    == 0)
                    inline_svg(svg, out);
        }
    }
    for (i = 0; i < report->micros_count; i++) {
        const struct micro *m = &report->micros[i];

        fprintf(out, "<h2>%s</h2>\n", group_title(m->group));
        if (strcmp(m->group, "scan") == 0
            && charts_of_scan(m, CHARTS_SVG, svg) == 0)
            inline_svg(svg, out);
        micro_table(m, true, out);
    }
    (void)remove(svg);
    fputs("</body>\n</html>\n", out);
    finish(out, path);
}

static int write_pictures(const struct report *report, const char *directory)
{
    char path[4200];
    size_t i, w;
    int kind, failed = 0;

    for (i = 0; i < report->pauses_count; i++)
        for (w = 0; w < report->pauses[i].workload_count; w++)
            for (kind = 0; kind < CHARTS_KINDS; kind++) {
                const char *workload = report->pauses[i].workloads[w];

                (void)snprintf(path, sizeof path, "%s/%s-%lld-%s.png",
                               directory, workload,
                               live_mb(&report->pauses[i]),
                               charts_name((enum charts_kind)kind));
                failed |= charts_of_workload(&report->pauses[i], workload,
                                             (enum charts_kind)kind,
                                             CHARTS_PNG, path)
                          < 0;
            }
    for (i = 0; i < report->micros_count; i++)
        if (strcmp(report->micros[i].group, "scan") == 0) {
            (void)snprintf(path, sizeof path, "%s/scan.png", directory);
            failed |=
                charts_of_scan(&report->micros[i], CHARTS_PNG, path) < 0;
        }
    return failed;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        { "markdown", required_argument, NULL, 'm' },
        { "html", required_argument, NULL, 'h' },
        { "png", required_argument, NULL, 'p' },
        { "check", no_argument, NULL, 'k' },
        { "command", required_argument, NULL, 'c' },
        { "help", no_argument, NULL, '?' + 256 },
        { NULL, 0, NULL, 0 }
    };
    const char *markdown = NULL, *html = NULL, *png = NULL;
    static struct report report;
    int option, failed = 0;
    bool check = false;
    size_t i;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        switch (option) {
        case 'm': markdown = optarg; break;
        case 'h': html = optarg; break;
        case 'p': png = optarg; break;
        case 'k': check = true; break;
        case 'c': report.command = optarg; break;
        case '?' + 256: fputs(help, stdout); return 0;
        default: fputs(help, stderr); return 2;
        }
    if (optind == argc || (markdown == NULL && html == NULL && png == NULL
                           && !check)) {
        fputs(help, stderr);
        return 2;
    }
    for (; optind < argc; optind++)
        take_file(&report, argv[optind]);
    if ((html != NULL || png != NULL) && charts_ready() != 0)
        return 1;
    if (markdown != NULL)
        write_markdown(&report, markdown);
    if (html != NULL)
        write_html(&report, html);
    if (png != NULL)
        failed = write_pictures(&report, png);
    for (i = 0; check && i < report.pauses_count; i++)
        failed |= sanity_of_pauses(&report.pauses[i]) != 0;
    for (i = 0; check && i < report.micros_count; i++)
        failed |= sanity_of_micro(&report.micros[i]) != 0;
    for (i = 0; i < report.pauses_count; i++)
        results_close(&report.pauses[i]);
    for (i = 0; i < report.micros_count; i++)
        micro_close(&report.micros[i]);
    return failed;
}
