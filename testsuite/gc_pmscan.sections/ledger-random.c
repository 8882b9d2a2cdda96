/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: over thousands of random steps of a pretended libgc (sections,
 *   tables, tables made heap as a whole, but for a last part page, or a piece
 *   of them, sections joined to free memory so that their header is gone, the
 *   program's mappings in between, coming and going) the book is complete as
 *   long as it was told of each mapping, each page of heap then lies in it,
 *   and it is not complete when it was not told of one [INV-LEDGER].  The
 *   guess which entries are heap misses less than one page in a hundred.
 * Limitations: addresses are given out as Linux does, the highest free place
 *   first; the pretended libgc is as reliable as our reading of the real one.
 */
/* { dg-link "unit" } */
#include "fakegc.h"

enum { LIVES = 400, STEPS = 300 };

static size_t settlings, missed_pages, excess_pages, heap_pages;
static bool hidden; /* a mapping was kept from the book */

static size_t section_pages(struct test_rng *rng)
{
    return test_random_below(rng, 2) == 0
               ? FAKE_BLOCK
               : FAKE_BLOCK + test_random_below(rng, 64);
}

static struct fake_mapping *any(struct test_rng *rng)
{
    return fake.nmappings == 0
               ? NULL
               : &fake.mappings[test_random_below(rng, fake.nmappings)];
}

/* The header of a first page goes when free memory before takes it in. */
static void join(struct fake_mapping *m)
{
    if (m != NULL && fake.heap[m->first] && fake.heap[m->first - 1])
        fake.header[m->first] = 0;
}

/* Blocks of heap that are in use have headers too. */
static void allocate(struct test_rng *rng, struct fake_mapping *m)
{
    size_t page;

    if (m == NULL)
        return;
    page = m->first + test_random_below(rng, m->pages);
    if (fake.heap[page])
        fake.header[page] = 1;
}

static void step(struct test_rng *rng)
{
    struct fake_mapping *m = any(rng);

    switch (test_random_below(rng, 13)) {
    case 0:
    case 1:
    case 2:
        (void)fake_expand(section_pages(rng), test_random_below(rng, 2) == 0);
        break;
    case 3:
    case 4:
        (void)fake_map(test_random_below(rng, 3) == 0
                           ? 2 * FAKE_BLOCK
                           : FAKE_BLOCK,
                       false, 0);
        break;
    case 5:
        if (m != NULL && !m->foreign && !m->heap)
            fake_recycle(m, test_random_below(rng, 2) == 0,
                         test_random_below(rng, 2) == 0);
        break;
    case 6:
    case 7:
        (void)fake_map(1 + test_random_below(rng, 40), true, 0);
        break;
    case 8:
    case 9:
        if (m != NULL && m->foreign && !m->gone)
            fake_unmap(m);
        break;
    case 10:
        join(m);
        break;
    case 11:
        if (m != NULL && !m->foreign && !m->heap) {
            m->heap = true; /* it stays a table but for this */
            fake_add_to_heap(m->first + 1 + test_random_below(rng, 8), 1,
                             false);
        }
        break;
    default:
        allocate(rng, m);
        break;
    }
}

/* libgc maps a section that the book hears nothing of. */
static void hide_one(void)
{
    struct fake_mapping *m = fake_map(FAKE_BLOCK, true, 0);

    if (m == NULL)
        return;
    fake.obtained_bytes += FAKE_BLOCK * gc_pmscan_page_size();
    fake_add_to_heap(m->first, FAKE_BLOCK, false);
    m->gone = true; /* neither unmapped nor recycled by a later step */
    hidden = true;
}

static void judge(unsigned life, unsigned number)
{
    settlings++;
    CHECK_EQ(fake.ledger.complete, !hidden);
    if (hidden)
        return;
    if (fake_missed(false) != 0)
        printf("missed: life %u, step %u, %zu pages\n", life, number,
               fake_missed(false));
    CHECK_EQ(fake_missed(false), 0);
    missed_pages += fake_missed(true);
    heap_pages += fake.heap_bytes / gc_pmscan_page_size();
    excess_pages += fake.ledger.heap_bytes / gc_pmscan_page_size()
                    + fake_missed(true);
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    unsigned life, number, lives = (unsigned)test_rounds(LIVES);

    for (life = 0; life < lives; life++) {
        unsigned hide_at = (unsigned)test_random_below(&rng, 4 * STEPS);

        fake_reset();
        hidden = false;
        for (number = 0; number < STEPS; number++) {
            if (number == hide_at)
                hide_one();
            step(&rng);
            if (test_random_below(&rng, 4) == 0) {
                (void)fake_settle();
                judge(life, number);
            }
        }
    }
    excess_pages -= heap_pages;
    printf("%zu settlings; of %zu pages of heap, %zu were missed and %zu more "
           "were marked\n", settlings, heap_pages, missed_pages,
           excess_pages);
    CHECK(missed_pages * 100 < heap_pages);
    return 0;
}
