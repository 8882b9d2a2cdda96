/* SPDX-License-Identifier: MIT */
/*
 * What a measured program finds in its environment: the four kinds of run,
 * the library to preload, and the place for its reports.
 *
 * In: our own environment and command line words.  Out: names, paths, and (in
 * environment_apply only) a changed environment of the calling process.
 */
#ifndef GC_PMSCAN_TOOLS_ENVIRONMENT_H
#define GC_PMSCAN_TOOLS_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

enum kind {
    KIND_OFF,    /* never incremental */
    KIND_STOCK,  /* incremental, libgc on its own */
    KIND_PMSCAN, /* incremental with pmscan, or not started at all */
    KIND_AUTO,   /* pmscan if the program asks for incremental mode */
    KIND_COUNT
};

/* For sentences. */
#define KIND_NAMES "auto, pmscan, stock and off"

const char *kind_name(enum kind kind);
bool kind_parse(const char *word, size_t len, enum kind *out);

/* The path of libgc_pmscan.so: GC_PMSCAN_LIBRARY in the environment, else the
 * one this program itself is linked with, else the one that was installed.
 * To be freed; NULL with a sentence in why when there is none, or none that
 * LD_PRELOAD can name. */
char *environment_library(char *why, size_t why_size);

/* A report template is a file name in which %p is the process id and %% a per
 * cent sign.  Whether it has nothing else behind a per cent sign: */
bool template_valid(const char *template);
/* The template for the same file from any directory; to be freed, NULL with
 * errno set. */
char *template_absolute(const char *template);
/* The template for files called prefix<process id>.json in a directory; to
 * be freed, NULL with errno set. */
char *template_in(const char *directory, const char *prefix);
/* How many files that fit the template were written at or after the time
 * since (of CLOCK_REALTIME_COARSE). */
struct timespec;
size_t template_written(const char *template, const struct timespec *since);

/* Sets this process's environment as a program of that kind needs it.
 * Returns 0 or -errno. */
int environment_apply(enum kind kind, const char *library,
                      const char *report_template);

#endif
