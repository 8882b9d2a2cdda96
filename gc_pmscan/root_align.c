/* SPDX-License-Identifier: MIT */
/*
 * Static roots that start on a page boundary; see root_align.h.
 */
#define _GNU_SOURCE
#include "root_align.h"

#include <atomic_ops.h>
#include <link.h>
#include <string.h>

#include "buffer.h"
#include "hooks.h"
#include "pages.h"

enum { FEW_HEADERS = 32 };

/* libgc has asked, or need not; it was once shown what it reads incompletely. */
static volatile AO_t asked, refused;

struct question {
    int (*callback)(struct dl_phdr_info *, size_t, void *);
    void *data;
};

static void align_header(ElfW(Phdr) *p, uintptr_t base)
{
    uintptr_t start = base + p->p_vaddr;
    uintptr_t end = start + p->p_memsz;

    if (p->p_type == PT_LOAD && (p->p_flags & PF_W) != 0) {
        p->p_vaddr = gc_pmscan_page_down(start) - base;
        p->p_memsz = end - gc_pmscan_page_down(start);
    } else if (p->p_type == PT_GNU_RELRO) {
        end = gc_pmscan_page_down(end);
        p->p_memsz = end > start ? end - start : 0;
        if (p->p_memsz == 0)
            p->p_type = PT_NULL;
    }
}

static int answer(struct dl_phdr_info *info, size_t size, void *data)
{
    /* The loader's lock is held around this, so these serve all.  Nearly every
     * object has few headers, and what needs no memory cannot lack it. */
    static ElfW(Phdr) few[FEW_HEADERS];
    static struct gc_pmscan_buffer many;
    const struct question *q = data;
    struct dl_phdr_info aligned;
    ElfW(Phdr) *headers = few;
    size_t i;

    memset(&aligned, 0, sizeof(aligned));
    memcpy(&aligned, info, size < sizeof(aligned) ? size : sizeof(aligned));
    if (info->dlpi_phnum > FEW_HEADERS) {
        if (gc_pmscan_buffer_reserve(&many, info->dlpi_phnum,
                                     sizeof(*headers)) < 0) {
            AO_store_release(&refused, 1);
            return q->callback(info, size, q->data);
        }
        headers = many.data;
    }
    memcpy(headers, info->dlpi_phdr, info->dlpi_phnum * sizeof(*headers));
    for (i = 0; i < info->dlpi_phnum; i++)
        align_header(headers + i, info->dlpi_addr);
    aligned.dlpi_phdr = headers;
    return q->callback(&aligned, size < sizeof(aligned) ? size
                                                        : sizeof(aligned),
                       q->data);
}

int gc_pmscan_aligned_dl_iterate_phdr(
    int (*callback)(struct dl_phdr_info *, size_t, void *), void *data)
{
    struct question q = {.callback = callback, .data = data};

    AO_store_release(&asked, 1);
    return gc_pmscan_real_calls.dl_iterate_phdr(answer, &q);
}

/* Of the first object only, which is the program. */
static int add_segments(struct dl_phdr_info *info, size_t size, void *data)
{
    void (*const *add_roots)(void *, void *) = data;
    uintptr_t relro_end = 0;
    size_t i;

    (void)size;
    for (i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];

        if (p->p_type == PT_GNU_RELRO)
            relro_end = gc_pmscan_page_down(info->dlpi_addr + p->p_vaddr
                                            + p->p_memsz);
    }
    for (i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t start = gc_pmscan_page_down(info->dlpi_addr + p->p_vaddr);
        uintptr_t end = info->dlpi_addr + p->p_vaddr + p->p_memsz;

        if (p->p_type != PT_LOAD || (p->p_flags & PF_W) == 0)
            continue;
        if (relro_end > start && relro_end < end)
            start = relro_end;
        (*add_roots)((void *)start, (void *)end);
    }
    return 1;
}

void gc_pmscan_aligned_add_program(void (*add_roots)(void *, void *))
{
    if (gc_pmscan_real_calls.dl_iterate_phdr(add_segments, &add_roots) == 1)
        AO_store_release(&asked, 1);
}

bool gc_pmscan_roots_are_aligned(void)
{
    return AO_load_acquire(&asked) != 0 && AO_load_acquire(&refused) == 0;
}

void gc_pmscan_aligned_add_roots(void (*add_roots)(void *, void *), void *low,
                                 void *high_plus_1)
{
    uintptr_t boundary = gc_pmscan_page_up((uintptr_t)low);

    if (boundary != (uintptr_t)low && boundary < (uintptr_t)high_plus_1) {
        add_roots(low, (void *)boundary);
        low = (void *)boundary;
    }
    add_roots(low, high_plus_1);
}
