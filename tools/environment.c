/* SPDX-License-Identifier: MIT */
/*
 * The environment of a measured program; see environment.h.
 *
 * In: GC_PMSCAN_LIBRARY, LD_PRELOAD and the place where the dynamic linker
 * found our own copy of the library.  Out: names and paths.  The variables
 * GC_PMSCAN, GC_PMSCAN_REPORT, GC_ENABLE_INCREMENTAL, GC_DISABLE_INCREMENTAL
 * and LD_PRELOAD are changed by environment_apply, nothing else is.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "environment.h"

/* How the variables of each kind are set: NULL removes one. */
enum incremental { LEAVE, ALWAYS, NEVER };

static const struct {
    const char *name;
    const char *gc_pmscan;
    enum incremental incremental;
} kinds[KIND_COUNT] = {
    [KIND_OFF] = {"off", "off", NEVER},
    [KIND_STOCK] = {"stock", "off", ALWAYS},
    [KIND_PMSCAN] = {"pmscan", "require", ALWAYS},
    [KIND_AUTO] = {"auto", "auto", LEAVE},
};

const char *kind_name(enum kind kind)
{
    return kinds[kind].name;
}

bool kind_parse(const char *word, size_t len, enum kind *out)
{
    for (int k = 0; k < KIND_COUNT; k++) {
        if (strlen(kinds[k].name) == len
            && strncmp(kinds[k].name, word, len) == 0) {
            *out = (enum kind)k;
            return true;
        }
    }
    return false;
}

/* ---- the library ---- */

/* Checks a candidate; returns its absolute path, to be freed. */
static char *usable_library(const char *path, char *why, size_t why_size)
{
    struct stat st;
    char *absolute = realpath(path, NULL);

    if (absolute == NULL || stat(absolute, &st) != 0
        || access(absolute, R_OK) != 0) {
        snprintf(why, why_size, "the library '%s' can't be read: %s", path,
                 strerror(errno));
    } else if (!S_ISREG(st.st_mode)) {
        snprintf(why, why_size, "the library '%s' is not a file", path);
    } else if (strpbrk(absolute, " \t\n:") != NULL) {
        /* The dynamic linker cuts LD_PRELOAD at these, unconditionally. */
        snprintf(why, why_size,
                 "the path of the library, '%s', has a blank or a colon in "
                 "it, which LD_PRELOAD can't express; copy the library and "
                 "name the copy in GC_PMSCAN_LIBRARY",
                 absolute);
    } else {
        return absolute;
    }
    free(absolute);
    return NULL;
}

char *environment_library(char *why, size_t why_size)
{
    const char *named = getenv("GC_PMSCAN_LIBRARY");
    Dl_info info;
    void *ours;

    if (named != NULL && named[0] != '\0')
        return usable_library(named, why, why_size);
    /* Found by name and not by &gc_pmscan_version, which can be the address
     * of a jump in the program itself. */
    ours = dlsym(RTLD_DEFAULT, "gc_pmscan_version");
    if (ours != NULL && dladdr(ours, &info) != 0 && info.dli_fname != NULL
        && strstr(info.dli_fname, "libgc_pmscan.so") != NULL)
        return usable_library(info.dli_fname, why, why_size);
#ifdef GC_PMSCAN_LIBDIR
    return usable_library(GC_PMSCAN_LIBDIR "/libgc_pmscan.so", why, why_size);
#else
    snprintf(why, why_size, "libgc_pmscan.so was not found; name it in the "
                            "environment variable GC_PMSCAN_LIBRARY");
    return NULL;
#endif
}

/* ---- report templates ---- */

bool template_valid(const char *template)
{
    for (const char *p = template; (p = strchr(p, '%')) != NULL; p += 2)
        if (p[1] != 'p' && p[1] != '%')
            return false;
    return true;
}

/* Writes text to out with each character of special preceded by (or, for the
 * per cent sign, which stands for itself, doubled with) mark. */
