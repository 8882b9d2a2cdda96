/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: where the kernel can do it, the probe says usable, each step with
 *   error 0 and a sentence; it leaves neither a descriptor nor a mapping
 *   behind, and errno alone, however often it is called.
 * Limitations: what it says where the kernel refuses is in probe-refused and
 *   in area fallback.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <dirent.h>
#include <string.h>

#include "kernel.h"
#include "probe.h"

static size_t count_open(void)
{
    DIR *d = opendir("/proc/self/fd");
    size_t n = 0;

    CHECK(d != NULL);
    while (readdir(d) != NULL)
        n++;
    CHECK_EQ(closedir(d), 0);
    return n;
}

static size_t mapped_kb(void)
{
    FILE *f = fopen("/proc/self/statm", "r");
    size_t pages;

    CHECK(f != NULL);
    CHECK_EQ(fscanf(f, "%zu", &pages), 1);
    CHECK_EQ(fclose(f), 0);
    return pages;
}

static void expect_usable(const struct gc_pmscan_probe_result *r)
{
    static const char *const names[] = { "userfaultfd", "pagemap", "register",
                                         "pagemap_scan", "exact" };
    unsigned i;

    CHECK_EQ(r->usable, 1);
    CHECK_EQ(r->size, sizeof(*r));
    CHECK_EQ(r->nsteps, sizeof(names) / sizeof(*names));
    for (i = 0; i < r->nsteps; i++) {
        CHECK(strcmp(r->steps[i].name, names[i]) == 0);
        CHECK_EQ(r->steps[i].error, 0);
        CHECK(strlen(r->steps[i].detail) > 10);
    }
    CHECK(*r->verdict != '\0');
    CHECK_EQ(gc_pmscan_probe_error(r), 0);
}

int main(void)
{
    struct gc_pmscan_probe_result r = { .size = sizeof(r) }, small;
    struct kernel k = kernel_open();
    size_t files, pages, i;

    CHECK_EQ(gc_pmscan_sys_close(k.uffd) + gc_pmscan_sys_close(k.pagemap), 0);
    gc_pmscan_probe_run(&r);
    expect_usable(&r);
    files = count_open();
    pages = mapped_kb();
    for (i = 0; i < 200; i++) {
        memset(&r, 0xa5, sizeof(r));
        r.size = sizeof(r);
        errno = 4242;
        gc_pmscan_probe_run(&r);
        CHECK_EQ(errno, 4242);
        expect_usable(&r);
    }
    CHECK_EQ(count_open(), files);
    CHECK_EQ(mapped_kb(), pages);

    /* The public function. */
    memset(&r, 0, sizeof(r));
    r.size = sizeof(r);
    CHECK_EQ(gc_pmscan_probe(&r), 0);
    expect_usable(&r);
    CHECK_EQ(gc_pmscan_probe(NULL), -EINVAL);
    memset(&small, 0, sizeof(small));
    small.size = sizeof(small.size);
    CHECK_EQ(gc_pmscan_probe(&small), -EINVAL);
    CHECK_EQ(small.nsteps, 0);
    return 0;
}
