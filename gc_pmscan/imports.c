/* SPDX-License-Identifier: MIT */
/*
 * Sends the imports of one loaded object elsewhere; see imports.h.
 */
#define _GNU_SOURCE
#include "imports.h"

#include <atomic_ops.h>
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include "pages.h"
#include "sys.h"

#if defined(__x86_64__)
#define IS_FUNCTION_SLOT(type)                                                \
    ((type) == R_X86_64_JUMP_SLOT || (type) == R_X86_64_GLOB_DAT)
#elif defined(__aarch64__)
#define IS_FUNCTION_SLOT(type)                                                \
    ((type) == R_AARCH64_JUMP_SLOT || (type) == R_AARCH64_GLOB_DAT)
#else
#define IS_FUNCTION_SLOT(type) ((void)(type), 0)
#define NO_RELOCATIONS 1
#endif

struct tables {
    const ElfW(Sym) *symbols;
    const char *strings;
    const ElfW(Rela) *plt;
    size_t plt_count;
    const ElfW(Rela) *other;
    size_t other_count;
};

static uintptr_t address_in(const struct link_map *object, ElfW(Addr) value)
{
    /* glibc has relocated these entries already, others have not. */
    return value < object->l_addr ? object->l_addr + value : value;
}

static bool find_tables(const struct link_map *object, struct tables *t)
{
    const ElfW(Dyn) *d;
    size_t plt_bytes = 0, other_bytes = 0;
    bool rela = false;

    memset(t, 0, sizeof(*t));
    for (d = object->l_ld; d != NULL && d->d_tag != DT_NULL; d++) {
        switch (d->d_tag) {
        case DT_SYMTAB:
            t->symbols = (const void *)address_in(object, d->d_un.d_ptr);
            break;
        case DT_STRTAB:
            t->strings = (const void *)address_in(object, d->d_un.d_ptr);
            break;
        case DT_JMPREL:
            t->plt = (const void *)address_in(object, d->d_un.d_ptr);
            break;
        case DT_PLTRELSZ:
            plt_bytes = d->d_un.d_val;
            break;
        case DT_PLTREL:
            rela = d->d_un.d_val == DT_RELA;
            break;
        case DT_RELA:
            t->other = (const void *)address_in(object, d->d_un.d_ptr);
            break;
        case DT_RELASZ:
            other_bytes = d->d_un.d_val;
            break;
        default:
            break;
        }
    }
    if (t->plt != NULL && !rela)
        return false;
    t->plt_count = t->plt != NULL ? plt_bytes / sizeof(ElfW(Rela)) : 0;
    t->other_count = t->other != NULL ? other_bytes / sizeof(ElfW(Rela)) : 0;
    return t->symbols != NULL && t->strings != NULL
           && t->plt_count + t->other_count > 0;
}

static int set_slot(const struct link_map *object, const ElfW(Rela) *rela,
                    void *replacement, bool read_only)
{
    uintptr_t slot = object->l_addr + rela->r_offset;
    void *page = (void *)gc_pmscan_page_down(slot);
    int ret = 0;

    if (read_only)
        ret = gc_pmscan_sys_mprotect(page, gc_pmscan_page_size(),
                                     PROT_READ | PROT_WRITE);
    if (ret < 0)
        return ret;
    AO_store_release((volatile AO_t *)slot, (AO_t)(uintptr_t)replacement);
    if (read_only)
        (void)gc_pmscan_sys_mprotect(page, gc_pmscan_page_size(), PROT_READ);
    return 0;
}

struct object_query {
    uintptr_t base;
    const ElfW(Phdr) *headers;
    size_t count;
};

static int find_headers(struct dl_phdr_info *info, size_t size, void *data)
{
    struct object_query *q = data;

    (void)size;
    if (info->dlpi_addr != q->base)
        return 0;
    q->headers = info->dlpi_phdr;
    q->count = info->dlpi_phnum;
    return 1;
}

static struct object_query headers_of(const struct link_map *object)
{
    struct object_query q = {.base = object->l_addr};

    (void)dl_iterate_phdr(find_headers, &q);
    return q;
}

/* The part of the global offset table that was made read-only after the
 * relocations were done. */
static bool in_relro(const struct object_query *q, const ElfW(Rela) *rela)
{
    size_t i;

    for (i = 0; i < q->count; i++) {
        const ElfW(Phdr) *p = q->headers + i;

        /* The loader protects whole pages only. */
        if (p->p_type == PT_GNU_RELRO && rela->r_offset >= p->p_vaddr
            && rela->r_offset
                   < gc_pmscan_page_down(p->p_vaddr + p->p_memsz))
            return true;
    }
    return false;
}

static int redirect_table(const struct link_map *object,
                          const struct object_query *q,
                          const struct tables *t, const ElfW(Rela) *rela,
                          size_t count, struct gc_pmscan_import *imports,
                          size_t nimports)
{
    size_t i, k;

    for (i = 0; i < count; i++) {
        const char *name;

        if (!IS_FUNCTION_SLOT(ELF64_R_TYPE(rela[i].r_info)))
            continue;
        name = t->strings + t->symbols[ELF64_R_SYM(rela[i].r_info)].st_name;
        for (k = 0; k < nimports; k++) {
            int ret;

            if (strcmp(name, imports[k].name) != 0)
                continue;
            ret = imports[k].replacement == NULL
                      ? 0
                      : set_slot(object, rela + i, imports[k].replacement,
                                 in_relro(q, rela + i));
            if (ret < 0)
                return ret;
            imports[k].slots++;
        }
    }
    return 0;
}

int gc_pmscan_imports_redirect(const struct link_map *object,
                               struct gc_pmscan_import *imports, size_t count)
{
    struct object_query q = headers_of(object);
    struct tables t;
    int ret;

#ifdef NO_RELOCATIONS
    return -EOPNOTSUPP;
#endif
    if (sizeof(ElfW(Addr)) != 8)
        return -EOPNOTSUPP;
    if (!find_tables(object, &t) || q.headers == NULL)
        return -ENOEXEC;
    ret = redirect_table(object, &q, &t, t.plt, t.plt_count, imports, count);
    if (ret == 0)
        ret = redirect_table(object, &q, &t, t.other, t.other_count, imports,
                             count);
    return ret;
}

int gc_pmscan_object_contains(const struct link_map *object, const char *text)
{
    struct object_query q = headers_of(object);
    size_t i;

    for (i = 0; i < q.count; i++) {
        const ElfW(Phdr) *p = q.headers + i;

        if (p->p_type == PT_LOAD && (p->p_flags & PF_R) != 0
            && (p->p_flags & PF_W) == 0
            && memmem((const void *)(object->l_addr + p->p_vaddr), p->p_filesz,
                      text, strlen(text)) != NULL)
            return 1;
    }
    return 0;
}
