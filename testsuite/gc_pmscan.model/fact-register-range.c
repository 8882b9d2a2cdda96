/* SPDX-License-Identifier: MIT */
/*
 * Area: model
 * Purpose: registration and its reverse leave out what is not mapped, and
 *   refuse a range where nothing is [D-REGISTER-GAP]; the reverse takes the
 *   marks off [D-UNREGISTER], and refuses a range with a file mapping that is
 *   not registered, which need not be so for anonymous memory
 *   [D-UNREGISTER-FILE].
 * Limitations: ordinary files.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include "categories.h"

int main(void)
{
    struct kernel k = kernel_open();
    size_t page = gc_pmscan_page_size();
    uintptr_t p = (uintptr_t)armed_pages(&k, 4);
    void *at = (void *)p;
    int fd = nameless_file(page);

    CHECK_EQ(munmap(page_at(at, 1), page), 0);
    register_pages(&k, at, 0, 4);
    CHECK_EQ(gc_pmscan_sys_uffd_register(k.uffd, p + page, page), -EINVAL);
    CHECK_EQ(gc_pmscan_sys_uffd_unregister(k.uffd, p + page, page), -EINVAL);
    CHECK_EQ(categories(&k, at, 2), WPALLOWED | PRESENT);
    CHECK_EQ(gc_pmscan_sys_uffd_unregister(k.uffd, p, 4 * page), 0);
    CHECK_EQ(gc_pmscan_sys_uffd_unregister(k.uffd, p, 4 * page), 0);
    CHECK_EQ(categories(&k, at, 2), WRITTEN | PRESENT);
    register_pages(&k, at, 0, 4);
    CHECK(mmap(page_at(at, 3), page, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0)
          == page_at(at, 3));
    CHECK_EQ(gc_pmscan_sys_uffd_unregister(k.uffd, p, 4 * page), -EINVAL);
    CHECK(categories(&k, at, 0) & WPALLOWED);
    register_pages(&k, at, 3, 4);
    CHECK_EQ(gc_pmscan_sys_uffd_unregister(k.uffd, p, 4 * page), 0);
    return 0;
}
