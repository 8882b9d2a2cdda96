/* SPDX-License-Identifier: MIT */
/*
 * Questions to PAGEMAP_SCAN; see scan.h.
 */
#include "scan.h"

#include "sys.h"

/* What a page has that is not untouched. */
#define WITH_CONTENTS (KABI_PAGE_IS_PRESENT | KABI_PAGE_IS_SWAPPED)

static_assert(sizeof(struct gc_pmscan_run) == sizeof(struct kabi_page_region),
              "the kernel writes runs in place");

long gc_pmscan_scan_written(int pagemap, uint64_t start, uint64_t end,
                            bool only_contents, struct gc_pmscan_run *out,
                            size_t room, uint64_t *walk_end)
{
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .flags = KABI_PM_SCAN_WP_MATCHING | KABI_PM_SCAN_CHECK_WPASYNC,
        .start = start,
        .end = end,
        .vec = (uint64_t)(uintptr_t)out,
        .vec_len = room,
        .category_mask = KABI_PAGE_IS_WRITTEN,
        /* None at all: for that the kernel has a quicker way. */
        .category_anyof_mask = only_contents ? WITH_CONTENTS : 0,
        .return_mask = KABI_PAGE_IS_WRITTEN,
    };
    long n = gc_pmscan_sys_pagemap_scan(pagemap, &arg);

    *walk_end = arg.walk_end;
    return n;
}

int gc_pmscan_scan_for_hole(int pagemap, uint64_t start, uint64_t end)
{
    struct gc_pmscan_run hole;
    struct kabi_pm_scan_arg arg = {
        .size = sizeof(arg),
        .start = start,
        .end = end,
        .vec = (uint64_t)(uintptr_t)&hole,
        .vec_len = 1,
        .max_pages = 1,
        .category_inverted = WITH_CONTENTS,
        .category_mask = WITH_CONTENTS,
        .return_mask = KABI_PAGE_IS_PRESENT,
    };

    return (int)gc_pmscan_sys_pagemap_scan(pagemap, &arg);
}
