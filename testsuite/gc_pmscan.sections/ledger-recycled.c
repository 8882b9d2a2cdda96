/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: a table that libgc makes heap later, as a whole or but for a last
 *   part page, is found at the next settling, alone or together with new
 *   sections; tables that stay tables are left out.
 * Limitations: one such table between two settlings.
 */
/* { dg-link "unit" } */
#include "fakegc.h"

static void recycle(bool part, size_t new_sections)
{
    struct fake_mapping *stays, *goes;
    size_t i;

    fake_reset();
    CHECK(fake_expand(FAKE_BLOCK, false) != NULL);
    stays = fake_map(FAKE_BLOCK, false, 0);
    CHECK(fake_map(1, true, 0) != NULL); /* the program's, in between */
    goes = fake_map(2 * FAKE_BLOCK, false, 0);
    CHECK(stays != NULL && goes != NULL);
    CHECK(fake_settle());
    CHECK_EQ(fake_excess(), 0);
    CHECK(!fake_settle());
    fake_recycle(goes, part, false);
    for (i = 0; i < new_sections; i++)
        CHECK(fake_expand(FAKE_BLOCK, false) != NULL);
    CHECK(fake_settle());
    CHECK_EQ(fake_missed(true), 0);
    CHECK_EQ(fake_excess(), part ? gc_pmscan_page_size() : 0);
    CHECK(fake.ledger.complete);
    CHECK(fake.ledger.proved);
}

int main(void)
{
    size_t n;

    for (n = 0; n < 4; n++) {
        recycle(false, n);
        recycle(true, n);
    }
    return 0;
}
