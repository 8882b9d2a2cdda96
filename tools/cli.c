/* SPDX-License-Identifier: MIT */
/*
 * Sentences to the user and the common part of reading a command line; see
 * cli.h.
 *
 * In: formatted text, argv.  Out: standard error.  Touches standard output
 * only to flush it, and never exits.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void say(const char *format, va_list ap)
{
    fputs("gc-pmscan: ", stderr);
    vfprintf(stderr, format, ap);
    fputc('\n', stderr);
}

void cli_say(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    say(format, ap);
    va_end(ap);
}

int cli_usage(const char *command, const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    say(format, ap);
    va_end(ap);
    fprintf(stderr, "Try 'gc-pmscan %s%s--help'.\n", command ? command : "",
            command ? " " : "");
    return CLI_USAGE;
}

int cli_bad_option(const char *command, char **argv, int c,
                   const char *accepted)
{
    const char *word = argv[optind - 1];

    if (c == ':')
        return cli_usage(command,
                         "the option '%s' needs a value; accepted are %s",
                         word, accepted);
    /* A long option that exists leaves its code in optopt; what is wrong is
     * then the value it was given. */
    if (optopt != 0 && word[0] == '-' && word[1] == '-')
        return cli_usage(command,
                         "the option in '%s' takes no value; accepted are %s",
                         word, accepted);
    if (optopt != 0)
        return cli_usage(command, "unknown option '-%c'; accepted are %s",
                         optopt, accepted);
    return cli_usage(command, "unknown option '%s'; accepted are %s", word,
                     accepted);
}

char **cli_program(int argc, char **argv, int *options)
{
    /* Not left to getopt_long(): it takes a "--" for the value of an option
     * before it, and the program's own "--" could be mistaken for ours. */
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            *options = i;
            return argv + i + 1;
        }
    }
    *options = argc;
    return NULL;
}

char *cli_printable(char *text)
{
    for (unsigned char *p = (unsigned char *)text; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            *p = '?';
    return text;
}

struct json_t *cli_json_text(const char *text)
{
    json_t *string = json_string(text);
    char *ascii;

    if (string != NULL)
        return string;
    ascii = strdup(text);
    if (ascii == NULL)
        return NULL;
    for (char *p = ascii; *p; p++)
        if ((unsigned char)*p >= 0x80)
            *p = '?';
    string = json_string(ascii);
    free(ascii);
    return string;
}

int cli_finish(int status)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        cli_say("standard output could not be written: %s", strerror(errno));
        return CLI_OWN_FAILURE;
    }
    return status;
}
