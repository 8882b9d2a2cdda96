/* SPDX-License-Identifier: MIT */
/*
 * The start of the runtime.
 *
 * In: thread.h.  Out: pms_boot; the tables that only it needs.
 */
#ifndef PMS_BOOT_H
#define PMS_BOOT_H

#include "thread.h"

/* Once in a process, on its main thread. */
struct thread *pms_boot(void);

extern const char *const pms_boot_texts[];              /* boot_text.c */
extern const struct primitive pms_program_primitives[]; /* program.c */
extern const struct primitive pms_srfi18_primitives[];  /* srfi18.c */
void pms_srfi18_init(struct thread *t);
/* What exit(3) is to be called with for the argument of exit. */
int pms_exit_code(value v);

#endif /* PMS_BOOT_H */
