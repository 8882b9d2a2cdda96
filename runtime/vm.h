/* SPDX-License-Identifier: MIT */
/*
 * What the machine leaves to apply.c: calls that are not plain, and errors.
 *
 * In: thread.h.  Out: nothing that others need.
 */
#ifndef PMS_VM_H
#define PMS_VM_H

#include "env.h"
#include "thread.h"

/* Why interpret is entered, besides a number of arguments; also values of
 * longjmp. */
enum { MODE_RAISE = -1, MODE_JUMP = -2, MODE_END = -3 };

/* mode: a number of arguments, or MODE_...  vm.c */
value pms_interpret(struct thread *t, int mode);

enum apply_result {
    APPLY_RUN,       /* at t->fp, t->pc */
    APPLY_RETURN,    /* *v from the frame t->fp */
    APPLY_UNDERFLOW, /* *v to the continuation t->next; the stack is empty */
    APPLY_AGAIN,     /* the frame t->fp, which has *v arguments */
};
enum apply_result pms_vm_apply(struct thread *t, value *frame, int argc,
                               value *v);
void pms_vm_unpack(struct thread *t, value v, value *to, int wanted);
_Noreturn void pms_vm_pair_error(struct thread *t, int op, value v);
_Noreturn void pms_vm_unbound(struct thread *t, const struct binding *binding);
_Noreturn void pms_vm_index_error(struct thread *t, const char *who,
                                  bool is_right_type, value v, value index);
_Noreturn void pms_vm_record_error(struct thread *t, value procedure,
                                   value type, value v);
/* Goes on with k in an outer run. */
_Noreturn void pms_run_jump(struct thread *t, struct continuation *k, value v);

/* Set by primitives of control, from the boot files. */
extern value pms_raise_procedure;
extern value pms_rewind_procedure;

#endif /* PMS_VM_H */
