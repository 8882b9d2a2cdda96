/* SPDX-License-Identifier: MIT */
/*
 * A private directory for temporary files; see scratch.h.
 *
 * In: TMPDIR.  Out: files below TMPDIR or /tmp, nowhere else.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "scratch.h"

static int make_in(const char *parent, struct scratch *scratch)
{
    char *path;

    if (asprintf(&path, "%s/gc-pmscan-XXXXXX", parent) < 0)
        return -ENOMEM;
    if (mkdtemp(path) == NULL) {
        int error = errno;

        free(path);
        return -error;
    }
    scratch->directory = path;
    return 0;
}

int scratch_make(struct scratch *scratch)
{
    const char *parent = getenv("TMPDIR");

    scratch->directory = NULL;
    /* A relative one would be in the current directory. */
    if (parent != NULL && parent[0] == '/' && make_in(parent, scratch) == 0)
        return 0;
    return make_in("/tmp", scratch);
}

char *scratch_path(const struct scratch *scratch, const char *name)
{
    char *path;

    return asprintf(&path, "%s/%s", scratch->directory, name) < 0 ? NULL
                                                                  : path;
}

void scratch_clear(const struct scratch *scratch, const char *prefix)
{
    DIR *dir = opendir(scratch->directory);
    struct dirent *entry;

    if (dir == NULL)
        return;
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0
            && strcmp(entry->d_name, "..") != 0
            && strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
}

void scratch_remove(struct scratch *scratch)
{
    int error = 0;

    if (scratch->directory == NULL)
        return;
    /* A process that the program left behind may write its report between
     * the two steps. */
    for (int tries = 0; tries < 3; tries++) {
        scratch_clear(scratch, "");
        error = rmdir(scratch->directory) == 0 ? 0 : errno;
        if (error != ENOTEMPTY)
            break;
    }
    if (error != 0 && error != ENOENT)
        cli_say("the temporary directory '%s' could not be removed: %s",
                scratch->directory, strerror(error));
    free(scratch->directory);
    scratch->directory = NULL;
}
