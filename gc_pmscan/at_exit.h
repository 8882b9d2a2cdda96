/* SPDX-License-Identifier: MIT */
/*
 * Makes sure that at_exit.c is part of the program: nothing calls it, so a
 * linker would leave it in the archive.
 */
#ifndef GC_PMSCAN_AT_EXIT_H
#define GC_PMSCAN_AT_EXIT_H

extern const char gc_pmscan_at_exit_linked;

#endif