static void escape(FILE *out, const char *text, const char *special, int mark)
{
    for (; *text; text++) {
        if (strchr(special, *text) != NULL)
            fputc(mark, out);
        fputc(*text, out);
    }
}

char *template_absolute(const char *template)
{
    char *cwd, *result = NULL;
    size_t size;
    FILE *out;

    if (template[0] == '/')
        return strdup(template);
    cwd = getcwd(NULL, 0);
    if (cwd == NULL)
        return NULL;
    out = open_memstream(&result, &size);
    if (out != NULL) {
        escape(out, cwd, "%", '%');
        fprintf(out, "/%s", template);
        if (fclose(out) != 0) {
            free(result);
            result = NULL;
        }
    }
    free(cwd);
    return result;
}

char *template_in(const char *directory, const char *prefix)
{
    char *result = NULL;
    size_t size;
    FILE *out = open_memstream(&result, &size);

    if (out == NULL)
        return NULL;
    escape(out, directory, "%", '%');
    fputc('/', out);
    escape(out, prefix, "%", '%');
    fputs("%p.json", out);
    if (fclose(out) != 0) {
        free(result);
        return NULL;
    }
    return result;
}

size_t template_written(const char *template, const struct timespec *since)
{
    char *pattern = NULL;
    size_t size, found = 0;
    FILE *out = open_memstream(&pattern, &size);
    glob_t matches;

    if (out == NULL)
        return 0;
    for (const char *p = template; *p; p++) {
        if (p[0] == '%' && p[1] == 'p') {
            fputs("[0-9]*", out);
            p++;
            continue;
        }
        if (p[0] == '%' && p[1] == '%')
            p++;
        if (strchr("*?[]\\", *p) != NULL)
            fputc('\\', out);
        fputc(*p, out);
    }
    if (fclose(out) == 0 && glob(pattern, GLOB_NOSORT, NULL, &matches) == 0) {
        for (size_t i = 0; i < matches.gl_pathc; i++) {
            struct stat st;

            if (stat(matches.gl_pathv[i], &st) != 0)
                continue;
            /* A device or pipe keeps no time. */
            if (!S_ISREG(st.st_mode)
                || st.st_mtim.tv_sec > since->tv_sec
                || (st.st_mtim.tv_sec == since->tv_sec
                    && st.st_mtim.tv_nsec >= since->tv_nsec))
                found++;
        }
        globfree(&matches);
    }
    free(pattern);
    return found;
}

/* ---- the environment ---- */

static int set(const char *name, const char *value)
{
    int r = value ? setenv(name, value, 1) : unsetenv(name);

    return r == 0 ? 0 : -errno;
}

/* Puts the library in front of what is preloaded already. */
static int preload(const char *library)
{
    const char *old = getenv("LD_PRELOAD");
    size_t len = strlen(library);
    char *value;
    int r;

    if (old == NULL || old[0] == '\0')
        return set("LD_PRELOAD", library);
    /* Run by another gc-pmscan: it is there already. */
    if (strncmp(old, library, len) == 0
        && (old[len] == '\0' || old[len] == ':'))
        return 0;
    if (asprintf(&value, "%s:%s", library, old) < 0)
        return -ENOMEM;
    r = set("LD_PRELOAD", value);
    free(value);
    return r;
}

int environment_apply(enum kind kind, const char *library,
                      const char *report_template)
{
    enum incremental incremental = kinds[kind].incremental;
    int r = preload(library);

    if (r == 0)
        r = set("GC_PMSCAN", kinds[kind].gc_pmscan);
    if (r == 0)
        r = set("GC_PMSCAN_REPORT", report_template);
    if (r == 0 && incremental != LEAVE)
        r = set("GC_ENABLE_INCREMENTAL", incremental == ALWAYS ? "1" : NULL);
    if (r == 0 && incremental != LEAVE)
        r = set("GC_DISABLE_INCREMENTAL", incremental == NEVER ? "1" : NULL);
    return r;
}
