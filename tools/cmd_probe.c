/* SPDX-License-Identifier: MIT */
/*
 * gc-pmscan probe: can this machine do what the library needs?
 *
 * In: the kernel's answers through gc_pmscan_probe(), and the libgc.so.1 that
 * the dynamic linker finds.  Out: standard output and the exit status.
 * libgc is loaded in a child process only: this one has our library in it,
 * which is made to act when it meets a libgc.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "gc_pmscan.h"

static const char help[] =
    "Usage: gc-pmscan probe [--json]\n"
    "Tells whether this machine can do what gc_pmscan needs: a line for each\n"
    "capability, and the verdict.\n"
    "\n"
    "  --json    print one JSON object instead\n"
    "  --help    print this and exit\n"
    "\n"
    "Exit status: 0 usable, 1 not usable, 2 wrong command line.\n";

#define ACCEPTED "--json and --help"

/* ---- libgc ---- */

#define OLDEST_LIBGC 0x080200u /* 8.2.0, as GC_get_version() counts */

enum libgc_state {
    LIBGC_MISSING, /* no libgc.so.1, which is no fault: it can be linked in */
    LIBGC_OLD,
    LIBGC_FINE
};

struct libgc {
    enum libgc_state state;
    unsigned version; /* 0: older than GC_get_version() */
    char path[512];
};

static void ask_libgc(struct libgc *gc)
{
    void *handle = dlopen("libgc.so.1", RTLD_LAZY | RTLD_LOCAL);
    unsigned (*get_version)(void);
    void *symbol;
    Dl_info info;

    memset(gc, 0, sizeof(*gc));
    if (handle == NULL)
        return;
    gc->state = LIBGC_OLD;
    /* handle is kept: a libgc cannot be unloaded, and this process ends soon. */
    symbol = dlsym(handle, "GC_get_version");
    if (symbol == NULL)
        return; /* cppcheck-suppress resourceLeak */
    if (dladdr(symbol, &info) != 0 && info.dli_fname != NULL)
        snprintf(gc->path, sizeof(gc->path), "%s", info.dli_fname);
    memcpy(&get_version, &symbol, sizeof(get_version));
    gc->version = get_version();
    if (gc->version >= OLDEST_LIBGC)
        gc->state = LIBGC_FINE;
    /* cppcheck-suppress resourceLeak */
}

