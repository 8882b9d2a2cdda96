/* SPDX-License-Identifier: MIT */
/*
 * Tables for people; see table.h.
 */
#define _GNU_SOURCE
#include "table.h"

#include <string.h>

void table_escape(const char *text, FILE *out)
{
    for (; *text != '\0'; text++)
        switch (*text) {
        case '&': fputs("&amp;", out); break;
        case '<': fputs("&lt;", out); break;
        case '>': fputs("&gt;", out); break;
        case '"': fputs("&quot;", out); break;
        default: fputc(*text, out);
        }
}

static bool worse_than(const struct results *r, const char *workload,
                       const char *column, const char *kind,
                       const struct results_measure *m)
{
    const char *base = results_sibling(r, column, kind);

    return base != NULL && results_worse(r, workload, column, base, m);
}

static bool worse(const struct results *r, const char *workload,
                  const char *column, const struct results_measure *m)
{
    return results_is_pmscan(column)
           && (worse_than(r, workload, column, "off", m)
               || worse_than(r, workload, column, "stock", m));
}

static void put_ratio(const struct results *r, const char *workload,
                      const char *column, const char *kind,
                      const struct results_measure *m, const char **before,
                      FILE *out)
{
    const char *base = results_sibling(r, column, kind);
    double ratio;

    if (base == NULL || m->better != LESS_IS_BETTER
        || !results_ratio(r, workload, column, base, m, &ratio))
        return;
    fprintf(out, "%s%.2f %s", *before, ratio, kind);
    *before = ", ";
}

static void put_cell(const struct results *r, const char *workload,
                     const char *column, const struct results_measure *m,
                     bool html, FILE *out)
{
    const char *bold = !worse(r, workload, column, m) ? ""
                       : html                         ? "<b>"
                                                      : "**";
    const char *bold_end = *bold == '\0' ? "" : html ? "</b>" : "**";
    const char *before = " (", *first = before;
    double value;

    if (!results_median(r, workload, column, m, &value)) {
        fputs("-", out);
        return;
    }
    fprintf(out, "%s%.*f", bold, m->decimals, value);
    if (results_is_pmscan(column)) {
        put_ratio(r, workload, column, "off", m, &before, out);
        put_ratio(r, workload, column, "stock", m, &before, out);
        if (before != first)
            fputc(')', out);
    }
    fputs(bold_end, out);
}

/* Does any column have it? */
static bool measured(const struct results *r, const char *workload,
                     const struct results_measure *m)
{
    double value;
    size_t c;

    for (c = 0; c < r->column_count; c++)
        if (results_median(r, workload, r->columns[c], m, &value))
            return true;
    return false;
}

static void put_failures(const struct results *r, const char *workload,
                         bool html, FILE *out)
{
    const char *reason = "";
    char title[96];
    size_t c;

    for (c = 0; c < r->column_count; c++) {
        size_t n = results_failures(r, workload, r->columns[c], &reason);

        if (n == 0)
            continue;
        results_column_title(r, r->columns[c], title, sizeof title);
        fprintf(out, html ? "<p><b>%s failed %zu of %zu times: "
                          : "\n**%s failed %zu of %zu times: ",
                title, n, r->rounds);
        if (html)
            table_escape(reason, out);
        else
            fputs(reason, out);
        fputs(html ? "</b></p>\n" : "**\n", out);
    }
}

void table_of_workload(const struct results *r, const char *workload,
                       bool html, FILE *out)
{
    char title[96];
    size_t c, i;

    fputs(html ? "<table>\n<tr><th></th>" : "| |", out);
    for (c = 0; c < r->column_count; c++) {
        results_column_title(r, r->columns[c], title, sizeof title);
        fprintf(out, html ? "<th>%s</th>" : " %s |", title);
    }
    fputs(html ? "</tr>\n" : "\n| --- |", out);
    for (c = 0; c < r->column_count && !html; c++)
        fputs(" --- |", out);
    if (!html)
        fputc('\n', out);
    for (i = 0; i < results_measure_count; i++) {
        const struct results_measure *m = &results_measures[i];

        if (!measured(r, workload, m))
            continue;
        fprintf(out, html ? "<tr><th>%s%s%s</th>" : "| %s%s%s |", m->label,
                *m->unit != '\0' ? ", " : "", m->unit);
        for (c = 0; c < r->column_count; c++) {
            fputs(html ? "<td>" : " ", out);
            put_cell(r, workload, r->columns[c], m, html, out);
            fputs(html ? "</td>" : " |", out);
        }
        fputs(html ? "</tr>\n" : "\n", out);
    }
    if (html)
        fputs("</table>\n", out);
    put_failures(r, workload, html, out);
}

size_t table_of_worse(const struct results *r, bool html, FILE *out)
{
    static const char *const kinds[] = { "off", "stock" };
    size_t w, c, k, i, found = 0;
    char title[96];

    fputs(html ? "<ul>\n" : "", out);
    for (w = 0; w < r->workload_count; w++)
        for (c = 0; c < r->column_count; c++)
            for (k = 0; k < 2 && results_is_pmscan(r->columns[c]); k++) {
                const char *before = ": ";
                size_t n = 0;

                for (i = 0; i < results_measure_count; i++) {
                    if (!worse_than(r, r->workloads[w], r->columns[c],
                                    kinds[k], &results_measures[i]))
                        continue;
                    if (n++ == 0) {
                        results_column_title(r, r->columns[c], title,
                                             sizeof title);
                        fprintf(out,
                                html ? "<li>%s: %s is worse than %s in"
                                     : "- %s: %s is worse than %s in",
                                r->workloads[w], title, kinds[k]);
                        before = " ";
                    }
                    fprintf(out, "%s%s", before, results_measures[i].label);
                    before = "; ";
                }
                if (n > 0)
                    fputs(html ? "</li>\n" : "\n", out);
                found += n;
            }
    fputs(html ? "</ul>\n" : "", out);
    return found;
}
