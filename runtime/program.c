/* SPDX-License-Identifier: MIT */
/*
 * A program's start and end, as Scheme sees them.
 *
 * In: exit codes, objects that nothing caught.  Out: the
 * end of the process or of the thread.
 */
#include <stdlib.h>
#include <unistd.h>

#include "boot.h"
#include "error.h"
#include "srfi18.h"

int pms_exit_code(value v)
{
    if (v == PMS_FALSE)
        return 1;
    if (is_fixnum(v))
        return (int)(fixnum_int(v) & 255);
    return v == PMS_TRUE || v == PMS_UNSPECIFIED || v == PMS_DEFAULT ? 0 : 1;
}

static value exit_(struct thread *t, int argc, value *argv)
{
    pms_flush_all(t);
    exit(pms_exit_code(argc > 0 ? argv[0] : PMS_TRUE));
}

static value emergency_exit(struct thread *t, int argc, value *argv)
{
    (void)t;
    _exit(pms_exit_code(argc > 0 ? argv[0] : PMS_TRUE));
}

/* What raise calls when there is no handler. */
static value uncaught(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (t->self != PMS_FALSE && pms_thread_ends_uncaught(t, argv[0]))
        pms_end_run(t);
    pms_report_uncaught(t, argv[0]);
    pms_flush_all(t);
    exit(70);
}

const struct primitive pms_program_primitives[] = {
    {"%exit", 0, 1, exit_},
    {"emergency-exit", 0, 1, emergency_exit},
    {"%uncaught", 1, 1, uncaught},
    {NULL, 0, 0, NULL},
};
