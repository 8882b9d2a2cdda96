/* SPDX-License-Identifier: MIT */
/*
 * Something kept for each page; see page_table.h.
 */
#include "page_table.h"

struct place {
    uint64_t number; /* of the chunk, plus one; 0: free */
    uint64_t block;
};

/* Multiplied by the golden ratio, the high bits depend on all others. */
static size_t first_place(uint64_t number, size_t nplaces)
{
    return (size_t)((number * UINT64_C(0x9e3779b97f4a7c15)) >> 32)
           & (nplaces - 1);
}

/* Where the chunk is, or the free place where it would be. */
static struct place *find(struct place *places, size_t nplaces,
                          uint64_t number)
{
    size_t i = first_place(number, nplaces);

    while (places[i].number != 0 && places[i].number != number + 1)
        i = (i + 1) & (nplaces - 1);
    return places + i;
}

/* At most half of the places are taken. */
static int grow(struct gc_pmscan_page_table *t)
{
    struct gc_pmscan_buffer larger = {.data = NULL};
    size_t nplaces = t->nplaces != 0 ? t->nplaces * 2 : 1024, i;
    const struct place *old = t->places.data;
    int ret = gc_pmscan_buffer_reserve(&larger, nplaces, sizeof(*old));

    if (ret < 0)
        return ret;
    for (i = 0; i < t->nplaces; i++)
        if (old[i].number != 0)
            *find(larger.data, nplaces, old[i].number - 1) = old[i];
    gc_pmscan_buffer_free(&t->places);
    t->places = larger;
    t->nplaces = nplaces;
    return 0;
}

void *gc_pmscan_page_table_chunk(struct gc_pmscan_page_table *t,
                                 uint64_t number, size_t entry)
{
    size_t bytes = entry * GC_PMSCAN_CHUNK_PAGES;
    struct place *place;

    if (t->nblocks * 2 >= t->nplaces && grow(t) < 0)
        return NULL;
    place = find(t->places.data, t->nplaces, number);
    if (place->number == 0) {
        /* What the kernel maps is zeroed, and no block is given back. */
        if (gc_pmscan_buffer_reserve(&t->blocks, t->nblocks + 1, bytes) < 0)
            return NULL;
        place->number = number + 1;
        place->block = t->nblocks++;
    }
    return (char *)t->blocks.data + place->block * bytes;
}
