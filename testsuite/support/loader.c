/* SPDX-License-Identifier: MIT */
/*
 * A program that does not have libgc until it loads a library that brings it.
 *
 * What comes in: the library's file; "local" or "global", which is how it is
 * loaded; and optionally "direct": then the file is libgc itself, and its
 * functions are looked up by name.  What goes out: a sum.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static void *library;

static void *look_up(const char *name)
{
    void *symbol = dlsym(library, name);

    if (symbol == NULL)
        fprintf(stderr, "%s\n", dlerror());
    return symbol;
}

static long direct_sum(void)
{
    enum { PLACES = 5000 };
    static long **places;
    long sum = 0, i;
    void (*init)(void);
    void *(*allocate)(size_t);

    *(void **)&init = look_up("GC_init");
    *(void **)&allocate = look_up("GC_malloc");
    init();
    places = allocate(PLACES * sizeof(*places));
    for (i = 0; i < 500000; i++) {
        long *p = allocate(24);

        *p = i % 1000;
        places[i * 7919 % PLACES] = p;
    }
    for (i = 0; i < PLACES; i++)
        sum += *places[i];
    return sum;
}

int main(int argc, char **argv)
{
    long (*sum)(void) = direct_sum;

    if (argc < 3)
        return 2;
    library = dlopen(argv[1], strcmp(argv[2], "local") == 0
                                  ? RTLD_NOW | RTLD_LOCAL
                                  : RTLD_NOW | RTLD_GLOBAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 2;
    }
    if (argc < 4)
        *(void **)&sum = look_up("plugged_sum");
    printf("%ld\n", sum());
    return 0;
}
