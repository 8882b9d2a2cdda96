/* SPDX-License-Identifier: MIT */
/**
 * @file pmscheme.h
 * Scheme inside a C program.
 *
 * One interpreter a process; its functions are called by the thread that made
 * it.  A pmscheme_value that is on the C stack or in a root is safe from the
 * collector; in memory of malloc(3) it is not.  Functions that return int
 * return 0, or -1 when Scheme raised something: pmscheme_error() then says what.
 * EMBEDDING.md has an example.
 */
#ifndef PMSCHEME_H
#define PMSCHEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PMSCHEME_API __attribute__((visibility("default")))

/** An interpreter. */
typedef struct thread pmscheme;
/** Any Scheme object. */
typedef uint64_t pmscheme_value;
/** A procedure in C.  argc is within what pmscheme_define() was told; the
 *  result is the procedure's value.  It may call pmscheme_raise(), which does
 *  not return, so it holds nothing then that would be lost. */
typedef pmscheme_value (*pmscheme_procedure)(pmscheme *p, int argc,
                                             pmscheme_value *argv);
/** Keeps a value alive. */
typedef struct pmscheme_root pmscheme_root;

/**
 * Makes the interpreter, or returns the one that there is.  libgc is
 * initialised if the program has not done so; incremental mode is the
 * program's business, by gc_pmscan_enable() for example, best before this.
 */
PMSCHEME_API pmscheme *pmscheme_open(void);

/** Evaluates all expressions of a text.  result, which may be NULL, gets the
 *  value of the last one.  name is what errors call the text. */
PMSCHEME_API int pmscheme_evaluate(pmscheme *p, const char *text,
                                   const char *name, pmscheme_value *result);
/** The same with a file. */
PMSCHEME_API int pmscheme_load(pmscheme *p, const char *file);
/** Calls a procedure. */
PMSCHEME_API int pmscheme_call(pmscheme *p, pmscheme_value procedure, int argc,
                               const pmscheme_value *argv,
                               pmscheme_value *result);
/** What was raised last, as a sentence; valid until the next call. */
PMSCHEME_API const char *pmscheme_error(pmscheme *p);

/** Defines a procedure in C as a global variable.  max_args is -1 for any
 *  number. */
PMSCHEME_API int pmscheme_define(pmscheme *p, const char *name, int min_args,
                                 int max_args, pmscheme_procedure procedure);
/** The value of a global variable; false if there is none. */
PMSCHEME_API bool pmscheme_lookup(pmscheme *p, const char *name,
                                  pmscheme_value *value);
/** Raises an error from a procedure in C. */
PMSCHEME_API _Noreturn void pmscheme_raise(pmscheme *p, const char *message,
                                           pmscheme_value irritant);

/** Roots.  NULL: no memory. */
PMSCHEME_API pmscheme_root *pmscheme_root_make(pmscheme *p,
                                               pmscheme_value value);
PMSCHEME_API pmscheme_value pmscheme_root_get(const pmscheme_root *root);
PMSCHEME_API void pmscheme_root_set(pmscheme_root *root, pmscheme_value value);
PMSCHEME_API void pmscheme_root_free(pmscheme_root *root);

/** C to Scheme.  Strings are UTF-8. */
PMSCHEME_API pmscheme_value pmscheme_from_bool(bool b);
PMSCHEME_API pmscheme_value pmscheme_from_int(pmscheme *p, int64_t n);
PMSCHEME_API pmscheme_value pmscheme_from_double(pmscheme *p, double d);
PMSCHEME_API pmscheme_value pmscheme_from_string(pmscheme *p, const char *s);
PMSCHEME_API pmscheme_value pmscheme_from_symbol(pmscheme *p, const char *s);
PMSCHEME_API pmscheme_value pmscheme_cons(pmscheme *p, pmscheme_value a,
                                          pmscheme_value d);
PMSCHEME_API pmscheme_value pmscheme_nil(void);
PMSCHEME_API pmscheme_value pmscheme_unspecified(void);

/** Scheme to C.  False: the value is no such thing, or does not fit; nothing
 *  was stored.  The string lives as long as something on the C stack points to
 *  it. */
PMSCHEME_API bool pmscheme_is_true(pmscheme_value v);
PMSCHEME_API bool pmscheme_to_int(pmscheme_value v, int64_t *n);
PMSCHEME_API bool pmscheme_to_double(pmscheme_value v, double *d);
PMSCHEME_API bool pmscheme_to_string(pmscheme *p, pmscheme_value v,
                                     const char **s);
PMSCHEME_API bool pmscheme_is_pair(pmscheme_value v, pmscheme_value *a,
                                   pmscheme_value *d);
PMSCHEME_API bool pmscheme_is_nil(pmscheme_value v);
PMSCHEME_API bool pmscheme_is_procedure(pmscheme_value v);

#ifdef __cplusplus
}
#endif

#endif /* PMSCHEME_H */
