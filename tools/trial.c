/* SPDX-License-Identifier: MIT */
/*
 * One run of a program; see trial.h.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "trial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

/* Names in the temporary directory. */
#define FIRST_OUTPUT "stdout-first"
#define OUTPUT "stdout"
#define ERRORS "stderr"

void trial_progress_clear(const struct trials *t)
{
    if (t->progress)
        fprintf(stderr, "\r%40s\r", "");
}

void trial_progress(const struct trials *t, enum kind kind)
{
    if (t->progress)
        fprintf(stderr, "\rgc-pmscan: round %u of %u: %-6s", t->round,
                t->rounds, kind_name(kind));
}

static int open_in(const struct trials *t, const char *name)
{
    char *path = scratch_path(&t->scratch, name);
    int fd = -1;

    if (path != NULL)
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    free(path);
    return fd;
}

int trial_run(struct trials *t, enum kind kind, const char *prefix,
              struct launch_result *result)
{
    struct launch what = {
        .argv = t->program,
        .kind = kind,
        .library = t->library,
        .report_template = template_in(t->scratch.directory, prefix),
        .stdio = {open("/dev/null", O_RDONLY | O_CLOEXEC),
                  open_in(t, OUTPUT), open_in(t, ERRORS)},
        .detached = true,
    };
    int status = 0;

    if (what.report_template == NULL || what.stdio[0] < 0
        || what.stdio[1] < 0 || what.stdio[2] < 0) {
        trial_progress_clear(t);
        cli_say("no files can be made in '%s': %s", t->scratch.directory,
                strerror(errno));
        status = CLI_OWN_FAILURE;
    } else {
        launch(&t->session, &what, result);
        if (result->failure != LAUNCH_STARTED) {
            trial_progress_clear(t);
            status = launch_explain(result, t->program[0]);
        }
    }
    for (int i = 0; i < 3; i++)
        if (what.stdio[i] >= 0)
            close(what.stdio[i]);
    free((char *)what.report_template);
    return status;
}

void trial_describe_status(int status, char *out, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(out, size, "signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(out, size, "exit status %d", WEXITSTATUS(status));
}

void trial_show_errors(const struct trials *t)
{
    char *path = scratch_path(&t->scratch, ERRORS);
    FILE *in = path ? fopen(path, "re") : NULL;
    char text[4097];
    size_t n = 0;

    free(path);
    if (in == NULL)
        return;
    if (fseek(in, -(long)(sizeof(text) - 1), SEEK_END) != 0)
        rewind(in);
    n = fread(text, 1, sizeof(text) - 1, in);
    fclose(in);
    if (n == 0)
        return;
    text[n] = '\0';
    cli_say("the end of what it wrote to standard error in that run:");
    fwrite(text, 1, n, stderr);
    if (text[n - 1] != '\n')
        fputc('\n', stderr);
}

void trial_last_error(const struct trials *t, char *out, size_t size)
{
    char *path = scratch_path(&t->scratch, ERRORS);
    FILE *in = path ? fopen(path, "re") : NULL;
    char *line = NULL;
    size_t room = 0;

    snprintf(out, size, "it gave no reason");
    free(path);
    if (in == NULL)
        return;
    while (getline(&line, &room, in) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0')
            snprintf(out, size, "%s", line);
    }
    cli_printable(out);
    free(line);
    fclose(in);
}

/* Where two files differ first; -1 when they don't, -2 when one of them can't
 * be read. */
static long long first_difference(const char *a, const char *b)
{
    static char buffer_a[65536], buffer_b[65536];
    FILE *fa = fopen(a, "re"), *fb = fopen(b, "re");
    long long at = 0, result = -2;

    while (fa != NULL && fb != NULL) {
        size_t na = fread(buffer_a, 1, sizeof(buffer_a), fa);
        size_t nb = fread(buffer_b, 1, sizeof(buffer_b), fb);
        size_t i = 0, n = na < nb ? na : nb;

        if (ferror(fa) || ferror(fb))
            break;
        while (i < n && buffer_a[i] == buffer_b[i])
            i++;
        if (i < n || na != nb) {
            result = at + (long long)i;
            break;
        }
        if (n == 0) {
            result = -1;
            break;
        }
        at += (long long)n;
    }
    if (fa != NULL)
        fclose(fa);
    if (fb != NULL)
        fclose(fb);
    return result;
}

static void refuse(const struct trials *t, enum kind kind,
                   const char *what, const char *reference, const char *this)
{
    trial_progress_clear(t);
    if (kind == t->first_kind)
        cli_say("%s differs between two runs of the same kind, %s: %s in "
                "round %u, %s in round %u; a program that does not do the "
                "same each time can't be compared", what, kind_name(kind),
                reference, t->first_round, this, t->round);
    else
        cli_say("%s differs: %s under %s (round %u), %s under %s (round %u); "
                "nothing is compared", what, reference,
                kind_name(t->first_kind), t->first_round, this,
                kind_name(kind), t->round);
    trial_show_errors(t);
}

enum outcome trial_same(struct trials *t, enum kind kind, int status)
{
    char *output = scratch_path(&t->scratch, OUTPUT);
    char *reference = scratch_path(&t->scratch, FIRST_OUTPUT);
    enum outcome outcome = STOP;

    if (output == NULL || reference == NULL) {
        cli_say("there is not enough memory");
    } else if (!t->have_first) {
        t->have_first = true;
        t->first_kind = kind;
        t->first_round = t->round;
        t->first_status = status;
        if (rename(output, reference) == 0)
            outcome = GO_ON;
        else
            cli_say("the program's output can't be kept: %s",
                    strerror(errno));
    } else if (WIFSIGNALED(status) != WIFSIGNALED(t->first_status)
               || WEXITSTATUS(status) != WEXITSTATUS(t->first_status)
               || (WIFSIGNALED(status)
                   && WTERMSIG(status) != WTERMSIG(t->first_status))) {
        char before[64], now[64];

        trial_describe_status(t->first_status, before, sizeof(before));
        trial_describe_status(status, now, sizeof(now));
        refuse(t, kind, "how the program ended", before, now);
    } else {
        long long at = first_difference(reference, output);
        char now[64];

        snprintf(now, sizeof(now), "something else from byte %lld on",
                 at + 1);
        if (at == -1)
            outcome = GO_ON;
        else if (at == -2)
            cli_say("the program's output can't be read back");
        else
            refuse(t, kind, "the program's standard output", "one text",
                   now);
    }
    free(output);
    free(reference);
    return outcome;
}
