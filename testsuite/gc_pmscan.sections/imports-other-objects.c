/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: an object without relocations is refused with ENOEXEC; of an
 *   object, only constant data counts as what it contains; and every object
 *   of this process can be walked without harm when nothing is to be changed.
 * Limitations: the objects that this program happens to load.
 */
/* { dg-link "unit" } */
/* { dg-libs "-ldl" } */
#define _GNU_SOURCE
#include <errno.h>

#include "imports.h"
#include "object.h"

static void walk_all(void)
{
    struct gc_pmscan_import import = { .name = "no_such_function_anywhere" };
    const struct link_map *map = object_map(dlopen(NULL, RTLD_LAZY));
    unsigned n = 0;

    for (; map != NULL; map = map->l_next, n++) {
        int ret = gc_pmscan_imports_redirect(map, &import, 1);

        CHECK(ret == 0 || ret == -ENOEXEC);
        CHECK_EQ(import.slots, 0);
        if (map->l_name[0] != '\0') /* this program has the text here */
            CHECK_EQ(gc_pmscan_object_contains(map, "a text of no library"),
                     0);
    }
    printf("%u objects\n", n);
    CHECK(n >= 2);
}

int main(void)
{
    struct gc_pmscan_import import = { .name = "getpid" };
    const struct link_map *map;

    object_build("alone", "int f(int x) { return x + 1; }\n", "-nostdlib");
    CHECK_EQ(gc_pmscan_imports_redirect(
                 object_map(object_load("alone", RTLD_NOW)), &import, 1),
             -ENOEXEC);
    CHECK_EQ(import.slots, 0);

    object_build("texts",
                 "char writable[] = \"in memory that is written\";\n"
                 "const char *f(void) { return \"/proc/%d/constant\"; }\n",
                 "");
    map = object_map(object_load("texts", RTLD_NOW));
    CHECK_EQ(gc_pmscan_object_contains(map, "constant"), 1);
    CHECK_EQ(gc_pmscan_object_contains(map, "/proc/%d/constant"), 1);
    CHECK_EQ(gc_pmscan_object_contains(map, "constants"), 0);
    CHECK_EQ(gc_pmscan_object_contains(map, "that is written"), 0);
    walk_all();
    return 0;
}
