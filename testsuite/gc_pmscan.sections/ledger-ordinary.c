/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: in the ordinary case, sections of any size that keep their header
 *   among tables of the same sizes, with tables turned into heap as a whole
 *   and the program's mappings in between, exactly the heap is marked heap and
 *   no table, and the book is complete.
 * Limitations: no section joined to free memory before it; ledger-random has
 *   those.
 */
/* { dg-link "unit" } */
#include "fakegc.h"

enum { LIVES = 200, STEPS = 250 };

static void step(struct test_rng *rng)
{
    size_t pages = FAKE_BLOCK * (1 + test_random_below(rng, 4));
    struct fake_mapping *m;

    switch (test_random_below(rng, 6)) {
    case 0:
    case 1:
        (void)fake_expand(pages, false);
        break;
    case 2:
    case 3:
        (void)fake_map(pages, false, 0);
        break;
    case 4:
        (void)fake_map(pages, true, 0);
        break;
    default:
        m = fake.nmappings == 0
                ? NULL
                : &fake.mappings[test_random_below(rng, fake.nmappings)];
        if (m != NULL && !m->foreign && !m->heap)
            fake_recycle(m, false, false);
        break;
    }
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    unsigned life, number, lives = (unsigned)test_rounds(LIVES);
    uint64_t heap_before;
    size_t settlings = 0;

    for (life = 0; life < lives; life++) {
        fake_reset();
        heap_before = 0;
        for (number = 0; number < STEPS; number++) {
            step(&rng);
            if (test_random_below(&rng, 3) != 0)
                continue;
            CHECK_EQ(fake_settle(), fake.heap_bytes != heap_before);
            heap_before = fake.heap_bytes;
            fake_expect_exact();
            settlings++;
        }
    }
    printf("%zu settlings\n", settlings);
    return 0;
}
