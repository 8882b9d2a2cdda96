/* SPDX-License-Identifier: MIT */
/*
 * Tiny shared objects, compiled when a test runs.
 *
 * What comes in: CC from the environment, source text, flags.  What goes out:
 * files in the current directory, loaded.
 */
#ifndef OBJECT_H
#define OBJECT_H

#include <dlfcn.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>

#include "check.h"

/** Compiles name.so from source. */
static inline void object_build(const char *name, const char *source,
                                const char *flags)
{
    const char *cc = getenv("CC");
    char path[64], command[1024];
    FILE *f;

    CHECK(snprintf(path, sizeof(path), "%s.c", name) < (int)sizeof(path));
    f = fopen(path, "w");
    CHECK(f != NULL);
    CHECK(fputs(source, f) >= 0);
    CHECK_EQ(fclose(f), 0);
    CHECK(snprintf(command, sizeof(command),
                   "%s -shared -fPIC -O1 %s -o %s.so %s.c",
                   cc != NULL ? cc : "cc", flags, name, name)
          < (int)sizeof(command));
    CHECK_EQ(system(command), 0);
}

/** Loads name.so of the current directory. */
static inline void *object_load(const char *name, int mode)
{
    char path[64];
    void *handle;

    CHECK(snprintf(path, sizeof(path), "./%s.so", name) < (int)sizeof(path));
    handle = dlopen(path, mode);
    if (handle == NULL)
        printf("%s\n", dlerror());
    CHECK(handle != NULL);
    return handle;
}

static inline void *object_symbol(void *handle, const char *name)
{
    void *symbol = dlsym(handle, name);

    CHECK(symbol != NULL);
    return symbol;
}

static inline const struct link_map *object_map(void *handle)
{
    struct link_map *map = NULL;

    CHECK_EQ(dlinfo(handle, RTLD_DI_LINKMAP, &map), 0);
    return map;
}

#endif /* OBJECT_H */
