/* SPDX-License-Identifier: MIT */
/*
 * Static roots; see roots.h.
 */
#define _GNU_SOURCE
#include "roots.h"

#include <link.h>

struct walk {
    struct gc_pmscan_roots *roots;
    bool changed;
    bool incomplete;
};

static const char own_data; /* any address in this library */

static bool is_own(const struct dl_phdr_info *info)
{
    size_t i;

    for (i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + p->p_vaddr;

        if (p->p_type == PT_LOAD && (uintptr_t)&own_data - start < p->p_memsz)
            return true;
    }
    return false;
}

static uintptr_t end_of_relro(const struct dl_phdr_info *info, uintptr_t start)
{
    size_t i;

    for (i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t at = info->dlpi_addr + p->p_vaddr;

        if (p->p_type == PT_GNU_RELRO && at == start)
            return gc_pmscan_page_down(at + p->p_memsz);
    }
    return start;
}

static int check_counters(struct dl_phdr_info *info, size_t size, void *data)
{
    struct walk *w = data;

    if (size < offsetof(struct dl_phdr_info, dlpi_subs)
                   + sizeof(info->dlpi_subs)) {
        w->changed = true;
        return 1;
    }
    w->changed = !w->roots->looked || info->dlpi_adds != w->roots->loads
                 || info->dlpi_subs != w->roots->unloads;
    w->roots->loads = info->dlpi_adds;
    w->roots->unloads = info->dlpi_subs;
    return 1;
}

static int collect(struct dl_phdr_info *info, size_t size, void *data)
{
    struct walk *w = data;
    size_t i;

    (void)size;
    /* Our own data changes in every sweep: to track it would cost a fault for
     * each of its pages and win nothing. */
    if (is_own(info))
        return 0;
    for (i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + p->p_vaddr;
        struct gc_pmscan_run *run;

        if (p->p_type != PT_LOAD || (p->p_flags & PF_W) == 0)
            continue;
        if (gc_pmscan_buffer_reserve(&w->roots->found, w->roots->nfound + 1,
                                     sizeof(*run)) < 0) {
            w->incomplete = true;
            return 1;
        }
        run = (struct gc_pmscan_run *)w->roots->found.data
              + w->roots->nfound++;
        run->start = gc_pmscan_page_down(end_of_relro(info, start));
        run->end = gc_pmscan_page_up(start + p->p_memsz);
    }
    return 0;
}

static bool is_found(const struct gc_pmscan_roots *r, uintptr_t start,
                     uintptr_t end)
{
    const struct gc_pmscan_run *found = r->found.data;
    size_t i;

    for (i = 0; i < r->nfound; i++)
        if (found[i].start <= start && end <= found[i].end)
            return true;
    return false;
}

/* Returns false when something could not be dropped for want of memory. */
static bool drop_unloaded(struct gc_pmscan_roots *r,
                          struct gc_pmscan_tracker *t, unsigned kind)
{
    bool done = true;
    size_t n, i;
    const struct gc_pmscan_range *ranges = gc_pmscan_tracker_ranges(t, &n);

    for (i = 0; i < n;) {
        struct gc_pmscan_range range = ranges[i];

        if (range.kind != kind || is_found(r, range.start, range.end)) {
            i++;
        } else if (gc_pmscan_tracker_remove(t, range.start, range.end) == 0) {
            ranges = gc_pmscan_tracker_ranges(t, &n);
        } else {
            done = false;
            i++;
        }
    }
    return done;
}

void gc_pmscan_roots_refresh(struct gc_pmscan_roots *r,
                             struct gc_pmscan_tracker *t, unsigned kind)
{
    struct walk w = {.roots = r};
    const struct gc_pmscan_run *found;
    size_t i;

    (void)dl_iterate_phdr(check_counters, &w);
    if (!w.changed)
        return;
    r->nfound = 0;
    (void)dl_iterate_phdr(collect, &w);
    /* What there is no memory for now is looked for again next time. */
    r->looked = !w.incomplete && drop_unloaded(r, t, kind);
    found = r->found.data;
    for (i = 0; i < r->nfound; i++)
        if (gc_pmscan_tracker_add(t, found[i].start, found[i].end, kind) < 0)
            r->looked = false;
}
