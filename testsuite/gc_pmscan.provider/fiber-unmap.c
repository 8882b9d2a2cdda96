/* SPDX-License-Identifier: MIT */
/*
 * Area: provider
 * Purpose: a runtime whose fibers have stacks of their own: a mark is begun
 *   and abandoned while a fiber runs, and the fiber's stack is unmapped before
 *   the mark goes on.  No crash, and what the fiber left behind is alive.
 * Limitations: holds for the soft-dirty way, in which libgc looks at stacks
 *   at once; fiber-unmap-manual.c shows what the manual way does.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=auto" } */
#define _GNU_SOURCE
#include <running.h>

#include <gc/gc_mark.h>
#include <signal.h>
#include <ucontext.h>

enum { STACK = 512 * 1024, FIBERS = 400, POINTERS = 2000 };

static struct graph_thread thread;
static ucontext_t main_context, fiber_context;
static struct GC_stack_base main_base, fiber_base;
static bool in_fiber;
static GC_push_other_roots_proc push_others;
static char *unmapped; /* the latest stack that was given back */
static void *left_behind; /* static data: what the fiber hands over */

/* The mark is abandoned after so many steps; 0: never. */
static unsigned steps_left;
static unsigned abandoned;

static int GC_CALLBACK stop_marking(void)
{
    return steps_left != 0 && --steps_left == 0;
}

static void GC_CALLBACK on_event(GC_EventType event)
{
    static bool ended;

    if (event == GC_EVENT_MARK_START)
        ended = false;
    else if (event == GC_EVENT_MARK_END)
        ended = true;
    else if (event == GC_EVENT_POST_START_WORLD && !ended)
        abandoned++;
}

/* libgc knows the stack that runs; the one that waits is for us to push. */
static void GC_CALLBACK push_waiting_stack(void)
{
    if (in_fiber)
        GC_push_all_eager((char *)&main_context,
                          (char *)(&main_context + 1));
    if (in_fiber)
        GC_push_all_eager((void *)main_context.uc_mcontext.gregs[REG_RSP],
                          main_base.mem_base);
    if (push_others != 0)
        push_others();
}

static void fiber(void)
{
    void *volatile pointers[POINTERS];
    unsigned i;

    for (i = 0; i < POINTERS; i++)
        pointers[i] = GC_MALLOC(32);
    GC_start_incremental_collection();
    left_behind = pointers[POINTERS / 2];
    *(uint64_t *)left_behind = GRAPH_MAGIC;
    memset((void *)(uintptr_t)pointers, 0, sizeof(pointers));
}

static void run_fiber(unsigned steps)
{
    void *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    CHECK(stack != MAP_FAILED);
    CHECK_EQ(getcontext(&fiber_context), 0);
    fiber_context.uc_stack.ss_sp = stack;
    fiber_context.uc_stack.ss_size = STACK;
    fiber_context.uc_link = &main_context;
    makecontext(&fiber_context, fiber, 0);
    fiber_base = main_base;
    fiber_base.mem_base = (char *)stack + STACK;
    steps_left = steps;
    /* libgc may not collect between the two. */
    GC_disable();
    in_fiber = true;
    GC_set_stackbottom(NULL, &fiber_base);
    GC_enable();
    CHECK_EQ(swapcontext(&main_context, &fiber_context), 0);
    GC_disable();
    in_fiber = false;
    GC_set_stackbottom(NULL, &main_base);
    GC_enable();
    steps_left = 0;
    CHECK_EQ(munmap(stack, STACK), 0);
    unmapped = stack;
}

#ifdef EXPECT_CRASH
/* The crash that is documented, and no other. */
static void on_crash(int signal, siginfo_t *info, void *context)
{
    char *at = info->si_addr;

    (void)signal;
    (void)context;
    _exit(unmapped != NULL && at >= unmapped && at < unmapped + STACK ? 0 : 2);
}

static void expect_crash(void)
{
    static char alternate[65536];
    stack_t stack = { .ss_sp = alternate, .ss_size = sizeof(alternate) };
    struct sigaction action = { .sa_sigaction = on_crash,
                                .sa_flags = SA_SIGINFO | SA_ONSTACK };

    CHECK_EQ(sigaltstack(&stack, NULL), 0);
    CHECK_EQ(sigaction(SIGSEGV, &action, NULL), 0);
}
#endif

int main(void)
{
    unsigned i;

    running_start(&thread);
#ifdef EXPECT_CRASH
    expect_crash();
#endif
    CHECK(GC_get_my_stackbottom(&main_base) != NULL);
    push_others = GC_get_push_other_roots();
    GC_set_push_other_roots(push_waiting_stack);
    GC_set_on_collection_event(on_event);
    GC_set_time_limit(10000);
    GC_set_max_prior_attempts(1000000);
    GC_set_stop_func(stop_marking);
    GC_set_full_freq(10);
    for (i = 0; i < FIBERS; i++) {
        run_fiber(1 + i % 100);
        graph_work(&thread, 100);
        while (GC_collect_a_little())
            continue;
        CHECK_EQ(*(uint64_t *)left_behind, GRAPH_MAGIC);
    }
    printf("%u marks abandoned\n", abandoned);
#ifdef EXPECT_CRASH
    printf("the manual way now bears it: DESIGN.md says that it does not\n");
    return 1;
#endif
    CHECK(abandoned >= FIBERS / 4);
    running_well(&thread, 20);
    return 0;
}
