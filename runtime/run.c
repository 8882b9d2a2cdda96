/* SPDX-License-Identifier: MIT */
/*
 * Runs: entries into the machine from C, and jumps out of it.
 *
 * In: a procedure and arguments.  Out: its value.  A run inside another has a
 * stack of its own; longjmp ends what the machine was doing and starts it
 * again in another mode.
 */
#include "error.h"
#include "vm.h"

void pms_raise(struct thread *t, value object)
{
    t->raised = object;
    longjmp(t->run->jump, MODE_RAISE);
}

/* Empties the part of the C stack where the machine has its frame: old values
 * there would keep garbage alive. */
static __attribute__((noinline)) void wipe_c_stack(void)
{
    char room[2048];

    memset(room, 0, sizeof room);
    __asm__ volatile("" : : "r"(room) : "memory");
}

value pms_apply(struct thread *t, value procedure, int argc, const value *argv)
{
    struct run run = {.up = t->run, .id = ++t->runs};
    struct thread saved = *t;
    struct continuation *halt = pms_alloc(t, sizeof *halt);
    volatile int mode = argc;
    value v;

    if (run.up != NULL) {
        /* The caller's frames stay where they are. */
        t->stack = pms_alloc_root(t, PMS_STACK_WORDS * sizeof(value));
        t->stack_end = t->stack + PMS_STACK_WORDS;
        t->limit = t->interrupts ? NULL : t->stack_end - PMS_STACK_SLACK;
    }
    halt->header = make_header(PMS_T_CONTINUATION, 0);
    halt->run = run.id;
    halt->depth = run.up != NULL && t->next ? t->next->depth : 0;
    memcpy(halt->state, t->state, sizeof halt->state);
    t->next = halt;
    t->run = &run;
    t->fp = t->stack + 2;
    t->pc = NULL;
    t->fp[-2] = procedure;
    t->fp[-1] = value_of(&pms_underflow_words[2]);
    for (int i = 0; i < argc; i++)
        t->fp[i] = argv[i];
    switch (setjmp(run.jump)) {
    case MODE_RAISE:
        mode = MODE_RAISE;
        break;
    case MODE_JUMP:
        mode = MODE_JUMP;
        break;
    case MODE_END:
        mode = MODE_END;
        break;
    }
    if (mode < 0)
        wipe_c_stack();
    v = mode == MODE_END ? PMS_TERMINATED : pms_interpret(t, mode);
    if (run.up != NULL)
        pms_free_root(t->stack);
    t->stack = saved.stack;
    t->stack_end = saved.stack_end;
    t->limit = t->interrupts ? NULL : t->stack_end - PMS_STACK_SLACK;
    t->next = saved.next;
    t->fp = saved.fp;
    t->pc = saved.pc;
    t->run = saved.run;
    memcpy(t->state, saved.state, sizeof t->state);
    return v;
}

void pms_end_run(struct thread *t)
{
    while (t->run->up != NULL)
        t->run = t->run->up;
    longjmp(t->run->jump, MODE_END);
}

void pms_run_jump(struct thread *t, struct continuation *k, value v)
{
    struct run *run = t->run;

    while (run != NULL && run->id != k->run)
        run = run->up;
    if (run == NULL)
        pms_raise_error(t, "the continuation belongs to a call from C that "
                           "has returned", PMS_NIL);
    run->target = k;
    run->target_value = v;
    t->run = run;
    longjmp(run->jump, MODE_JUMP);
}
