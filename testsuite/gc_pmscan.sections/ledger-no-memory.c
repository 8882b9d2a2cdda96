/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: while mappings cannot be written down for want of memory, the book
 *   is not complete, and is again when there is memory; when there were too
 *   many of them it never is again.
 * Limitations: lack of memory is RLIMIT_AS.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <sys/resource.h>

#include "fakegc.h"

/* More than there is room for in what the book has already. */
enum { NOTES = 2000 };

static struct rlimit before;

static void take_memory(void)
{
    struct rlimit none;

    CHECK_EQ(getrlimit(RLIMIT_AS, &before), 0);
    none = before;
    none.rlim_cur = 1;
    CHECK_EQ(setrlimit(RLIMIT_AS, &none), 0);
}

static void give_memory(void)
{
    CHECK_EQ(setrlimit(RLIMIT_AS, &before), 0);
}

static void expand(void)
{
    CHECK(fake_expand(FAKE_BLOCK, false) != NULL);
}

static void expect_complete(bool complete)
{
    (void)fake_settle();
    CHECK_EQ(fake.ledger.complete, complete);
}

/* None of the first mappings can be written down. */
static void from_the_start(void)
{
    size_t i;

    take_memory();
    for (i = 0; i < GC_PMSCAN_LEDGER_WAITING; i++)
        expand();
    expect_complete(false);
    give_memory();
    expect_complete(true);
    CHECK_EQ(fake_missed(true), 0);
}

int main(void)
{
    size_t i;

    from_the_start();
    fake_reset();
    expand();
    expect_complete(true);
    take_memory();
    for (i = 0; i < NOTES && fake.ledger.nwaiting == 0; i++)
        expand();
    CHECK(fake.ledger.nwaiting == 1);
    expand();
    expect_complete(false);
    give_memory();
    expand();
    expect_complete(true);
    CHECK_EQ(fake_missed(true), 0);
    take_memory();
    for (i = 0; i < NOTES && !fake.ledger.lost; i++)
        expand();
    CHECK(fake.ledger.lost);
    give_memory();
    expect_complete(false);
    expand();
    expect_complete(false);
    return 0;
}
