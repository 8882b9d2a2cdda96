/* SPDX-License-Identifier: MIT */
/*
 * Parameters and interrupts: state.c.
 */
#ifndef PMS_INTERRUPT_H
#define PMS_INTERRUPT_H

#include "thread.h"

value pms_parameter_value(struct thread *t, value parameter);
value pms_make_parameter(struct thread *t, value content, value converter);
void pms_set_standard_ports(struct thread *t);
/* SIGINT interrupts t from now on. */
void pms_catch_sigint(struct thread *t);
extern const struct primitive pms_control_primitives[];
void pms_control_init(struct thread *t);
void pms_define_primitives(struct thread *t, const struct primitive *table);

#endif /* PMS_INTERRUPT_H */
