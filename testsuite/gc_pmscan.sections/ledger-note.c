/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: each mapping is one entry, in the order of their making; one inside
 *   an older entry is no new one, one that only overlaps is; the sum is that
 *   of the entries, and knows() says what lies inside one of them.
 * Limitations: hundreds of entries; random places.
 */
/* { dg-link "unit" } */
#include "fakegc.h"

enum { NOTES = 3000, PAGES = 4000 };

static struct { size_t first, pages; } model[NOTES];
static size_t count;

static bool model_knows(size_t first, size_t pages)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (model[i].first <= first
            && first + pages <= model[i].first + model[i].pages)
            return true;
    return false;
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    struct gc_pmscan_ledger ledger = { .nentries = 0 };
    const struct gc_pmscan_ledger_entry *e;
    uintptr_t page = gc_pmscan_page_size();
    uint64_t sum = 0;
    size_t i, n;

    for (i = 0; i < NOTES; i++) {
        size_t first = test_random_below(&rng, PAGES);
        size_t pages = 1 + test_random_below(&rng, 8);

        CHECK_EQ(gc_pmscan_ledger_knows(&ledger, fake_address(first),
                                        pages * page),
                 model_knows(first, pages));
        if (!model_knows(first, pages)) {
            model[count].first = first;
            model[count].pages = pages;
            count++;
            sum += pages * page;
        }
        gc_pmscan_ledger_note(&ledger, fake_address(first), pages * page);
        CHECK(gc_pmscan_ledger_knows(&ledger, fake_address(first),
                                     pages * page));
        CHECK_EQ(ledger.mapped_bytes, sum);
    }
    e = gc_pmscan_ledger_entries(&ledger, &n);
    CHECK_EQ(n, count);
    for (i = 0; i < n; i++) {
        CHECK_EQ(e[i].start, fake_address(model[i].first));
        CHECK_EQ(e[i].len, model[i].pages * page);
        CHECK(!e[i].heap);
    }
    CHECK(!gc_pmscan_ledger_knows(&ledger, fake_address(model[0].first),
                                  SIZE_MAX));
    CHECK_EQ(ledger.nheap, 0);
    CHECK_EQ(ledger.heap_bytes, 0);
    return 0;
}
