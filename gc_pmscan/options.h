/* SPDX-License-Identifier: MIT */
/*
 * Everything that a user can set from the environment, in one table.
 *
 * In: the environment, read once.  Out: values, and complaints about words
 * that are not known.  No other file reads the environment.
 */
#ifndef GC_PMSCAN_OPTIONS_H
#define GC_PMSCAN_OPTIONS_H

#include <stdbool.h>

#include "gc_pmscan.h"

/* Are pages left unarmed that are likely to be written? */
enum gc_pmscan_forecast_wish {
    GC_PMSCAN_FORECAST_AUTO, /* where page faults are expensive */
    GC_PMSCAN_FORECAST_ON,
    GC_PMSCAN_FORECAST_OFF,
};

struct gc_pmscan_settings {
    bool mode_given;
    enum gc_pmscan_mode mode;
    bool attach_given;
    enum gc_pmscan_attach attach;
    bool verify;                 /* GC_PMSCAN_VERIFY=1: verify.h */
    enum gc_pmscan_forecast_wish forecast; /* GC_PMSCAN_FORECAST */
    const char *report;          /* GC_PMSCAN_REPORT, or NULL */
    bool incremental_by_environment; /* libgc's GC_ENABLE_INCREMENTAL */
};

/* The settings; the first call reads them and prints a sentence to standard
 * error for each word that is not known, which then counts as not set. */
const struct gc_pmscan_settings *gc_pmscan_settings(void);

#endif
