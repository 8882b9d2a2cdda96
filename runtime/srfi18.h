/* SPDX-License-Identifier: MIT */
/*
 * Threads as Scheme sees them.
 *
 * In: thread.h.  Out: what program.c has to know of srfi18.c.
 */
#ifndef PMS_SRFI18_H
#define PMS_SRFI18_H

#include "thread.h"

/* Keeps what was raised for who joins the thread.  False: it is the main
 * thread, for which nobody waits. */
bool pms_thread_ends_uncaught(struct thread *t, value object);

#endif /* PMS_SRFI18_H */
