/* SPDX-License-Identifier: MIT */
/*
 * Conditions, and what a user is told of them.
 *
 * In: thread.h.  Out: raising from C; the text of an uncaught error.
 */
#ifndef PMS_ERROR_H
#define PMS_ERROR_H

#include "thread.h"

/* line 0: unknown. */
_Noreturn void pms_raise_syntax(struct thread *t, const char *message,
                                value irritants, value file, unsigned line,
                                unsigned column);
value pms_make_condition(struct thread *t, const char *kind,
                         const char *message, value irritants);
/* Gives a condition the place where the machine is, and the procedures that
 * wait, unless it has them. */
void pms_locate(struct thread *t, value condition);
/* Writes the sentences for an object that nothing caught. */
void pms_report_uncaught(struct thread *t, value object);
/* Its message and irritants. */
void pms_write_condition(struct thread *t, value object, value port);
/* Called where an error may have been handled; the stack, if t is given, is
 * needed no longer.  True: nothing had to be done. */
bool pms_restore_reserve(struct thread *t);
void pms_error_init(struct thread *t);
extern const struct primitive pms_error_primitives[];

#endif /* PMS_ERROR_H */
