/* SPDX-License-Identifier: MIT */
/*
 * Source text: read, compiled, run.
 *
 * In: files, strings, forms.  Out: values.
 */
#ifndef PMS_SOURCE_H
#define PMS_SOURCE_H

#include "env.h"
#include "expand.h"

/* The text of a file, a string; raises a file error. */
value pms_source_text(struct thread *t, const char *name);
value pms_read_all(struct thread *t, value text, const char *name,
                   bool fold_case, value positions);
/* A procedure without arguments that does what form says. */
value pms_compile_form(struct thread *t, value form, struct env *env,
                       value positions, value file);
/* Compiles and runs each form of a text. */
value pms_run_text(struct thread *t, value text, const char *name,
                   struct env *env);
void pms_run_forms(struct expander *x, value forms, struct env *env);

/* compile.c */
value pms_compile(struct thread *t, struct node *node, value file);

#endif /* PMS_SOURCE_H */
