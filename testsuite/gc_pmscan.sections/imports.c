/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: one object's imports are sent elsewhere, before and after they
 *   were first used, called or taken the address of, however it was linked;
 *   calls from the program and from another object that is built alike stay
 *   what they were, and memory that was read-only is so again.
 * Limitations: functions; tables of addresses in an object's data are not
 *   followed.
 */
/* { dg-link "unit" } */
/* { dg-libs "-ldl" } */
/* { dg-matrix "HOW=lazy" "HOW=lazy-relro" "HOW=now" "HOW=now-relro" "HOW=no-plt" "HOW=no-relro" } */
#define _GNU_SOURCE
#include "imports.h"
#include "object.h"

static const char source[] =
    "#include <unistd.h>\n"
    "int call_getpid(void) { return (int)getpid(); }\n"
    "int call_getppid(void) { return (int)getppid(); }\n"
    "int call_getuid(void) { return (int)getuid(); }\n"
    "void *address_of_getpid(void) { return (void *)getpid; }\n";

static const struct {
    const char *how, *flags;
    int mode;
} ways[] = {
    { "lazy", "-Wl,-z,lazy", RTLD_LAZY },
    { "lazy-relro", "-Wl,-z,lazy -Wl,-z,relro", RTLD_LAZY },
    { "now", "-Wl,-z,now -Wl,-z,norelro", RTLD_LAZY },
    { "now-relro", "-Wl,-z,now -Wl,-z,relro", RTLD_LAZY },
    { "no-plt", "-fno-plt -Wl,-z,now -Wl,-z,relro", RTLD_NOW },
    { "no-relro", "-Wl,-z,norelro", RTLD_NOW },
};

struct object {
    int (*call_getpid)(void);
    int (*call_getppid)(void);
    int (*call_getuid)(void);
    void *(*address_of_getpid)(void);
};

static pid_t other_getpid(void) { return -11; }
static pid_t other_getppid(void) { return -12; }

static void *load(const char *name, int mode, struct object *o)
{
    void *handle = object_load(name, mode);

    *(void **)&o->call_getpid = object_symbol(handle, "call_getpid");
    *(void **)&o->call_getppid = object_symbol(handle, "call_getppid");
    *(void **)&o->call_getuid = object_symbol(handle, "call_getuid");
    *(void **)&o->address_of_getpid =
        object_symbol(handle, "address_of_getpid");
    return handle;
}

static void expect_untouched(const struct object *o)
{
    CHECK_EQ(o->call_getpid(), getpid());
    CHECK_EQ(o->call_getppid(), getppid());
    CHECK_EQ(o->call_getuid(), getuid());
    CHECK(o->address_of_getpid() == (void *)getpid);
}

/* The lines about an object in the list of mappings. */
static void mappings_of(const char *name, char *out, size_t size)
{
    FILE *f = fopen("/proc/self/maps", "r");
    char line[512];

    CHECK(f != NULL);
    *out = '\0';
    while (fgets(line, sizeof(line), f) != NULL)
        if (strstr(line, name) != NULL) {
            CHECK(strlen(out) + strlen(line) < size);
            strcat(out, line);
        }
    CHECK_EQ(fclose(f), 0);
    CHECK(*out != '\0');
}

static void redirect(const char *flags, int mode, bool used)
{
    static char before[8192], after[8192];
    struct gc_pmscan_import imports[] = {
        { .name = "getpid", .replacement = other_getpid },
        { .name = "no_such_function", .replacement = other_getpid },
        { .name = "getppid", .replacement = other_getppid },
        { .name = "getp", .replacement = other_getpid },
    };
    struct object changed, beside;
    void *handle, *handle_beside;

    object_build("changed", source, flags);
    object_build("beside", source, flags);
    handle_beside = load("beside", mode, &beside);
    handle = load("changed", mode, &changed);
    if (used) {
        expect_untouched(&changed);
        expect_untouched(&beside);
    }
    mappings_of("/changed.so", before, sizeof(before));
    CHECK_EQ(gc_pmscan_imports_redirect(object_map(handle), imports, 4), 0);
    mappings_of("/changed.so", after, sizeof(after));
    CHECK(strcmp(before, after) == 0);
    CHECK(imports[0].slots >= 1);
    CHECK_EQ(imports[1].slots, 0);
    CHECK(imports[2].slots >= 1);
    CHECK_EQ(imports[3].slots, 0);

    CHECK_EQ(changed.call_getpid(), -11);
    CHECK_EQ(changed.call_getppid(), -12);
    CHECK_EQ(changed.call_getuid(), getuid());
    CHECK(changed.address_of_getpid() == (void *)other_getpid);
    CHECK_EQ(changed.call_getpid(), -11);
    expect_untouched(&beside);
    CHECK(getpid() > 0);
    CHECK_EQ(dlclose(handle), 0);
    CHECK_EQ(dlclose(handle_beside), 0);
}

int main(void)
{
    const char *how = getenv("HOW") != NULL ? getenv("HOW") : "lazy";
    size_t i;

    for (i = 0; strcmp(ways[i].how, how) != 0; i++)
        CHECK(i + 1 < sizeof(ways) / sizeof(*ways));
    redirect(ways[i].flags, ways[i].mode, false);
    redirect(ways[i].flags, ways[i].mode, true);
    return 0;
}
