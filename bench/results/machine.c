/* SPDX-License-Identifier: MIT */
/*
 * The machine that something was measured on; see machine.h.
 */
#define _GNU_SOURCE
#include "machine.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

json_t *machine_describe(void)
{
    json_t *o = json_object();
    struct utsname name;
    char line[256], model[256] = "";
    FILE *in = fopen("/proc/cpuinfo", "r");

    while (in != NULL && *model == '\0'
           && fgets(line, sizeof line, in) != NULL)
        (void)sscanf(line, "model name : %255[^\n]", model);
    if (in != NULL)
        (void)fclose(in);
    if (uname(&name) == 0) {
        (void)json_object_set_new(o, "kernel",
                                  json_pack("s++", name.sysname, " ",
                                            name.release));
        if (*model == '\0')
            (void)snprintf(model, sizeof model, "%s", name.machine);
    }
    (void)json_object_set_new(o, "processor", json_string(model));
    (void)json_object_set_new(
        o, "cpus", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    (void)json_object_set_new(
        o, "memory_mb",
        json_integer((json_int_t)sysconf(_SC_PHYS_PAGES)
                     * sysconf(_SC_PAGESIZE) >> 20));
    return o;
}

void machine_line(const json_t *machine, char *out, size_t size)
{
    const char *kernel = "unknown kernel", *processor = "unknown processor";
    json_int_t cpus = 0, memory = 0;

    (void)json_unpack((json_t *)machine, "{s?s, s?s, s?I, s?I}", "kernel",
                      &kernel, "processor", &processor, "cpus", &cpus,
                      "memory_mb", &memory);
    (void)snprintf(out, size, "%s, %lld x %s, %lld MiB of memory", kernel,
                   (long long)cpus, processor, (long long)memory);
}
