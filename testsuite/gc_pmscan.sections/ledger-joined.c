/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: sections that libgc joined to free memory before them, so that
 *   there is no header for them, are found: one, several in a row, of any
 *   size, together with ones that have a header.
 * Limitations: tables beside the heap that are no larger than the section may
 *   be taken along, and are not asked for here.
 */
/* { dg-link "unit" } */
#include "fakegc.h"

/* Maps at a place; heap from there, without a header. */
static void joined_at(size_t first, size_t pages)
{
    struct fake_mapping *m = fake_map(pages, false, first);

    CHECK(m != NULL);
    m->heap = true;
    fake_add_to_heap(first, pages, true);
}

static void section_at(size_t first, size_t pages)
{
    struct fake_mapping *m = fake_map(pages, false, first);

    CHECK(m != NULL);
    m->heap = true;
    fake_add_to_heap(first, pages, false);
}

static void expect_all(void)
{
    (void)fake_settle();
    fake_expect_exact();
}

int main(void)
{
    /* Tables to be left out: one elsewhere, a large one behind heap. */
    (void)fake_map(64, false, 0);
    (void)fake_map(400, false, 8016);
    section_at(8000, 16);
    section_at(1000, 16);
    expect_all();
    joined_at(1016, 16);
    expect_all();
    joined_at(1032, 100); /* three in a row */
    joined_at(1132, 16);
    joined_at(1148, 64);
    expect_all();
    section_at(3000, 32); /* the first with a header is new as well */
    joined_at(3032, 16);
    expect_all();
    section_at(5000, 16);
    joined_at(1212, 16);
    joined_at(5016, 16);
    (void)fake_map(64, false, 0); /* a table elsewhere */
    expect_all();
    return 0;
}
