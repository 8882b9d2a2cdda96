/* SPDX-License-Identifier: MIT */
/*
 * The system around the program: sections 6.14 (without load and exit) and the
 * files of 6.13.1 by name.
 *
 * In: names.  Out: strings, numbers.
 */
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "port.h"

extern char **environ;

static int arg_count;
static char **args;

void pms_set_command_line(int argc, char **argv)
{
    arg_count = argc;
    args = argv;
}

static value command_line(struct thread *t, int argc, value *argv)
{
    value l = PMS_NIL;
    int i;

    (void)argc;
    (void)argv;
    for (i = arg_count; i-- > 0;)
        l = pms_cons(t, pms_string(t, args[i]), l);
    return l;
}

/* ---- Environment ---------------------------------------------------------- */

static value get_environment_variable(struct thread *t, int argc, value *argv)
{
    size_t length;
    char *name, *found;

    (void)argc;
    need_type(t, "get-environment-variable", argv, 0, PMS_T_STRING);
    name = pms_string_to_utf8(t, argv[0], &length);
    found = strlen(name) == length ? getenv(name) : NULL;
    return found != NULL ? pms_string(t, found) : PMS_FALSE;
}

static value get_environment_variables(struct thread *t, int argc, value *argv)
{
    value l = PMS_NIL;
    size_t n;

    (void)argc;
    (void)argv;
    for (n = 0; environ != NULL && environ[n] != NULL; n++)
        ;
    while (n-- > 0) {
        const char *is = strchr(environ[n], '=');

        if (is == NULL)
            continue;
        l = pms_cons(t,
                     pms_cons(t,
                              pms_string_from_utf8(t, environ[n],
                                                   (size_t)(is - environ[n])),
                              pms_string(t, is + 1)),
                     l);
    }
    return l;
}

/* ---- Time ----------------------------------------------------------------- */

#define JIFFIES 1000000000

static value current_second(struct thread *t, int argc, value *argv)
{
    struct timespec now;

    (void)argc;
    (void)argv;
    clock_gettime(CLOCK_REALTIME, &now);
    return make_flonum(t, (double)now.tv_sec + (double)now.tv_nsec / 1e9);
}

static value current_jiffy(struct thread *t, int argc, value *argv)
{
    struct timespec now;

    (void)argc;
    (void)argv;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return pms_make_integer(t, (int64_t)now.tv_sec * JIFFIES + now.tv_nsec);
}

static value jiffies_per_second(struct thread *t, int argc, value *argv)
{
    (void)t;
    (void)argc;
    (void)argv;
    return FIX(JIFFIES);
}

/* ---- Files by name -------------------------------------------------------- */

static char *file_name(struct thread *t, const char *who, value *argv)
{
    size_t length;
    char *name;

    need_type(t, who, argv, 0, PMS_T_STRING);
    name = pms_string_to_utf8(t, argv[0], &length);
    if (strlen(name) != length)
        port_failed(t, "use the file name", argv[0], EINVAL);
    return name;
}

static value file_exists_p(struct thread *t, int argc, value *argv)
{
    (void)argc;
    return make_bool(access(file_name(t, "file-exists?", argv), F_OK) == 0);
}

static value delete_file(struct thread *t, int argc, value *argv)
{
    (void)argc;
    if (unlink(file_name(t, "delete-file", argv)) != 0)
        port_failed(t, "delete the file", argv[0], errno);
    return PMS_UNSPECIFIED;
}

/* ---- Features ------------------------------------------------------------- */

static const char *const features[] = {
    "r7rs", "exact-closed", "exact-complex", "ieee-float", "full-unicode",
    "ratios", "posix", "unix", "linux", "gnu-linux", "x86-64", "lp64",
    "little-endian", "threads", "srfi-18", "srfi-69", "pmscheme",
};

value pms_features(struct thread *t)
{
    size_t i = sizeof features / sizeof features[0];
    value l = PMS_NIL;

    while (i-- > 0)
        l = pms_cons(t, pms_intern(t, features[i]), l);
    return l;
}

static value features_(struct thread *t, int argc, value *argv)
{
    (void)argc;
    (void)argv;
    return pms_features(t);
}

const struct primitive pms_system_primitives[] = {
    {"command-line", 0, 0, command_line},
    {"get-environment-variable", 1, 1, get_environment_variable},
    {"get-environment-variables", 0, 0, get_environment_variables},
    {"current-second", 0, 0, current_second},
    {"current-jiffy", 0, 0, current_jiffy},
    {"jiffies-per-second", 0, 0, jiffies_per_second},
    {"file-exists?", 1, 1, file_exists_p},
    {"delete-file", 1, 1, delete_file},
    {"features", 0, 0, features_},
    {NULL, 0, 0, NULL},
};
