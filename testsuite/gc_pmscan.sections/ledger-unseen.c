/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: the book is not complete when libgc has obtained memory that was
 *   not written down, or less than was, and is complete again when the sums
 *   agree [INV-LEDGER].
 * Limitations: sums only, as that is all there is.
 */
/* { dg-link "unit" } */
#include "fakegc.h"

int main(void)
{
    uintptr_t page = gc_pmscan_page_size();

    CHECK(fake_expand(FAKE_BLOCK, false) != NULL);
    (void)fake_settle();
    fake_expect_exact();
    fake.obtained_bytes += FAKE_BLOCK * page;
    (void)fake_settle();
    CHECK(!fake.ledger.complete);
    fake.heap_bytes += FAKE_BLOCK * page; /* and it is heap */
    (void)fake_settle();
    CHECK(!fake.ledger.complete);
    CHECK(!fake.ledger.proved);
    fake.heap_bytes -= FAKE_BLOCK * page;
    fake.obtained_bytes -= FAKE_BLOCK * page;
    (void)fake_settle();
    CHECK(fake.ledger.complete);
    fake.obtained_bytes -= page; /* more was seen than there is */
    (void)fake_settle();
    CHECK(!fake.ledger.complete);
    fake.obtained_bytes += page;
    (void)fake_settle();
    fake_expect_exact();
    return 0;
}
