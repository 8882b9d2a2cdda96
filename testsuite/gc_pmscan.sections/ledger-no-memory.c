/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: when a mapping could not be written down for want of memory, the
 *   book is never complete again.
 * Limitations: lack of memory is RLIMIT_AS.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <sys/resource.h>

#include "fakegc.h"

enum { NOTES = 2000 };

int main(void)
{
    struct rlimit before, none;
    size_t i;

    CHECK(fake_expand(FAKE_BLOCK, false) != NULL);
    (void)fake_settle();
    CHECK(fake.ledger.complete);
    CHECK_EQ(getrlimit(RLIMIT_AS, &before), 0);
    none = before;
    none.rlim_cur = 1;
    CHECK_EQ(setrlimit(RLIMIT_AS, &none), 0);
    for (i = 0; i < NOTES && !fake.ledger.lost; i++)
        CHECK(fake_expand(FAKE_BLOCK, false) != NULL);
    CHECK_EQ(setrlimit(RLIMIT_AS, &before), 0);
    CHECK(fake.ledger.lost);
    (void)fake_settle();
    CHECK(!fake.ledger.complete);
    CHECK(fake_expand(FAKE_BLOCK, false) != NULL);
    (void)fake_settle();
    CHECK(!fake.ledger.complete);
    return 0;
}
