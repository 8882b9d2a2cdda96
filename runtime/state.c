/* SPDX-License-Identifier: MIT */
/*
 * The state of a thread: made, entered, interrupted; parameters.
 *
 * In: thread.h.  Out: threads that the machine can run, and what primitives
 * ask of the thread that runs.
 */
#include <signal.h>

#include "env.h"
#include "error.h"
#include "interrupt.h"
#include "thread.h"

static __thread struct thread *current;
static struct thread *sigint_target;

struct thread *pms_current_thread(void)
{
    return current;
}

struct thread *pms_thread_make(struct thread *parent)
{
    struct thread *t = pms_alloc_root(parent, sizeof *t);

    t->stack = pms_alloc_root(parent ? parent : t,
                              PMS_STACK_WORDS * sizeof(value));
    t->stack_end = t->stack + PMS_STACK_WORDS;
    t->limit = t->stack_end - PMS_STACK_SLACK;
    for (int i = 0; i < STATE_COUNT; i++)
        t->state[i] = PMS_NIL;
    t->self = PMS_FALSE;
    if (parent != NULL) {
        t->state[STATE_PARAMETERS] = parent->state[STATE_PARAMETERS];
        t->depth_limit = parent->depth_limit;
    }
    return t;
}

/* Old values above the running frame would keep garbage alive.  They end
 * where a whole page is empty; looking at that one makes no page dirty. */
static void clear_stack(void)
{
    struct thread *t = current;
    value *from, *end;

    if (t == NULL || t->run == NULL)
        return;
    if (t->pc == NULL)
        from = t->fp + PMS_SPREAD_MAX + PMS_STACK_SLACK;
    else if (t->pc->i.op == OP_PRIMITIVE) /* its arguments are the last */
        from = t->fp + t->pc->i.b + t->pc->i.c;
    else
        from = t->fp + closure_of(t->fp[-2])->code->registers;
    while (from < t->stack_end) {
        value any = 0;

        end = t->stack_end - from > 512 ? from + 512 : t->stack_end;
        for (value *p = from; p < end; p++)
            any |= *p;
        if (any == 0)
            break;
        memset(from, 0, (size_t)(end - from) * sizeof *from);
        from = end;
    }
}

void pms_thread_free(struct thread *t)
{
    if (current == t)
        current = NULL;
    pms_free_root(t->stack);
    pms_free_root(t);
}

void pms_thread_enter(struct thread *t)
{
    current = t;
    pms_before_collection = clear_stack;
    t->id = pthread_self();
}

/* ---- Interrupts ------------------------------------------------------------ */

void pms_interrupt(struct thread *t, int what)
{
    __atomic_fetch_or(&t->interrupts, what, __ATOMIC_SEQ_CST);
    t->limit = NULL;
}

static void on_sigint(int signal)
{
    (void)signal;
    if (sigint_target != NULL)
        pms_interrupt(sigint_target, INTERRUPT_SIGNAL);
}

void pms_catch_sigint(struct thread *t)
{
    struct sigaction action = {.sa_handler = on_sigint};

    sigint_target = t;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
}

void pms_poll(struct thread *t)
{
    int what = __atomic_exchange_n(&t->interrupts, 0, __ATOMIC_SEQ_CST);

    if (t->limit == NULL)
        t->limit = t->stack_end - PMS_STACK_SLACK;
    if (what & INTERRUPT_TERMINATE)
        pms_end_run(t);
    if (what & INTERRUPT_SIGNAL)
        pms_raise(t, pms_make_condition(t, "interrupt", "interrupted",
                                        PMS_NIL));
}

/* ---- Parameters ------------------------------------------------------------ */

value pms_parameter_value(struct thread *t, value parameter)
{
    for (value l = t->state[STATE_PARAMETERS]; is_pair(l); l = cdr(l)) {
        if (car(car(l)) == parameter)
            return cdr(car(l));
    }
    return ((struct parameter *)object_of(parameter))->content;
}

value pms_make_parameter(struct thread *t, value content, value converter)
{
    struct parameter *p = pms_alloc(t, sizeof *p);

    p->header = make_header(PMS_T_PARAMETER, 0);
    p->content = content;
    p->converter = converter;
    return value_of(p);
}

static value standard_ports[3];

void pms_set_standard_ports(struct thread *t)
{
    static const char *const names[] = {"current-input-port",
                                        "current-output-port",
                                        "current-error-port"};

    for (int i = 0; i < 3; i++) {
        static const char *const streams[] = {"standard input",
                                              "standard output",
                                              "standard error"};

        standard_ports[i] = pms_make_parameter(
            t, pms_port_from_fd(t, i, i > 0, streams[i]), PMS_FALSE);
        pms_core_define(t, names[i], standard_ports[i]);
    }
}

value pms_current_port(struct thread *t, enum pms_standard_port which)
{
    return pms_parameter_value(t, standard_ports[which]);
}

/* ---- Names ----------------------------------------------------------------- */

value pms_procedure_name(value procedure)
{
    struct closure *c;

    switch (is_object(procedure) ? object_type(procedure) : 0) {
    case PMS_T_CLOSURE:
        c = closure_of(procedure);
        if (c->code == NULL && object_length(procedure) > 0)
            return pms_procedure_name(c->free[0]);
        return c->code == NULL ? PMS_FALSE : c->code->name;
    case PMS_T_PRIMITIVE:
        return pms_intern(current, ((struct primitive_object *)
                                        object_of(procedure))->name);
    default:
        return PMS_FALSE;
    }
}
