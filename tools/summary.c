/* SPDX-License-Identifier: MIT */
/*
 * A report in a few lines for people; see summary.h.
 *
 * In: a report.  Out: text on a stream, nothing else.
 */
#include "summary.h"

#include <string.h>

static double ms(double ns)
{
    return ns / 1e6;
}

void summary_print(FILE *out, const struct report *r, bool explain)
{
    fprintf(out, "gc-pmscan: %s, process %ld: ",
            r->program[0] ? r->program : "program", r->pid);
    if (r->active)
        fprintf(out, "pmscan%s%s, libgc %s\n", r->attach[0] ? " by " : "",
                r->attach, r->libgc);
    else
        fprintf(out, "%s, libgc %s\n",
                strcmp(r->vdb, "stock") == 0
                    ? "incremental without pmscan" : "not incremental",
                r->libgc);
    if (explain && r->reason[0])
        fprintf(out, "  why      %s\n", r->reason);
    fprintf(out,
            "  pauses   %.0f, %.3f ms in all, median %.3f, p99 %.3f, "
            "longest %.3f ms\n",
            r->pause.count, ms(r->pause.total), ms(r->pause.p50),
            ms(r->pause.p99), ms(r->pause.max));
    fprintf(out, "  heap     %.1f MB at most, %.0f collections",
            r->heap_bytes_max / SUMMARY_MB, r->collections);
    if (r->active)
        fprintf(out, ", %.0f dirty pages", r->dirty_pages);
    fprintf(out,
            "\n  time     %.3f s, user %.3f s, system %.3f s, "
            "%.1f MB resident at most\n",
            r->wall_s, r->user_s, r->system_s,
            r->max_rss_kb * 1024.0 / SUMMARY_MB);
}
