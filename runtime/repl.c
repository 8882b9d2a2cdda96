/* SPDX-License-Identifier: MIT */
/*
 * The REPL: lines from the terminal, values and errors to it.
 *
 * In: lines, by libedit with history.  Out: what their forms evaluate to.
 * SIGINT ends what runs, or empties the line.
 */
#include <editline/readline.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "env.h"
#include "interrupt.h"
#include "repl.h"

#define HISTORY_LINES 1000

static sigjmp_buf at_prompt;
static volatile sig_atomic_t is_at_prompt;
static struct thread *repl_thread;
static char history_file[4096];

static void on_sigint(int signal)
{
    (void)signal;
    if (is_at_prompt)
        siglongjmp(at_prompt, 1);
    pms_interrupt(repl_thread, INTERRUPT_SIGNAL);
}

static void set_history(void)
{
    const char *name = getenv("PMSCHEME_HISTORY"), *home = getenv("HOME");

    if (name != NULL)
        snprintf(history_file, sizeof history_file, "%s", name);
    else if (home != NULL)
        snprintf(history_file, sizeof history_file, "%s/.pmscheme_history",
                 home);
    using_history();
    stifle_history(HISTORY_LINES);
    if (history_file[0] != '\0')
        read_history(history_file);
}

/* A line to be freed, NULL at the end of the input.  *interrupted: SIGINT. */
static char *read_line(const char *prompt, bool *interrupted)
{
    char *line;

    *interrupted = false;
    if (sigsetjmp(at_prompt, 1) != 0) {
        is_at_prompt = 0;
        *interrupted = true;
        rl_deprep_terminal();
        putchar('\n');
        fflush(stdout);
        return NULL;
    }
    is_at_prompt = 1;
    line = readline(prompt);
    is_at_prompt = 0;
    return line;
}

/* Evaluates the forms of a text; false: it ends inside of one. */
static bool evaluate(struct thread *t, const char *text)
{
    value args[2] = {pms_string(t, text), PMS_FALSE};

    return pms_apply(t, pms_core_value(t, "%repl-evaluate"), 1, args) !=
           PMS_FALSE;
}

void pms_repl(struct thread *t)
{
    struct sigaction action = {.sa_handler = on_sigint};
    char *text = NULL;
    bool interrupted;

    repl_thread = t;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    rl_readline_name = "pmscheme";
    rl_initialize();
    set_history();
    printf("pmscheme, R7RS-small Scheme.  (exit) or Ctrl-D leaves.\n");
    for (;;) {
        char *line = read_line(text == NULL ? "> " : "  ", &interrupted);
        char *longer;

        if (line == NULL) {
            free(text);
            text = NULL;
            if (interrupted)
                continue;
            break;
        }
        if (line[0] != '\0')
            add_history(line);
        longer = malloc((text ? strlen(text) : 0) + strlen(line) + 2);
        if (longer == NULL)
            exit(71);
        sprintf(longer, "%s%s\n", text ? text : "", line);
        free(text);
        free(line);
        text = longer;
        if (evaluate(t, text)) {
            free(text);
            text = NULL;
        }
        if (history_file[0] != '\0')
            write_history(history_file);
    }
    putchar('\n');
    fflush(stdout);
}
