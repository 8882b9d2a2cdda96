/* SPDX-License-Identifier: MIT */
/*
 * Area: embedding
 * Purpose: in a static program dl_iterate_phdr(3) tells the program what it
 *   tells it without us: only libgc is shown aligned headers.
 * Limitations: a static program has one object only.
 */
/* { dg-link "static" } */
#define _GNU_SOURCE
#include <check.h>

#include <gc/gc.h>
#include <gc_pmscan.h>
#include <link.h>
#include <sys/auxv.h>

static const void *headers;
static unsigned objects;

static int look(struct dl_phdr_info *info, size_t size, void *data)
{
    (void)size;
    (void)data;
    if (objects++ == 0)
        headers = info->dlpi_phdr;
    return 0;
}

int main(void)
{
    int i;

    GC_INIT();
    GC_enable_incremental();
    for (i = 0; i < 1000000; i++)
        (void)GC_MALLOC(32);
    CHECK_EQ(dl_iterate_phdr(look, NULL), 0);
    CHECK(objects > 0);
    CHECK_EQ((uintptr_t)headers, getauxval(AT_PHDR));
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    return 0;
}