/* Asks in a child process; what that does to the child is not our concern. */
static void find_libgc(struct libgc *gc)
{
    int fds[2];
    pid_t pid;
    ssize_t n = 0;

    memset(gc, 0, sizeof(*gc));
    if (pipe2(fds, O_CLOEXEC) != 0)
        return;
    pid = fork();
    if (pid == 0) {
        ask_libgc(gc);
        n = write(fds[1], gc, sizeof(*gc));
        _exit(n == (ssize_t)sizeof(*gc) ? 0 : 1);
    }
    close(fds[1]);
    if (pid > 0) {
        do
            n = read(fds[0], gc, sizeof(*gc));
        while (n < 0 && errno == EINTR);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(fds[0]);
    if (n != (ssize_t)sizeof(*gc))
        memset(gc, 0, sizeof(*gc));
    cli_printable(gc->path);
}

static void libgc_version(const struct libgc *gc, char *out, size_t size)
{
    if (gc->version == 0)
        snprintf(out, size, "older than 7.2");
    else
        snprintf(out, size, "%u.%u.%u", gc->version >> 16,
                 gc->version >> 8 & 0xff, gc->version & 0xff);
}

static const char old_libgc[] =
    "the libgc of this system is too old: install libgc 8.2.0 or later";

/* ---- output ---- */

static void print_text(const struct gc_pmscan_probe_result *r,
                       const struct libgc *gc, bool usable)
{
    char version[32];

    for (unsigned i = 0; i < r->nsteps; i++) {
        const struct gc_pmscan_probe_step *s = r->steps + i;

        printf("%-14s %-4s %s", s->name,
               s->error == 0 ? "yes" : s->error < 0 ? "-" : "no", s->detail);
        if (s->error > 0)
            printf(" (%s)", strerror(s->error));
        putchar('\n');
    }
    libgc_version(gc, version, sizeof(version));
    if (gc->state == LIBGC_MISSING)
        printf("%-14s %-4s no libgc.so.1 here (a program can have a libgc of "
               "its own)\n", "libgc", "-");
    else
        printf("%-14s %-4s libgc %s%s%s%s\n", "libgc",
               gc->state == LIBGC_FINE ? "yes" : "no", version,
               gc->path[0] ? " (" : "", gc->path, gc->path[0] ? ")" : "");
    if (usable)
        printf("usable: pmscan works here\n");
    else
        printf("not usable: %s\n", r->usable ? old_libgc : r->verdict);
}

static json_t *libgc_json(const struct libgc *gc)
{
    char version[32];

    if (gc->state == LIBGC_MISSING)
        return json_null();
    libgc_version(gc, version, sizeof(version));
    return json_pack("{s:s, s:o, s:b}", "version", version, "path",
                     cli_json_text(gc->path), "usable",
                     gc->state == LIBGC_FINE);
}

static json_t *steps_json(const struct gc_pmscan_probe_result *r)
{
    json_t *steps = json_array();

    for (unsigned i = 0; i < r->nsteps; i++) {
        const struct gc_pmscan_probe_step *s = r->steps + i;

        json_array_append_new(
            steps, json_pack("{s:s, s:b, s:b, s:i, s:s}", "name", s->name,
                             "ok", s->error == 0, "tried", s->error >= 0,
                             "errno", s->error > 0 ? s->error : 0, "detail",
                             s->detail));
    }
    return steps;
}

static int print_json(const struct gc_pmscan_probe_result *r,
                      const struct libgc *gc, bool usable)
{
    struct utsname kernel;
    json_t *root;
    int ret;

    root = json_pack("{s:b, s:s, s:s, s:o, s:o, s:o}", "usable", usable,
                     "verdict",
                     r->usable && !usable ? old_libgc : r->verdict, "version",
                     gc_pmscan_version(), "kernel",
                     cli_json_text(uname(&kernel) == 0 ? kernel.release : ""),
                     "libgc", libgc_json(gc), "steps", steps_json(r));
    if (root == NULL) {
        cli_say("there is not enough memory for the answer");
        return -1;
    }
    ret = json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
    if (ret != 0)
        cli_say("standard output could not be written");
    return ret;
}

int cmd_probe(int argc, char **argv)
{
    static const struct option options[] = {
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct gc_pmscan_probe_result result;
    struct libgc gc;
    bool json = false, usable;
    int c, r;

    opterr = 0;
    while ((c = getopt_long(argc, argv, "+:h", options, NULL)) != -1) {
        switch (c) {
        case 'j':
            json = true;
            break;
        case 'h':
            fputs(help, stdout);
            return cli_finish(CLI_FINE);
        default:
            return cli_bad_option("probe", argv, c, ACCEPTED);
        }
    }
    if (optind < argc)
        return cli_usage("probe", "'%s' is too much; accepted are only "
                                  ACCEPTED, argv[optind]);
    memset(&result, 0, sizeof(result));
    result.size = sizeof(result);
    r = gc_pmscan_probe(&result);
    if (r != 0) {
        cli_say("the library refused to probe: %s", strerror(-r));
        return CLI_OWN_FAILURE;
    }
    find_libgc(&gc);
    usable = result.usable && gc.state != LIBGC_OLD;
    if (!json)
        print_text(&result, &gc, usable);
    else if (print_json(&result, &gc, usable) != 0)
        return CLI_OWN_FAILURE;
    return cli_finish(usable ? CLI_FINE : CLI_NO);
}
