/* SPDX-License-Identifier: MIT */
/*
 * A growing array straight from mmap, for code that runs with the world
 * stopped: a stopped thread may hold malloc's lock.
 *
 * In: element sizes and counts.  Out: memory that stays put only until the
 * next gc_pmscan_buffer_reserve.  Knows nothing of its elements.
 */
#ifndef GC_PMSCAN_BUFFER_H
#define GC_PMSCAN_BUFFER_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#include "sys.h"

struct gc_pmscan_buffer {
    void *data;
    size_t bytes; /* mapped */
};

/* Makes room for count elements of the given size.  Returns 0, data then is not
 * NULL, or -errno with the contents and the room as they were. */
static inline int gc_pmscan_buffer_reserve(struct gc_pmscan_buffer *b,
                                           size_t count, size_t element)
{
    size_t need, room;
    void *grown;
    int ret;

    if (element != 0 && count > (SIZE_MAX / 4) / element)
        return -ENOMEM;
    need = count * element;
    if (b->data != NULL && need <= b->bytes)
        return 0;
    room = b->bytes != 0 ? b->bytes : 16384;
    while (room < need)
        room *= 2;
    ret = b->data == NULL
              ? gc_pmscan_sys_map(room, &grown)
              : gc_pmscan_sys_remap(b->data, b->bytes, room, &grown);
    if (ret < 0)
        return ret;
    b->data = grown;
    b->bytes = room;
    return 0;
}

static inline void gc_pmscan_buffer_free(struct gc_pmscan_buffer *b)
{
    if (b->data != NULL)
        (void)gc_pmscan_sys_unmap(b->data, b->bytes);
    b->data = NULL;
    b->bytes = 0;
}

#endif
