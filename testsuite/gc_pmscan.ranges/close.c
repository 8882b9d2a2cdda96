/* SPDX-License-Identifier: MIT */
/*
 * Area: ranges
 * Purpose: a tracker that was closed has left no descriptor, no mapping and
 *   no registration behind, and may be opened again.
 * Limitations: mappings are counted by number.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <dirent.h>

#include "dirty.h"

enum { PAGES = 16, ROUNDS = 50 };

static size_t count_entries(const char *path)
{
    DIR *d = opendir(path);
    size_t n = 0;

    CHECK(d != NULL);
    while (readdir(d) != NULL)
        n++;
    CHECK_EQ(closedir(d), 0);
    return n;
}

static size_t count_lines(const char *path)
{
    FILE *f = fopen(path, "r");
    size_t n = 0;
    int c;

    CHECK(f != NULL);
    while ((c = getc(f)) != EOF)
        n += c == '\n';
    CHECK_EQ(fclose(f), 0);
    return n;
}

static void use(struct gc_pmscan_tracker *t, void *p)
{
    dirty_open(t);
    dirty_add(t, p, PAGES);
    CHECK_EQ(dirty_sweep(t, p, PAGES, NULL), PAGES);
    dirty_expect_exact(t, p, PAGES, 3, 7);
    gc_pmscan_tracker_close(t);
}

int main(void)
{
    struct gc_pmscan_tracker t;
    struct kernel other;
    void *p = map_pages(PAGES);
    size_t files, mappings, i;

    touch(p, 0, PAGES);
    use(&t, p);
    files = count_entries("/proc/self/fd");
    mappings = count_lines("/proc/self/maps");
    for (i = 0; i < ROUNDS; i++)
        use(&t, p);
    CHECK_EQ(count_entries("/proc/self/fd"), files);
    CHECK_EQ(count_lines("/proc/self/maps"), mappings);
    gc_pmscan_tracker_close(&t); /* twice is allowed */
    other = kernel_open();
    CHECK_EQ(gc_pmscan_sys_uffd_register(
                 other.uffd, (uintptr_t)p, PAGES * gc_pmscan_page_size()), 0);
    return 0;
}
