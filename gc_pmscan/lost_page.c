/* SPDX-License-Identifier: MIT */
/*
 * The end of a process that has lost a page; see lost_page.h.
 */
#include "lost_page.h"

#include <stdio.h>
#include <string.h>

#include "sys.h"

static void say(const char *text)
{
    (void)gc_pmscan_sys_write_all(2, text, strlen(text));
}

/* The line of the map file for an address, and what is in it, unparsed. */
static void say_mapping(uintptr_t address)
{
    char text[4096];
    size_t kept = 0;
    int fd = gc_pmscan_sys_open_for_reading("/proc/self/maps");
    long n;

    while (fd >= 0
           && (n = gc_pmscan_sys_read(fd, text + kept,
                                      sizeof(text) - 1 - kept)) > 0) {
        char *line = text, *end;

        text[kept + (size_t)n] = '\0';
        while ((end = strchr(line, '\n')) != NULL) {
            unsigned long from, to;

            *end = '\0';
            if (sscanf(line, "%lx-%lx", &from, &to) == 2 && address >= from
                && address < to) {
                say("gc_pmscan: mapping ");
                say(line);
                say("\n");
            }
            line = end + 1;
        }
        kept = strlen(line);
        memmove(text, line, kept + 1);
    }
    if (fd >= 0)
        (void)gc_pmscan_sys_close(fd);
}

/* snprintf and sscanf of numbers take no lock and no memory of malloc's. */
void gc_pmscan_lost_page(uintptr_t address, const char *what, const char *more)
{
    char text[256];

    (void)snprintf(text, sizeof(text),
                   "gc_pmscan: GC_PMSCAN_VERIFY: lost page: 0x%lx %s\n",
                   (unsigned long)address, what);
    say(text);
    say(more);
    say_mapping(address);
    gc_pmscan_sys_abort();
}
