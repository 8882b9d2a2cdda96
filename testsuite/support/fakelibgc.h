/* SPDX-License-Identifier: MIT */
/*
 * The few functions of libgc that the report asks, without a libgc.
 *
 * What comes in: nothing.  What goes out: a table for gc_pmscan_report_write.
 */
#ifndef FAKELIBGC_H
#define FAKELIBGC_H

#include "libgc.h"

static unsigned fake_version(void) { return 0x080302; }
static GC_word fake_collections(void) { return 12345; }
static int fake_is_incremental(void) { return 0; }

static const struct gc_pmscan_libgc fake_libgc = {
    .get_version = fake_version,
    .get_gc_no = fake_collections,
    .is_incremental_mode = fake_is_incremental,
};

#endif /* FAKELIBGC_H */
