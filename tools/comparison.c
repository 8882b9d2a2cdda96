/* SPDX-License-Identifier: MIT */
/*
 * Medians side by side; see comparison.h.
 *
 * In: struct comparison.  Out: text on a stream, nothing else.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "comparison.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "cli.h"
#include "summary.h"

static const struct {
    const char *key;
    const char *label;
    int digits;
} measures[MEASURE_COUNT] = {
    [MEASURE_PAUSES] = {"pauses", "pauses", 0},
    [MEASURE_PAUSE_TOTAL] = {"pause_total_ms", "total pause ms", 1},
    [MEASURE_PAUSE_P50] = {"pause_p50_ms", "median pause ms", 3},
    [MEASURE_PAUSE_P99] = {"pause_p99_ms", "p99 pause ms", 3},
    [MEASURE_PAUSE_MAX] = {"pause_max_ms", "max pause ms", 3},
    [MEASURE_WALL] = {"wall_s", "wall s", 3},
    [MEASURE_USER] = {"user_s", "user s", 3},
    [MEASURE_SYSTEM] = {"system_s", "system s", 3},
    [MEASURE_RSS] = {"max_rss_mb", "max RSS MB", 1},
    [MEASURE_HEAP] = {"heap_max_mb", "heap max MB", 1},
    [MEASURE_COLLECTIONS] = {"collections", "collections", 0},
    [MEASURE_DIRTY_PAGES] = {"dirty_pages", "dirty pages", 0},
};

int comparison_add_column(struct comparison *c, enum kind kind)
{
    struct comparison_column *column = c->columns + c->count;

    memset(column, 0, sizeof(*column));
    column->kind = kind;
    column->samples = calloc(c->rounds, sizeof(*column->samples));
    if (column->samples == NULL)
        return -ENOMEM;
    c->count++;
    return 0;
}

void comparison_free(struct comparison *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free(c->columns[i].samples);
        free(c->columns[i].left_out);
    }
    for (size_t i = 0; i < c->note_count; i++)
        free(c->notes[i]);
    memset(c, 0, sizeof(*c));
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

void comparison_add_run(struct comparison_column *column,
                        const struct report *report, double wall_s,
                        const struct rusage *usage)
{
    double *s = column->samples[column->runs++];

    s[MEASURE_PAUSES] = report->pause.count;
    s[MEASURE_PAUSE_TOTAL] = report->pause.total / 1e6;
    s[MEASURE_PAUSE_P50] = report->pause.p50 / 1e6;
    s[MEASURE_PAUSE_P99] = report->pause.p99 / 1e6;
    s[MEASURE_PAUSE_MAX] = report->pause.max / 1e6;
    s[MEASURE_WALL] = wall_s;
    s[MEASURE_USER] = seconds(usage->ru_utime);
    s[MEASURE_SYSTEM] = seconds(usage->ru_stime);
    s[MEASURE_RSS] = (double)usage->ru_maxrss * 1024.0 / SUMMARY_MB;
    s[MEASURE_HEAP] = report->heap_bytes_max / SUMMARY_MB;
    s[MEASURE_COLLECTIONS] = report->collections;
    s[MEASURE_DIRTY_PAGES] = report->dirty_pages;
    column->last = *report;
}

void comparison_leave_out(struct comparison_column *column,
                          const char *sentence)
{
    column->left_out = strdup(sentence);
    column->runs = 0;
}

void comparison_note(struct comparison *c, const char *format, ...)
{
    va_list ap;
    char *note;
    int r;

    va_start(ap, format);
    r = vasprintf(&note, format, ap);
    va_end(ap);
    if (r < 0)
        return;
    for (size_t i = 0; i < c->note_count; i++)
        if (strcmp(c->notes[i], note) == 0)
            r = -1;
    if (r < 0 || c->note_count == sizeof(c->notes) / sizeof(c->notes[0]))
        free(note);
    else
        c->notes[c->note_count++] = note;
}

size_t comparison_usable(const struct comparison *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->count; i++)
        n += c->columns[i].runs != 0;
    return n;
}

/* ---- numbers ---- */

struct spread {
    double median, min, max;
};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Of a measure, or where a second column is given of its ratios to that one in
 * each round: a machine that becomes slower makes all kinds of a round slower.
 * A round whose divisor is 0 has no ratio; n says how many have. */
static struct spread spread_of(const struct comparison_column *column,
                               const struct comparison_column *to,
                               enum measure m, unsigned *n)
{
    struct spread result = {0, 0, 0};
    double *values = calloc(column->runs + 1, sizeof(*values));

