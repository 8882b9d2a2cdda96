/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the program gc-pmscan share: its subcommands, its exit
 * statuses and how it talks to its user.
 *
 * In: formatted text and command line words.  Out: sentences on standard
 * error that begin with the program's name; nothing here exits the process.
 * Standard output belongs to the subcommands.
 */
#ifndef GC_PMSCAN_TOOLS_CLI_H
#define GC_PMSCAN_TOOLS_CLI_H

#include <getopt.h>
#include <stdbool.h>

struct json_t;

/* Exit statuses.  The last three are those of env(1), nohup(1), timeout(1). */
enum {
    CLI_FINE = 0,
    CLI_NO = 1,            /* probe: not usable; compare: not comparable */
    CLI_USAGE = 2,
    CLI_OWN_FAILURE = 125,
    CLI_CANNOT_EXECUTE = 126,
    CLI_NOT_FOUND = 127
};

/* The subcommands: argv[0] is the subcommand's name; they return the exit
 * status, or end the process by a signal that the program ended by. */
int cmd_probe(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_compare(int argc, char **argv);

/* One sentence on standard error. */
void cli_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for a command line that makes no sense, with a pointer to the
 * subcommand's --help (NULL: the program's).  Returns CLI_USAGE. */
int cli_usage(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Says what getopt_long(), called with opterr 0 and an option string that
 * starts with ':', did not like: c is what it returned.  accepted names the
 * options that exist.  Returns CLI_USAGE. */
int cli_bad_option(const char *command, char **argv, int c,
                   const char *accepted);

/* Cuts the command line of a subcommand that takes a program: *options is how
 * many words come before the first "--", and the program's own words begin at
 * the result.  Returns NULL when there is no "--"; then *options is argc. */
char **cli_program(int argc, char **argv, int *options);

/* The text as it may go to a terminal: control characters become '?'.
 * Changes the text in place and returns it. */
char *cli_printable(char *text);

/* A JSON string: file names and arguments need not be UTF-8, so bytes that
 * are not become '?'.  Reference owned by the caller. */
struct json_t *cli_json_text(const char *text);

/* Ends a use of standard output.  Returns status, or CLI_OWN_FAILURE after a
 * sentence when something could not be written. */
int cli_finish(int status);

#endif
