/* SPDX-License-Identifier: MIT */
/*
 * The program gc-pmscan: asks whether this machine can do what the library
 * needs, runs a program with it, and compares the ways of collecting.
 *
 * In: the command line.  Out: what the subcommand says, and its exit status.
 * This file chooses the subcommand and does nothing else.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "gc_pmscan.h"

static const char help[] =
    "Usage: gc-pmscan COMMAND [OPTION]... [-- PROGRAM [ARG]...]\n"
    "Dirty pages for the Boehm collector from PAGEMAP_SCAN.\n"
    "\n"
    "Commands:\n"
    "  probe      tell whether this machine can do it, and why not\n"
    "  run        run a program with the library and report its pauses\n"
    "  compare    run a program in several ways and show them side by side\n"
    "\n"
    "  --help     print this and exit; each command has its own --help\n"
    "  --version  print the version and exit\n"
    "\n"
    "The manual page gc-pmscan(1) has the rest.\n";

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"probe", cmd_probe},
    {"run", cmd_run},
    {"compare", cmd_compare},
};

/* Makes sure that descriptors 0 to 2 are open: otherwise a file of ours would
 * get one of these numbers and the program we start would write into it. */
static int open_standard_descriptors(void)
{
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) != fd)
            return -1;
    return 0;
}

int main(int argc, char **argv)
{
    if (open_standard_descriptors() != 0)
        return CLI_OWN_FAILURE;
    if (argc < 2)
        return cli_usage(NULL, "no command given; accepted are probe, run and "
                               "compare");
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        fputs(help, stdout);
        return cli_finish(CLI_FINE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("gc-pmscan %s\n", gc_pmscan_version());
        return cli_finish(CLI_FINE);
    }
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    if (argv[1][0] == '-')
        return cli_usage(NULL, "unknown option '%s'; accepted are --help, "
                               "--version, or one of the commands probe, run "
                               "and compare", argv[1]);
    return cli_usage(NULL, "unknown command '%s'; accepted are probe, run and "
                           "compare", argv[1]);
}
