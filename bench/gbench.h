/* SPDX-License-Identifier: MIT */
/*
 * Google Benchmark for C: what benchmarks in C need of it, name by name.
 *
 * In: functions to measure, with the arguments that they are to be run with.
 * Out: Google Benchmark's own reports; its command line (--benchmark_filter,
 * --benchmark_format, --benchmark_out, --benchmark_repetitions, ...) is passed
 * on as it is.  Nothing of gc_pmscan or libgc.
 *
 * A benchmark is registered before gbench_main and is not freed.  Texts are
 * copied; the context is not.  What is called in a measured function takes the
 * state that it was given and belongs to its thread.
 */
#ifndef BENCH_GBENCH_H
#define BENCH_GBENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct gbench;       /* a registered benchmark */
struct gbench_state; /* a run of it, of one thread */

typedef void (*gbench_fn)(struct gbench_state *state, void *context);

enum gbench_unit {
    GBENCH_NANOSECONDS,
    GBENCH_MICROSECONDS,
    GBENCH_MILLISECONDS,
    GBENCH_SECONDS
};

enum gbench_big_o {
    GBENCH_O_1,
    GBENCH_O_LOG_N,
    GBENCH_O_N,
    GBENCH_O_N_LOG_N,
    GBENCH_O_N_SQUARED,
    GBENCH_O_AUTO /* the best fit of these */
};

/* How a counter is to be read. */
enum gbench_counter {
    GBENCH_VALUE,          /* summed over threads */
    GBENCH_RATE,           /* divided by the time of the run */
    GBENCH_PER_ITERATION,  /* divided by the number of iterations */
    GBENCH_THREAD_AVERAGE  /* divided by the number of threads */
};

/* ---- Registering ---- */

struct gbench *gbench_register(const char *name, gbench_fn fn, void *context);

/* One run with one argument, or with several; and one for each of lo, lo * m,
 * lo * m * m, ... up to hi, which is always among them. */
void gbench_arg(struct gbench *b, int64_t value);
void gbench_args(struct gbench *b, const int64_t *values, size_t count);
void gbench_range(struct gbench *b, int64_t lo, int64_t hi, int multiplier);
/* Names of the arguments, shown as "name:value". */
void gbench_arg_names(struct gbench *b, const char *const *names,
                      size_t count);

void gbench_threads(struct gbench *b, int threads);
void gbench_time_unit(struct gbench *b, enum gbench_unit unit);
void gbench_min_time(struct gbench *b, double seconds);
/* A fixed number, instead of as many as a minimal time needs. */
void gbench_iterations(struct gbench *b, int64_t count);
void gbench_repetitions(struct gbench *b, int count);
/* What counts is wall time; without it, CPU time. */
void gbench_use_real_time(struct gbench *b);
/* What counts is what gbench_iteration_time says. */
void gbench_use_manual_time(struct gbench *b);
/* Fits the time to the values of gbench_complexity_n. */
void gbench_complexity(struct gbench *b, enum gbench_big_o order);

/* ---- In a measured function ---- */

/* while (gbench_keep_running(state)) { ... } */
bool gbench_keep_running(struct gbench_state *state);
int64_t gbench_state_arg(const struct gbench_state *state, size_t index);
int64_t gbench_state_iterations(const struct gbench_state *state);
int gbench_state_threads(const struct gbench_state *state);
int gbench_state_thread_index(const struct gbench_state *state);

/* What is between these does not count. */
void gbench_pause_timing(struct gbench_state *state);
void gbench_resume_timing(struct gbench_state *state);
void gbench_iteration_time(struct gbench_state *state, double seconds);

/* Ends the run, which is reported as failed for this reason.  After it,
 * gbench_keep_running is false. */
void gbench_skip(struct gbench_state *state, const char *reason);

void gbench_count(struct gbench_state *state, const char *name, double value,
                  enum gbench_counter kind);
void gbench_bytes_processed(struct gbench_state *state, int64_t bytes);
void gbench_items_processed(struct gbench_state *state, int64_t items);
void gbench_complexity_n(struct gbench_state *state, int64_t n);
void gbench_label(struct gbench_state *state, const char *text);

/* Keeps the compiler from dropping the computation of what p points to. */
void gbench_use(const void *p);

/* ---- The program ---- */

/* A line of the head of a report, and a key of its "context" in JSON. */
void gbench_context(const char *key, const char *value);

/* Runs what the command line selects.  Returns an exit status: 0, 2 when the
 * command line is not understood. */
int gbench_main(int argc, char **argv);

#ifdef __cplusplus
}
#endif

#endif
