/* SPDX-License-Identifier: MIT */
/* A host program: gives Scheme a procedure, loads formulas, calls one of them
 * with each number on the command line.  cc calculator.c $(pkg-config --cflags
 * --libs pmscheme) */
#include <gc/gc.h>
#include <gc_pmscan.h>
#include <pmscheme.h>
#include <stdio.h>
#include <stdlib.h>

static const char formulas[] =
    "(define calls 0)"
    "(define (formula x)"
    "  (set! calls (+ calls 1))"
    "  (if (negative? x) (error \"no formula for\" x) (sqrt (scale x))))";

/* (scale x): a procedure in C */
static pmscheme_value scale(pmscheme *p, int argc, pmscheme_value *argv)
{
    double x;

    (void)argc;
    if (!pmscheme_to_double(argv[0], &x))
        pmscheme_raise(p, "scale: no number", argv[0]);
    return pmscheme_from_double(p, 100 * x);
}

int main(int argc, char **argv)
{
    struct gc_pmscan_options options = {.size = sizeof options};
    pmscheme_value v, formula;
    pmscheme_root *kept;
    pmscheme *p;

    GC_set_all_interior_pointers(0); /* pairs of 16 bytes, not 32 */
    GC_INIT();
    if (gc_pmscan_enable(&options) != 0)
        fprintf(stderr, "not incremental: %s\n", gc_pmscan_reason());
    p = pmscheme_open();
    pmscheme_define(p, "scale", 1, 1, scale);
    if (pmscheme_evaluate(p, formulas, "formulas", NULL) != 0 ||
        !pmscheme_lookup(p, "formula", &formula)) {
        fprintf(stderr, "formulas: %s\n", pmscheme_error(p));
        return 1;
    }
    kept = pmscheme_root_make(p, formula);
    for (int i = 1; i < argc; i++) {
        pmscheme_value x = pmscheme_from_double(p, atof(argv[i]));
        double result;

        if (pmscheme_call(p, pmscheme_root_get(kept), 1, &x, &v) != 0)
            printf("%s: %s\n", argv[i], pmscheme_error(p));
        else if (pmscheme_to_double(v, &result))
            printf("%s: %g\n", argv[i], result);
    }
    pmscheme_root_free(kept);
    return 0;
}
