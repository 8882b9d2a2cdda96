/* SPDX-License-Identifier: MIT */
/*
 * A thread of Scheme: its stack, its continuation, its dynamic state.
 *
 * In: alloc.h, code.h.  Out: struct thread and struct continuation.
 *
 * The stack is one segment.  When it is full, or when a continuation is
 * captured, its content moves to the heap as a record that is never written
 * again, and the stack starts empty.  A return from the lowest frame copies a
 * few frames back.  So recursion is as deep as the heap, a continuation may be
 * entered any number of times, and old frames are clean pages.
 */
#ifndef PMS_THREAD_H
#define PMS_THREAD_H

#include <pthread.h>
#include <setjmp.h>

#include "alloc.h"
#include "code.h"
#include "value.h"

#define PMS_STACK_WORDS ((size_t)32768)
#define PMS_STACK_SLACK 64
#define PMS_REGISTERS_MAX 16000
/* apply passes at most so many arguments on the stack. */
#define PMS_SPREAD_MAX 4000

/* What a procedure inherits from its caller apart from arguments. */
enum state_kind { STATE_HANDLERS, STATE_PARAMETERS, STATE_WINDERS, STATE_COUNT };

struct continuation {
    uint64_t header;     /* PMS_T_CONTINUATION: also a procedure */
    struct continuation *parent;
    value *data;         /* frames; shared by records that are parts of it */
    size_t size;         /* words of data that belong to this record */
    size_t fp;           /* of the frame that waits, an index into data */
    const union word *pc;/* where it goes on; NULL: leave the run */
    size_t depth;        /* words down to the bottom */
    uint64_t run;        /* of which run of the machine */
    value state[STATE_COUNT];
};

/* One entry into the machine from C. */
struct run {
    jmp_buf jump;
    struct run *up;
    uint64_t id;
    struct continuation *target; /* a jump from an inner run wants this ... */
    value target_value;
};

/* Bits of interrupts. */
enum { INTERRUPT_SIGNAL = 1, INTERRUPT_TERMINATE = 2 };

struct thread {
    struct pms_allocator allocator;
    /* The object that Scheme sees: see srfi18.c. */
    value self;
    /* The machine's registers, valid when C code is called. */
    value *fp;
    const union word *pc;        /* NULL: fp is a frame without code running */
    value *stack, *stack_end;
    value *volatile limit;       /* of frames; NULL when interrupts wait */
    struct continuation *next;   /* below the stack */
    value state[STATE_COUNT];
    struct run *run;
    size_t depth_limit;          /* words; 0: none */
    bool beyond;                 /* a deeper stack, for the handler */
    volatile int interrupts;
    value raised;                /* for the machine: to be raised */
    uint64_t runs;
    pthread_t id;
    pthread_cond_t *volatile waiting; /* srfi18.c */
};

/* ---- vm.c ----------------------------------------------------------------- */

/* Calls procedure from C.  An error that no handler takes ends in
 * pms_thread_uncaught. */
value pms_apply(struct thread *t, value procedure, int argc, const value *argv);
/* Frames to the heap; the machine must not be in the middle of one. */
struct continuation *pms_capture(struct thread *t, value *top, value *fp,
                                 const union word *pc);
_Noreturn void pms_raise(struct thread *t, value object);
/* Returned by pms_apply when the thread was told to end. */
#define PMS_TERMINATED PMS_CONSTANT(PMS_CONSTANT_EVALUATOR)
/* From a signal handler or another thread. */
void pms_interrupt(struct thread *t, int what);
/* Ends the outermost run of the thread. */
_Noreturn void pms_end_run(struct thread *t);
/* What is below the frame at fp: its caller's, or false at the bottom. */
struct frame {
    value procedure;
    const union word *pc;
};
struct frame_walk {
    struct thread *t;
    value *fp;
    const union word *pc;
    struct continuation *k;
    size_t at;
};
void pms_walk_start(struct frame_walk *walk, struct thread *t);
bool pms_walk_next(struct frame_walk *walk, struct frame *frame);

/* The words at which a return from the lowest frame arrives. */
extern const union word pms_underflow_words[3];

/* ---- control.c: the stack, seen from the machine -------------------------- */

/* Copies frames of k back; returns fp of the one that waits. */
value *pms_reinstate(struct thread *t, struct continuation *k);
/* A continuation procedure for the caller of the frame at fp, which has
 * argc arguments; the stack is empty but for that frame after it. */
struct continuation *pms_call_cc(struct thread *t, value *fp);
/* Moves all frames below the one at fp to the heap and that one down;
 * returns its new place. */
value *pms_make_room(struct thread *t, value *fp, int argc);

/* ---- state.c ------------------------------------------------------- */

struct thread *pms_thread_make(struct thread *parent);
/* Not the running one. */
void pms_thread_free(struct thread *t);
void pms_thread_enter(struct thread *t);

#endif /* PMS_THREAD_H */
