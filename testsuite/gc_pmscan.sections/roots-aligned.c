/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: of the loaded objects libgc is shown what there is, but for
 *   writable segments, which begin at the page they lie on, and read-only
 *   parts of them, which end at a page; of the program's own roots, one that
 *   begins within a page becomes two that together are the same bytes.
 * Limitations: the objects of this process, one of them with data that begins
 *   within a page.
 */
/* { dg-link "unit" } */
/* { dg-libs "-ldl" } */
#define _GNU_SOURCE
#include "object.h"
#include "pages.h"
#include "root_align.h"

enum { MOST = 4000 };

struct seen {
    uintptr_t base;
    ElfW(Phdr) header;
};

static struct seen plain[MOST], aligned[MOST];
static size_t nplain, naligned;

static int collect(struct dl_phdr_info *info, struct seen *out, size_t *n)
{
    size_t i;

    for (i = 0; i < info->dlpi_phnum; i++) {
        CHECK(*n < MOST);
        out[*n].base = info->dlpi_addr;
        out[(*n)++].header = info->dlpi_phdr[i];
    }
    return 0;
}

static int on_plain(struct dl_phdr_info *info, size_t size, void *data)
{
    CHECK(size >= sizeof(*info) - 16);
    CHECK(data == &nplain);
    return collect(info, plain, &nplain);
}

static int on_aligned(struct dl_phdr_info *info, size_t size, void *data)
{
    CHECK(size >= sizeof(*info) - 16);
    CHECK(data == &naligned);
    return collect(info, aligned, &naligned);
}

static int stop_at_second(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)info;
    (void)size;
    return ++*(int *)data == 2 ? 77 : 0;
}

static void compare(const struct seen *p, const struct seen *a)
{
    uintptr_t start = p->base + p->header.p_vaddr;
    uintptr_t end = start + p->header.p_memsz;
    uintptr_t got = a->base + a->header.p_vaddr;
    ElfW(Phdr) same = a->header;

    CHECK_EQ(p->base, a->base);
    if (p->header.p_type == PT_LOAD && (p->header.p_flags & PF_W) != 0) {
        CHECK_EQ(got, gc_pmscan_page_down(start));
        CHECK_EQ(got + a->header.p_memsz, end);
        same.p_vaddr = p->header.p_vaddr;
        same.p_memsz = p->header.p_memsz;
    } else if (p->header.p_type == PT_GNU_RELRO) {
        end = gc_pmscan_page_down(end);
        if (end > start) {
            CHECK_EQ(got, start);
            CHECK_EQ(got + a->header.p_memsz, end);
        } else {
            CHECK(a->header.p_type == PT_NULL || a->header.p_memsz == 0);
            same.p_type = p->header.p_type;
        }
        same.p_memsz = p->header.p_memsz;
    }
    CHECK(memcmp(&same, &p->header, sizeof(same)) == 0);
}

static struct { char *low, *high; } added[4];
static size_t nadded;

static void add_roots(void *low, void *high)
{
    CHECK(nadded < 4);
    added[nadded].low = low;
    added[nadded++].high = high;
}

static void own_root(uintptr_t low, uintptr_t high)
{
    uintptr_t boundary = gc_pmscan_page_up(low);

    nadded = 0;
    gc_pmscan_aligned_add_roots(add_roots, (void *)low, (void *)high);
    CHECK(nadded >= 1 && nadded <= 2);
    CHECK_EQ((uintptr_t)added[0].low, low);
    CHECK_EQ((uintptr_t)added[nadded - 1].high, high);
    if (nadded == 2) {
        CHECK_EQ((uintptr_t)added[0].high, boundary);
        CHECK_EQ((uintptr_t)added[1].low, boundary);
        CHECK(boundary != low && boundary < high);
    } else {
        /* It starts at a boundary, or has none within. */
        CHECK(boundary == low || boundary >= high);
    }
}

int main(void)
{
    struct test_rng rng = test_rng_start();
    uintptr_t page = gc_pmscan_page_size();
    size_t i, off_boundary = 0;
    int calls = 0;

    object_build("data", "char data[10000] = { 1 }; int *const p = (int *)data;"
                         " char more[10000];\n", "-Wl,-z,relro");
    (void)object_load("data", RTLD_NOW);
    CHECK_EQ(dl_iterate_phdr(on_plain, &nplain), 0);
    CHECK_EQ(gc_pmscan_aligned_dl_iterate_phdr(on_aligned, &naligned), 0);
    CHECK_EQ(nplain, naligned);
    for (i = 0; i < nplain; i++) {
        compare(&plain[i], &aligned[i]);
        off_boundary += plain[i].header.p_type == PT_LOAD
                        && plain[i].header.p_vaddr % page != 0;
    }
    printf("%zu headers, %zu segments within a page\n", nplain, off_boundary);
    CHECK(off_boundary > 0);
    CHECK_EQ(gc_pmscan_aligned_dl_iterate_phdr(stop_at_second, &calls), 77);
    CHECK_EQ(calls, 2);
    for (i = 0; i < 2000; i++) {
        uintptr_t low = 16 * page + test_random_below(&rng, 2 * page);

        own_root(low, low + test_random_below(&rng, 4 * page));
    }
    own_root(4 * page, 5 * page);
    own_root(4 * page + 8, 5 * page);
    own_root(4 * page + 8, 4 * page + 8);
    return 0;
}
