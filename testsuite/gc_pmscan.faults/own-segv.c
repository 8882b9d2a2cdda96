/* SPDX-License-Identifier: MIT */
/*
 * Area: faults
 * Purpose: a program with a SIGSEGV handler and a write barrier of its own
 *   (pages that it protects, and a handler that lets them be written) gets
 *   exactly its own faults, its handler stays, on a stack of its own, and
 *   nothing is lost.
 * Limitations: one handler, set before libgc is initialised or after.
 */
/* { dg-link "shared" } */
/* { dg-env "GC_PMSCAN=require" } */
/* { dg-matrix "GC_PMSCAN_ATTACH=softdirty" "GC_PMSCAN_ATTACH=manual" } */
/* { dg-matrix "WHEN=before" "WHEN=after" "WHEN=after GC_PMSCAN_VERIFY=1" } */
#define _GNU_SOURCE
#include <running.h>

enum { PAGES = 16, ROUNDS = 10, STACK = 65536 };

static uintptr_t page;
static char *own;
static volatile sig_atomic_t faults, strangers;

static void on_segv(int number, siginfo_t *info, void *context)
{
    uintptr_t at = (uintptr_t)info->si_addr - (uintptr_t)own;

    (void)number;
    (void)context;
    if (at >= PAGES * page) {
        strangers++;
        _exit(3);
    }
    faults++;
    if (mprotect(own + at / page * page, page, PROT_READ | PROT_WRITE) != 0)
        _exit(4);
}

static void install(void)
{
    stack_t stack = { .ss_sp = malloc(STACK), .ss_size = STACK };
    struct sigaction action;

    CHECK(stack.ss_sp != NULL);
    CHECK_EQ(sigaltstack(&stack, NULL), 0);
    memset(&action, 0, sizeof(action));
    action.sa_sigaction = on_segv;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    CHECK_EQ(sigaction(SIGSEGV, &action, NULL), 0);
}

static void check_handler(void)
{
    struct sigaction action;

    CHECK_EQ(sigaction(SIGSEGV, NULL, &action), 0);
    CHECK(action.sa_sigaction == on_segv);
    CHECK((action.sa_flags & (SA_SIGINFO | SA_ONSTACK))
          == (SA_SIGINFO | SA_ONSTACK));
}

int main(void)
{
    bool before = strcmp(getenv("WHEN"), "before") == 0;
    struct graph_thread t;
    unsigned round, i;

    page = (uintptr_t)sysconf(_SC_PAGESIZE);
    own = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(own != MAP_FAILED);
    if (before)
        install();
    running_start(&t);
    if (!before)
        install();
    for (round = 1; round <= ROUNDS; round++) {
        CHECK_EQ(mprotect(own, PAGES * page, PROT_READ), 0);
        running_well(&t, 5);
        CHECK_EQ(faults, (round - 1) * PAGES);
        for (i = 0; i < PAGES; i++)
            *(volatile char *)(own + i * page) += 1;
        CHECK_EQ(faults, round * PAGES);
        check_handler();
    }
    CHECK_EQ(strangers, 0);
    return 0;
}