    *n = 0;
    if (values == NULL)
        return result;
    for (unsigned i = 0; i < column->runs; i++) {
        double divisor = to == NULL ? 1 : i < to->runs ? to->samples[i][m] : 0;

        if (divisor > 0)
            values[(*n)++] = column->samples[i][m] / divisor;
    }
    if (*n > 0) {
        qsort(values, *n, sizeof(*values), by_value);
        result.min = values[0];
        result.max = values[*n - 1];
        result.median = (values[(*n - 1) / 2] + values[*n / 2]) / 2;
    }
    free(values);
    return result;
}

static struct spread spread_of_measure(const struct comparison_column *column,
                                       enum measure m)
{
    unsigned n;

    return spread_of(column, NULL, m, &n);
}

static const struct comparison_column *find(const struct comparison *c,
                                            enum kind kind)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->columns[i].kind == kind && c->columns[i].runs != 0)
            return c->columns + i;
    return NULL;
}

/* What ratios are taken to: stock, or the first column there is. */
static const struct comparison_column *base(const struct comparison *c)
{
    const struct comparison_column *column = find(c, KIND_STOCK);

    for (size_t i = 0; column == NULL && i < c->count; i++)
        column = find(c, c->columns[i].kind);
    return column;
}

/* A negative ratio means that there is none. */
static double ratio(const struct comparison_column *column,
                    const struct comparison_column *to, enum measure m)
{
    unsigned n = 0;
    double median = to != NULL ? spread_of(column, to, m, &n).median : 0;

    return n > 0 ? median : -1;
}

/* ---- the table ---- */

/* One cell: a value, flush right, and its ratio in brackets, if it has one. */
struct cell {
    char value[32];
    char ratio[16];
};

/* After the measures: wall against off, and the names of the kinds. */
#define ROW_TO_OFF MEASURE_COUNT
#define ROW_NAMES (MEASURE_COUNT + 1)
#define ROWS (MEASURE_COUNT + 2)

static void put_ratio(char *out, size_t size, double value)
{
    out[0] = '\0';
    if (value >= 0)
        snprintf(out, size, "(%.2f)", value);
}

/* Fills in a column's cells, one a row. */
static void fill(const struct comparison *c,
                 const struct comparison_column *column, struct cell *cells)
{
    for (int m = 0; m < MEASURE_COUNT; m++) {
        struct cell *cell = cells + m;

        snprintf(cell->value, sizeof(cell->value), "%.*f",
                 measures[m].digits,
                 spread_of_measure(column, (enum measure)m).median);
        put_ratio(cell->ratio, sizeof(cell->ratio),
                  ratio(column, base(c), (enum measure)m));
    }
    /* Nobody but pmscan counts them. */
    if (!column->last.active)
        cells[MEASURE_DIRTY_PAGES] = (struct cell){"-", ""};
    cells[ROW_TO_OFF].value[0] = '\0';
    put_ratio(cells[ROW_TO_OFF].ratio, sizeof(cells[0].ratio),
              ratio(column, find(c, KIND_OFF), MEASURE_WALL));
    snprintf(cells[ROW_NAMES].value, sizeof(cells[0].value), "%s",
             kind_name(column->kind));
    cells[ROW_NAMES].ratio[0] = '\0';
}

static void print_heading(const struct comparison *c, FILE *out)
{
    const struct comparison_column *pmscan = find(c, KIND_PMSCAN);
    const struct report *r = &base(c)->last;

    fprintf(out, "%s, libgc %s, Linux %s",
            r->program[0] ? r->program : c->program[0], r->libgc, r->kernel);
    if (pmscan != NULL && pmscan->last.attach[0])
        fprintf(out, ", pmscan by %s", pmscan->last.attach);
    fprintf(out, "\n%u %s of each kind: medians, and in brackets those of the "
                 "ratios to %s in each round\n\n",
            c->rounds, c->rounds == 1 ? "run" : "runs",
            kind_name(base(c)->kind));
}

/* Without blanks at the end of a line. */
static void print_row(FILE *out, const char *label, size_t columns,
                      struct cell cells[][ROWS], int row, const int *widths,
                      const int *ratio_widths)
{
    char line[64 * (KIND_COUNT + 1)];
    size_t len = (size_t)snprintf(line, sizeof(line), "%-16s", label);

    for (size_t i = 0; i < columns && len < sizeof(line); i++)
        len += (size_t)snprintf(line + len, sizeof(line) - len, "  %*s %*s",
                                widths[i], cells[i][row].value,
                                ratio_widths[i], cells[i][row].ratio);
    len = strlen(line);
    while (len > 0 && line[len - 1] == ' ')
        line[--len] = '\0';
    fprintf(out, "%s\n", line);
}

