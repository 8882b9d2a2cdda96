/* SPDX-License-Identifier: MIT */
/*
 * Area: sys
 * Purpose: the numbers and structures of kernel_abi.h are the kernel's: those
 *   that its documentation and headers give, written down here once more, and
 *   those of the headers of this machine as far as they have them.
 * Limitations: architectures that number their ioctls in another way (mips,
 *   powerpc, sparc) are compared with the machine's headers only.
 */
/* { dg-link "plain" } */
#include <linux/fs.h>
#include <linux/userfaultfd.h>
#include <stddef.h>
#include <sys/mman.h>

#include "check.h"
#include "kernel_abi.h"

#define SAME(ours, theirs) CHECK_EQ((uint64_t)(ours), (uint64_t)(theirs))
#define SAME_FIELD(ours, theirs, field)                             \
    do {                                                            \
        SAME(offsetof(ours, field), offsetof(theirs, field));       \
        SAME(sizeof(((ours *)0)->field), sizeof(((theirs *)0)->field)); \
    } while (0)

static void check_sizes(void)
{
    static const size_t scan_fields[] = {
        offsetof(struct kabi_pm_scan_arg, size),
        offsetof(struct kabi_pm_scan_arg, flags),
        offsetof(struct kabi_pm_scan_arg, start),
        offsetof(struct kabi_pm_scan_arg, end),
        offsetof(struct kabi_pm_scan_arg, walk_end),
        offsetof(struct kabi_pm_scan_arg, vec),
        offsetof(struct kabi_pm_scan_arg, vec_len),
        offsetof(struct kabi_pm_scan_arg, max_pages),
        offsetof(struct kabi_pm_scan_arg, category_inverted),
        offsetof(struct kabi_pm_scan_arg, category_mask),
        offsetof(struct kabi_pm_scan_arg, category_anyof_mask),
        offsetof(struct kabi_pm_scan_arg, return_mask),
    };
    size_t i;

    CHECK_EQ(sizeof(struct kabi_pm_scan_arg), 96);
    for (i = 0; i < sizeof(scan_fields) / sizeof(*scan_fields); i++)
        CHECK_EQ(scan_fields[i], i * 8);
    CHECK_EQ(sizeof(struct kabi_page_region), 24);
    CHECK_EQ(offsetof(struct kabi_page_region, start), 0);
    CHECK_EQ(offsetof(struct kabi_page_region, end), 8);
    CHECK_EQ(offsetof(struct kabi_page_region, categories), 16);
    CHECK_EQ(sizeof(struct kabi_uffdio_api), 24);
    CHECK_EQ(sizeof(struct kabi_uffdio_range), 16);
    CHECK_EQ(sizeof(struct kabi_uffdio_register), 32);
    CHECK_EQ(offsetof(struct kabi_uffdio_register, mode), 16);
    CHECK_EQ(sizeof(struct kabi_uffdio_writeprotect), 24);
    CHECK_EQ(offsetof(struct kabi_uffdio_writeprotect, mode), 16);
}

static void check_numbers(void)
{
#if defined(__x86_64__) || defined(__aarch64__) || defined(__riscv)
    SAME(KABI_PAGEMAP_SCAN, 0xc0606610u);
    SAME(KABI_UFFDIO_API, 0xc018aa3fu);
    SAME(KABI_UFFDIO_REGISTER, 0xc020aa00u);
    SAME(KABI_UFFDIO_UNREGISTER, 0x8010aa01u);
    SAME(KABI_UFFDIO_WRITEPROTECT, 0xc018aa06u);
    SAME(KABI_USERFAULTFD_IOC_NEW, 0xaa00u);
#endif
    SAME(KABI_UFFD_API, 0xaa);
    SAME(KABI_UFFD_USER_MODE_ONLY, 1);
    SAME(KABI_UFFD_FEATURE_PAGEFAULT_FLAG_WP, 0x1);
    SAME(KABI_UFFD_FEATURE_WP_UNPOPULATED, 0x2000);
    SAME(KABI_UFFD_FEATURE_WP_ASYNC, 0x8000);
    SAME(KABI_UFFDIO_REGISTER_MODE_WP, 2);
    SAME(KABI_PM_SCAN_WP_MATCHING, 1);
    SAME(KABI_PM_SCAN_CHECK_WPASYNC, 2);
    SAME(KABI_PAGE_IS_WPALLOWED, 0x01);
    SAME(KABI_PAGE_IS_WRITTEN, 0x02);
    SAME(KABI_PAGE_IS_FILE, 0x04);
    SAME(KABI_PAGE_IS_PRESENT, 0x08);
    SAME(KABI_PAGE_IS_SWAPPED, 0x10);
    SAME(KABI_PAGE_IS_PFNZERO, 0x20);
    SAME(KABI_PAGE_IS_HUGE, 0x40);
    SAME(KABI_PAGE_IS_SOFT_DIRTY, 0x80);
}

