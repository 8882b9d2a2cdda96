/* SPDX-License-Identifier: MIT */
/*
 * The probe; see probe.h.
 */
#include "probe.h"

#include <errno.h>
#include <string.h>

#include "pages.h"
#include "scan.h"
#include "sys.h"

static const char uffd_ok[] = "userfaultfd with asynchronous write protection";
static const char pagemap_ok[] = "/proc/self/pagemap can be read";
static const char register_ok[] = "memory can be registered";
static const char scan_ok[] = "PAGEMAP_SCAN is there";
static const char exact_ok[] =
    "of two armed pages, exactly the one that was written was reported";

static void step(struct gc_pmscan_probe_result *r, const char *name, int error,
                 const char *detail)
{
    struct gc_pmscan_probe_step *s = &r->steps[r->nsteps++];

    s->name = name;
    s->error = error < 0 ? -error : error;
    s->detail = detail;
    if (error != 0 && r->usable) {
        r->usable = 0;
        r->verdict = detail;
    }
}

static void not_tried(struct gc_pmscan_probe_result *r, const char *name)
{
    struct gc_pmscan_probe_step *s = &r->steps[r->nsteps++];

    s->name = name;
    s->error = -1;
    s->detail = "not tried, because of the above";
}

static const char *explain_uffd(int error)
{
    switch (error) {
    case 0:
        return uffd_ok;
    case -EOPNOTSUPP:
        return "the kernel's userfaultfd has no asynchronous write "
               "protection: Linux 6.7 or later is needed";
    case -EPERM:
    case -EACCES:
        return "userfaultfd is refused to this process: let the container's "
               "seccomp profile allow the userfaultfd system call, or give "
               "access to /dev/userfaultfd";
    case -ENOSYS:
        return "userfaultfd is missing or filtered: a kernel built with "
               "CONFIG_USERFAULTFD is needed, and a seccomp profile that "
               "allows it";
    case -EMFILE:
    case -ENFILE:
        return "no file descriptor is left: raise the limit (ulimit -n)";
    default:
        return "userfaultfd failed";
    }
}

static const char *explain_pagemap(int error)
{
    switch (error) {
    case 0:
        return pagemap_ok;
    case -ENOENT:
    case -ENOTDIR:
        return "/proc/self/pagemap is missing: mount /proc in this container "
               "or chroot";
    case -EACCES:
    case -EPERM:
        return "/proc/self/pagemap may not be read: the process is not "
               "dumpable (PR_SET_DUMPABLE) or /proc is restricted";
    case -EMFILE:
    case -ENFILE:
        return "no file descriptor is left: raise the limit (ulimit -n)";
    default:
        return "/proc/self/pagemap cannot be opened";
    }
}

static const char *explain_scan(int error)
{
    switch (error) {
    case 0:
        return scan_ok;
    case -ENOTTY:
    case -EINVAL:
        return "the kernel has no PAGEMAP_SCAN: Linux 6.7 or later is needed";
    case -EPERM:
        return "PAGEMAP_SCAN met memory that is not registered, or a seccomp "
               "profile refuses it";
    default:
        return "PAGEMAP_SCAN failed";
    }
}

const char *gc_pmscan_probe_explain(int error)
{
    switch (error) {
    case 0:
        return "";
    case -EMFILE:
    case -ENFILE:
    case -ENOENT:
    case -EACCES:
        return explain_pagemap(error);
    case -EPERM:
        return "a sweep was refused (EPERM): heap memory is not registered, "
               "because another userfaultfd holds it or a seccomp profile "
               "refuses the call";
    case -EBUSY:
        return "another userfaultfd of the program holds heap memory";
    case -EBADF:
    case -ENOTTY:
        return "the program closed our descriptors and new ones do not work";
    case -ENOMEM:
        return "there is no memory for the sweep's bookkeeping";
    case -EPROTO:
        return "the kernel's answer about a page known to be written was "
               "wrong";
    default:
        return "a system call of the sweep failed";
    }
}

static long scan_two(int pagemap, uintptr_t start, struct gc_pmscan_run *out)
{
    uint64_t walk_end;

    return gc_pmscan_scan_written(pagemap, start,
                                  start + 2 * gc_pmscan_page_size(), false,
                                  out, 2, &walk_end);
}

static void try_pages(struct gc_pmscan_probe_result *r, int uffd, int pagemap)
{
    uintptr_t page = gc_pmscan_page_size();
    struct gc_pmscan_run out[2];
    void *memory = NULL;
    volatile char *p;
    long n;
    int ret = gc_pmscan_sys_map(2 * page, &memory);

    if (ret == 0)
        ret = gc_pmscan_sys_uffd_register(uffd, (uintptr_t)memory, 2 * page);
    step(r, "register", ret,
         ret == 0 ? register_ok
                  : "memory cannot be registered with userfaultfd");
    if (ret < 0) {
        not_tried(r, "pagemap_scan");
        not_tried(r, "exact");
        if (memory != NULL)
            (void)gc_pmscan_sys_unmap(memory, 2 * page);
        return;
    }
    p = memory;
    p[0] = p[page] = 1;
    n = scan_two(pagemap, (uintptr_t)memory, out);
    step(r, "pagemap_scan", n < 0 ? (int)n : 0,
         explain_scan(n < 0 ? (int)n : 0));
    if (n < 0) {
        not_tried(r, "exact");
    } else {
        p[page] = 2;
        n = scan_two(pagemap, (uintptr_t)memory, out);
        ret = n == 1 && out[0].start == (uintptr_t)memory + page
                      && out[0].end == out[0].start + page
                  ? 0
                  : -EPROTO;
        step(r, "exact", ret,
             ret == 0 ? exact_ok
                      : "the kernel did not report exactly the page that was "
                        "written");
    }
    (void)gc_pmscan_sys_unmap(memory, 2 * page);
}

void gc_pmscan_probe_run(struct gc_pmscan_probe_result *r)
{
    size_t size = r->size;
    int uffd, pagemap;

    memset(r, 0, sizeof(*r));
    r->size = size;
    r->usable = 1;
    r->verdict = "usable";
    uffd = gc_pmscan_sys_uffd_open();
    step(r, "userfaultfd", uffd < 0 ? uffd : 0,
         explain_uffd(uffd < 0 ? uffd : 0));
    pagemap = gc_pmscan_sys_pagemap_open();
    step(r, "pagemap", pagemap < 0 ? pagemap : 0,
         explain_pagemap(pagemap < 0 ? pagemap : 0));
    if (uffd >= 0 && pagemap >= 0) {
        try_pages(r, uffd, pagemap);
    } else {
        not_tried(r, "register");
        not_tried(r, "pagemap_scan");
        not_tried(r, "exact");
    }
    if (pagemap >= 0)
        (void)gc_pmscan_sys_close(pagemap);
    if (uffd >= 0)
        (void)gc_pmscan_sys_close(uffd);
}

int gc_pmscan_probe_error(const struct gc_pmscan_probe_result *r)
{
    unsigned i;

    for (i = 0; i < r->nsteps; i++)
        if (r->steps[i].error > 0)
            return -r->steps[i].error;
    return 0;
}
