/* SPDX-License-Identifier: MIT */
/*
 * Sends the imports of one loaded shared object elsewhere: its own slots in
 * its global offset table are changed, so no other object's calls are touched.
 *
 * In: a loaded object and pairs of name and function.  Out: changed slots.
 * Knows nothing of libgc.  Uses dynamic-section formats of the System V ABI.
 */
#ifndef GC_PMSCAN_IMPORTS_H
#define GC_PMSCAN_IMPORTS_H

#include <link.h>
#include <stddef.h>

struct gc_pmscan_import {
    const char *name;
    void *replacement; /* NULL: only count the slots */
    unsigned slots; /* out: how many were changed */
};

/* Returns 0; -ENOEXEC when the object's dynamic
 * section lacks something; -EOPNOTSUPP on an architecture whose relocations
 * are not known;
 * or the -errno of mprotect(2), after which some slots may be changed: the
 * replacements must be good in any mixture with the originals. */
int gc_pmscan_imports_redirect(const struct link_map *object,
                               struct gc_pmscan_import *imports,
                               size_t count);

/* Does the object's read-only data contain the text?  False also when its
 * program headers cannot be found. */
int gc_pmscan_object_contains(const struct link_map *object, const char *text);

#endif
