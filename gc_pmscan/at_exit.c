/* SPDX-License-Identifier: MIT */
/*
 * The report at the end of a process that initialised libgc, where
 * GC_PMSCAN_REPORT asks for one.
 *
 * In: the end of the process.  Out: a file.  A process that ends by _exit(2),
 * exec or a signal writes none.
 */
#include <stdio.h>
#include <string.h>

#include "at_exit.h"
#include "libgc.h"
#include "options.h"
#include "provider.h"
#include "report.h"
#include "sys.h"

const char gc_pmscan_at_exit_linked = 1;

__attribute__((destructor)) static void report_at_exit(void)
{
    const struct gc_pmscan_settings *s = gc_pmscan_settings();
    const struct gc_pmscan_libgc *gc = gc_pmscan_libgc();
    const char *why;
    int ret;

    if (gc == NULL && s->mode == GC_PMSCAN_REQUIRE)
        gc = gc_pmscan_libgc_bind(NULL, &why);
    if (gc == NULL
        || (gc->is_init_called != NULL && gc->is_init_called() == 0))
        return;
    gc_pmscan_provider_last_look(gc);
    if (s->report == NULL)
        return;
    ret = gc_pmscan_report_write_file(s->report, gc);
    if (ret < 0) {
        char line[256];
        int n = snprintf(line, sizeof(line),
                         "gc_pmscan: the report %.150s cannot be written: "
                         "%s\n",
                         s->report, strerror(-ret));

        if (n > 0)
            (void)gc_pmscan_sys_write_all(
                2, line,
                (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1);
    }
}
