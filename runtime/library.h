/* SPDX-License-Identifier: MIT */
/*
 * The registry of libraries.
 *
 * In: env.h, expand.h.  Out: libraries made in C, where files are looked for.
 */
#ifndef PMS_LIBRARY_H
#define PMS_LIBRARY_H

#include "env.h"
#include "expand.h"

/* A directory with library files; kept, not copied. */
void pms_library_path(const char *directory);
struct library *pms_library_make(struct thread *t, value name, struct env *env);
void pms_library_export(struct thread *t, struct library *library,
                        value internal, value external);
/* An environment in which only import and define-library mean something. */
struct env *pms_library_program_env(struct thread *t);
/* standard_libraries.c: after the core environment is complete. */
void pms_standard_libraries(struct thread *t);

#endif /* PMS_LIBRARY_H */
