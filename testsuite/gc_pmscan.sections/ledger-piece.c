/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: libgc turns its outgrown array of sections into heap: some pages in
 *   the middle of a table's mapping, in the same moment as it adds a section.
 *   Both are marked heap, also when that section was joined to free memory
 *   before it and tables lie beside the heap.
 * Limitations: a page out of one table.
 */
/* { dg-link "unit" } */
/* { dg-matrix "JOINED=0" "JOINED=1" } */
#include "fakegc.h"

static struct fake_mapping *map_at(size_t first, size_t pages)
{
    struct fake_mapping *m = fake_map(pages, false, first);

    CHECK(m != NULL);
    return m;
}

int main(void)
{
    const char *joined = getenv("JOINED");
    bool is_joined = joined != NULL && *joined == '1';
    struct fake_mapping *table;

    (void)map_at(1000, 16);
    fake_add_to_heap(1000, 16, false);
    (void)map_at(2000, 16);
    fake_add_to_heap(2000, 16, false);
    (void)map_at(2016, 16); /* a table behind heap */
    table = map_at(3000, 16);
    (void)map_at(4000, 16); /* one that has nothing to do with it */
    CHECK(fake_settle());
    fake_expect_exact();
    (void)map_at(1016, 16);
    fake_add_to_heap(1016, 16, is_joined);
    fake_add_to_heap(table->first + 7, 1, false);
    (void)fake_settle();
    CHECK_EQ(fake_missed(true), 0);
    CHECK(fake.ledger.complete && fake.ledger.proved);
    if (!is_joined) /* nothing to guess then */
        CHECK_EQ(fake_excess(), 15 * gc_pmscan_page_size());
    return 0;
}
