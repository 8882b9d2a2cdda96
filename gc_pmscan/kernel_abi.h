/* SPDX-License-Identifier: MIT */
/*
 * The kernel's side of the interface: numbers and structures as Linux 6.7 and
 * later define them, so that the library builds with any headers and decides
 * at run time, never at compile time, what the kernel can do.
 *
 * In: nothing.  Out: constants and structures.  No code, no other header of
 * this project.
 *
 * Source: Linux 6.7 include/uapi/linux/fs.h and linux/userfaultfd.h.
 */
#ifndef GC_PMSCAN_KERNEL_ABI_H
#define GC_PMSCAN_KERNEL_ABI_H

#include <assert.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#ifndef SYS_userfaultfd
#error "this architecture has no userfaultfd system call"
#endif

/* userfaultfd(2) */
#define KABI_UFFD_USER_MODE_ONLY 1

struct kabi_uffdio_api {
    uint64_t api;
    uint64_t features;
    uint64_t ioctls;
};

struct kabi_uffdio_range {
    uint64_t start;
    uint64_t len;
};

struct kabi_uffdio_register {
    struct kabi_uffdio_range range;
    uint64_t mode;
    uint64_t ioctls;
};

struct kabi_uffdio_writeprotect {
    struct kabi_uffdio_range range;
    uint64_t mode;
};

static_assert(sizeof(struct kabi_uffdio_writeprotect) == 24,
              "uffdio_writeprotect");
static_assert(sizeof(struct kabi_uffdio_api) == 24, "uffdio_api");
static_assert(sizeof(struct kabi_uffdio_range) == 16, "uffdio_range");
static_assert(sizeof(struct kabi_uffdio_register) == 32, "uffdio_register");

#define KABI_UFFD_API 0xAAull
#define KABI_UFFD_FEATURE_PAGEFAULT_FLAG_WP (1ull << 0)
#define KABI_UFFD_FEATURE_WP_UNPOPULATED (1ull << 13)
#define KABI_UFFD_FEATURE_WP_ASYNC (1ull << 15)
#define KABI_UFFDIO_REGISTER_MODE_WP (1ull << 1)

#define KABI_UFFDIO_API _IOWR(0xAA, 0x3F, struct kabi_uffdio_api)
#define KABI_UFFDIO_REGISTER _IOWR(0xAA, 0x00, struct kabi_uffdio_register)
#define KABI_UFFDIO_UNREGISTER _IOR(0xAA, 0x01, struct kabi_uffdio_range)
#define KABI_UFFDIO_WRITEPROTECT                                              \
    _IOWR(0xAA, 0x06, struct kabi_uffdio_writeprotect)
/* on an open /dev/userfaultfd */
#define KABI_USERFAULTFD_IOC_NEW _IO(0xAA, 0x00)

/* PAGEMAP_SCAN on an open /proc/PID/pagemap */
struct kabi_page_region {
    uint64_t start;      /* bytes */
    uint64_t end;        /* bytes, exclusive */
    uint64_t categories;
};

struct kabi_pm_scan_arg {
    uint64_t size;
    uint64_t flags;
    uint64_t start;
    uint64_t end;
    uint64_t walk_end;
    uint64_t vec;
    uint64_t vec_len;
    uint64_t max_pages;
    uint64_t category_inverted;
    uint64_t category_mask;
    uint64_t category_anyof_mask;
    uint64_t return_mask;
};

static_assert(sizeof(struct kabi_page_region) == 24, "page_region");
static_assert(sizeof(struct kabi_pm_scan_arg) == 96, "pm_scan_arg");

#define KABI_PAGEMAP_SCAN _IOWR('f', 16, struct kabi_pm_scan_arg)

#define KABI_PM_SCAN_WP_MATCHING (1ull << 0)
#define KABI_PM_SCAN_CHECK_WPASYNC (1ull << 1)

#define KABI_PAGE_IS_WPALLOWED (1ull << 0)
#define KABI_PAGE_IS_WRITTEN (1ull << 1)
#define KABI_PAGE_IS_FILE (1ull << 2)
#define KABI_PAGE_IS_PRESENT (1ull << 3)
#define KABI_PAGE_IS_SWAPPED (1ull << 4)
#define KABI_PAGE_IS_PFNZERO (1ull << 5)
#define KABI_PAGE_IS_HUGE (1ull << 6)
#define KABI_PAGE_IS_SOFT_DIRTY (1ull << 7)

/* madvise(2), in case the C library's headers are older than Linux 4.14 */
#define KABI_MADV_WIPEONFORK 18

#endif