void comparison_table(const struct comparison *c, FILE *out)
{
    int widths[KIND_COUNT], ratio_widths[KIND_COUNT];
    struct cell cells[KIND_COUNT][ROWS];
    size_t n = 0;

    for (size_t i = 0; i < c->count; i++) {
        if (c->columns[i].runs == 0)
            continue;
        fill(c, c->columns + i, cells[n]);
        widths[n] = ratio_widths[n] = 0;
        for (int row = 0; row < ROWS; row++) {
            int w = (int)strlen(cells[n][row].value);
            int r = (int)strlen(cells[n][row].ratio);

            widths[n] = w > widths[n] ? w : widths[n];
            ratio_widths[n] = r > ratio_widths[n] ? r : ratio_widths[n];
        }
        n++;
    }
    print_heading(c, out);
    print_row(out, "", n, cells, ROW_NAMES, widths, ratio_widths);
    for (int m = 0; m < MEASURE_COUNT; m++) {
        print_row(out, measures[m].label, n, cells, m, widths, ratio_widths);
        if (m == MEASURE_WALL && find(c, KIND_OFF) != NULL)
            print_row(out, "  ratio to off", n, cells, ROW_TO_OFF, widths,
                      ratio_widths);
    }
    for (size_t i = 0; i < c->note_count; i++)
        fprintf(out, "%s%s.\n", i == 0 ? "\n" : "", c->notes[i]);
}

/* ---- JSON ---- */

static json_t *measure_json(const struct comparison *c,
                            const struct comparison_column *column,
                            enum measure m)
{
    struct spread s = spread_of_measure(column, m);
    double to_base = ratio(column, base(c), m);
    double to_off = ratio(column, find(c, KIND_OFF), m);
    json_t *values = json_array();

    for (unsigned i = 0; i < column->runs; i++)
        json_array_append_new(values, json_real(column->samples[i][m]));
    return json_pack("{s:f, s:f, s:f, s:o, s:o, s:o}", "median", s.median,
                     "min", s.min, "max", s.max, "ratio",
                     to_base < 0 ? json_null() : json_real(to_base),
                     "ratio_to_off",
                     to_off < 0 ? json_null() : json_real(to_off), "values",
                     values);
}

static json_t *column_json(const struct comparison *c,
                           const struct comparison_column *column)
{
    json_t *root;

    if (column->runs == 0)
        return json_pack("{s:i, s:o}", "runs", 0, "left_out",
                         cli_json_text(column->left_out ? column->left_out
                                                        : "not run"));
    root = json_pack("{s:i, s:o, s:b, s:o, s:o}", "runs", (int)column->runs,
                     "vdb", cli_json_text(column->last.vdb), "active",
                     column->last.active, "attach",
                     cli_json_text(column->last.attach), "reason",
                     cli_json_text(column->last.reason));
    for (int m = 0; root != NULL && m < MEASURE_COUNT; m++)
        json_object_set_new(root, measures[m].key,
                            measure_json(c, column, (enum measure)m));
    return root;
}

int comparison_json(const struct comparison *c, FILE *out)
{
    json_t *program = json_array(), *kinds = json_object();
    json_t *notes = json_array(), *root;
    const struct report *r = &base(c)->last;
    json_t *exit_status = WIFSIGNALED(c->status)
                              ? json_null()
                              : json_integer(WEXITSTATUS(c->status));
    int ret;

    for (char *const *word = c->program; *word != NULL; word++)
        json_array_append_new(program, cli_json_text(*word));
    for (size_t i = 0; i < c->count; i++)
        json_object_set_new(kinds, kind_name(c->columns[i].kind),
                            column_json(c, c->columns + i));
    for (size_t i = 0; i < c->note_count; i++)
        json_array_append_new(notes, cli_json_text(c->notes[i]));
    root = json_pack("{s:o, s:i, s:o, s:s, s:o, s:o, s:o, s:o, s:b}",
                     "program", program, "rounds", (int)c->rounds,
                     "exit_status", exit_status, "ratio_to",
                     kind_name(base(c)->kind), "libgc",
                     cli_json_text(r->libgc), "kernel",
                     cli_json_text(r->kernel), "kinds", kinds, "notes", notes,
                     "complete", comparison_usable(c) == c->count);
    if (root == NULL)
        return -1;
    ret = json_dumpf(root, out, JSON_INDENT(2));
    fputc('\n', out);
    json_decref(root);
    return ret;
}