static int check_userfaultfd_header(void)
{
    int compared = 0;

    SAME_FIELD(struct kabi_uffdio_api, struct uffdio_api, features);
    SAME_FIELD(struct kabi_uffdio_api, struct uffdio_api, ioctls);
    SAME_FIELD(struct kabi_uffdio_register, struct uffdio_register, range);
    SAME_FIELD(struct kabi_uffdio_register, struct uffdio_register, mode);
    SAME(KABI_UFFD_API, UFFD_API);
    SAME(KABI_UFFDIO_API, UFFDIO_API);
    SAME(KABI_UFFDIO_REGISTER, UFFDIO_REGISTER);
    SAME(KABI_UFFDIO_UNREGISTER, UFFDIO_UNREGISTER);
    SAME(KABI_UFFDIO_WRITEPROTECT, UFFDIO_WRITEPROTECT);
    SAME_FIELD(struct kabi_uffdio_writeprotect, struct uffdio_writeprotect,
               mode);
    SAME(KABI_UFFD_FEATURE_PAGEFAULT_FLAG_WP, UFFD_FEATURE_PAGEFAULT_FLAG_WP);
    SAME(KABI_UFFDIO_REGISTER_MODE_WP, UFFDIO_REGISTER_MODE_WP);
    compared += 10;
#ifdef UFFD_USER_MODE_ONLY
    SAME(KABI_UFFD_USER_MODE_ONLY, UFFD_USER_MODE_ONLY);
    compared++;
#endif
#ifdef USERFAULTFD_IOC_NEW
    SAME(KABI_USERFAULTFD_IOC_NEW, USERFAULTFD_IOC_NEW);
    compared++;
#endif
#ifdef UFFD_FEATURE_WP_UNPOPULATED
    SAME(KABI_UFFD_FEATURE_WP_UNPOPULATED, UFFD_FEATURE_WP_UNPOPULATED);
    compared++;
#endif
#ifdef UFFD_FEATURE_WP_ASYNC
    SAME(KABI_UFFD_FEATURE_WP_ASYNC, UFFD_FEATURE_WP_ASYNC);
    compared++;
#endif
    return compared;
}

static int check_fs_header(void)
{
#ifdef PAGEMAP_SCAN
    SAME(sizeof(struct kabi_pm_scan_arg), sizeof(struct pm_scan_arg));
    SAME(sizeof(struct kabi_page_region), sizeof(struct page_region));
    SAME_FIELD(struct kabi_pm_scan_arg, struct pm_scan_arg, walk_end);
    SAME_FIELD(struct kabi_pm_scan_arg, struct pm_scan_arg, vec);
    SAME_FIELD(struct kabi_pm_scan_arg, struct pm_scan_arg, category_mask);
    SAME_FIELD(struct kabi_pm_scan_arg, struct pm_scan_arg, return_mask);
    SAME_FIELD(struct kabi_page_region, struct page_region, categories);
    SAME(KABI_PAGEMAP_SCAN, PAGEMAP_SCAN);
    SAME(KABI_PM_SCAN_WP_MATCHING, PM_SCAN_WP_MATCHING);
    SAME(KABI_PM_SCAN_CHECK_WPASYNC, PM_SCAN_CHECK_WPASYNC);
    SAME(KABI_PAGE_IS_WPALLOWED, PAGE_IS_WPALLOWED);
    SAME(KABI_PAGE_IS_WRITTEN, PAGE_IS_WRITTEN);
    SAME(KABI_PAGE_IS_FILE, PAGE_IS_FILE);
    SAME(KABI_PAGE_IS_PRESENT, PAGE_IS_PRESENT);
    SAME(KABI_PAGE_IS_SWAPPED, PAGE_IS_SWAPPED);
    SAME(KABI_PAGE_IS_PFNZERO, PAGE_IS_PFNZERO);
    SAME(KABI_PAGE_IS_HUGE, PAGE_IS_HUGE);
    return 17;
#else
    return 0;
#endif
}

int main(void)
{
    int compared;

    check_sizes();
    check_numbers();
#ifdef MADV_WIPEONFORK
    SAME(KABI_MADV_WIPEONFORK, MADV_WIPEONFORK);
#endif
    compared = check_userfaultfd_header();
    printf("compared with <linux/userfaultfd.h>: %d, with <linux/fs.h>: %d\n",
           compared, check_fs_header());
    return 0;
}
