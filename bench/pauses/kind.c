/* SPDX-License-Identifier: MIT */
/*
 * How libgc is to learn which pages were written; see kind.h.
 */
#define _GNU_SOURCE
#include "kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool kind_known(const char *kind)
{
    return strcmp(kind, "off") == 0 || strcmp(kind, "stock") == 0
           || strcmp(kind, "pmscan") == 0;
}

static int set(const char *name, const char *value)
{
    return value != NULL ? setenv(name, value, 1) : unsetenv(name);
}

int kind_apply(const char *kind, const char *pmscan, const char *libgc)
{
    bool ours = strcmp(kind, "pmscan") == 0;
    bool incremental = strcmp(kind, "off") != 0;
    char *preload = NULL;
    int error;

    /* A preloaded libgc has the name that the program asks for, so that the
     * dynamic linker looks for no other. */
    if (asprintf(&preload, "%s%s%s", ours ? pmscan : "",
                 ours && libgc != NULL ? ":" : "",
                 libgc != NULL ? libgc : "") < 0)
        return -1;
    error = set("LD_PRELOAD", preload[0] != '\0' ? preload : NULL);
    free(preload);
    if (error == 0)
        error = set("GC_PMSCAN", ours ? "require" : NULL);
    if (error == 0)
        error = set("GC_ENABLE_INCREMENTAL", incremental ? "1" : NULL);
    if (error == 0)
        error = set("GC_DISABLE_INCREMENTAL", incremental ? NULL : "1");
    return error;
}
