/* SPDX-License-Identifier: MIT */
/*
 * The REPL.  In: a thread after pms_boot.  Returns at the end of the input.
 */
#ifndef PMS_REPL_H
#define PMS_REPL_H

#include "thread.h"

void pms_repl(struct thread *t);

#endif /* PMS_REPL_H */
