/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: a growth of the heap that no mapping explains makes all of libgc's
 *   mappings heap, and so does a heap that shrinks; later sections are found
 *   as usual, and later tables left out.
 * Limitations: the heap's place is made up.
 */
/* { dg-link "unit" } */
#include "fakegc.h"

static void expect_all_marked(void)
{
    const struct gc_pmscan_ledger_entry *e;
    size_t n, i;

    e = gc_pmscan_ledger_entries(&fake.ledger, &n);
    for (i = 0; i < n; i++)
        CHECK(e[i].heap);
    CHECK(fake.ledger.complete);
    CHECK(fake.ledger.proved);
}

static void expect_ordinary_after(void)
{
    uint64_t excess = fake_excess();

    CHECK(fake_expand(FAKE_BLOCK, false) != NULL);
    CHECK(fake_map(FAKE_BLOCK, false, 0) != NULL);
    CHECK(fake_settle());
    CHECK_EQ(fake_missed(true), 0);
    CHECK_EQ(fake_excess(), excess);
    CHECK(fake.ledger.proved);
}

int main(void)
{
    struct fake_mapping *table;

    CHECK(fake_expand(FAKE_BLOCK, false) != NULL);
    CHECK(fake_map(1, true, 0) != NULL);
    table = fake_map(FAKE_BLOCK, false, 0);
    CHECK(table != NULL);
    CHECK(fake_settle());
    CHECK_EQ(fake_excess(), 0);
    /* A piece from the middle of a table, without a header of its own. */
    fake_add_to_heap(table->first + 5, 3, false);
    fake.header[table->first + 5] = 0;
    CHECK(fake_settle());
    expect_all_marked();
    expect_ordinary_after();

    CHECK(fake_map(1, true, 0) != NULL);
    CHECK(fake_map(FAKE_BLOCK, false, 0) != NULL);
    fake.heap_bytes -= gc_pmscan_page_size();
    CHECK(fake_settle());
    expect_all_marked();
    expect_ordinary_after();
    return 0;
}
