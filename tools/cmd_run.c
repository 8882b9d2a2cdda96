/* SPDX-License-Identifier: MIT */
/*
 * gc-pmscan run: one program, with the library preloaded.
 *
 * In: the command line, the program.  Out: the program's own output and exit
 * status, and a report in a file or a summary on standard error.  Writes
 * nothing else to either of the program's streams while it runs.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "environment.h"
#include "launch.h"
#include "reports.h"
#include "scratch.h"
#include "summary.h"

static const char help[] =
    "Usage: gc-pmscan run [--vdb=KIND] [--report=FILE] -- PROGRAM [ARG]...\n"
    "Runs PROGRAM with gc_pmscan preloaded, and ends as PROGRAM ends.\n"
    "\n"
    "  --vdb=KIND     how libgc learns which pages were written:\n"
    "                   auto    pmscan, if the program turns incremental mode\n"
    "                           on and the machine can do it (the default)\n"
    "                   pmscan  incremental mode on, with pmscan or not at all\n"
    "                   stock   incremental mode on, libgc on its own\n"
    "                   off     never incremental\n"
    "  --report=FILE  write the report there, as JSON; %p in FILE is the\n"
    "                 process id and %% is %.  Without it a summary is printed\n"
    "                 on standard error\n"
    "  --help         print this and exit\n"
    "\n"
    "Exit status: the program's own; or 2 wrong command line, 125 gc-pmscan\n"
    "failed or pmscan was asked for and is not usable, 126 PROGRAM can't be\n"
    "executed, 127 PROGRAM was not found.\n";

#define FORM "accepted is: gc-pmscan run [OPTION]... -- PROGRAM [ARG]..."
#define ACCEPTED "--vdb=KIND, --report=FILE and --help"

struct run {
    struct launch what;
    struct scratch scratch;   /* only when no report was asked for */
    bool to_file;
    struct timespec started;  /* as file systems count */
    struct launch_result result;
    struct reports reports;
};

/* ---- the command line ---- */

/* Whether a new file can be made in the directory of that name. */
static bool directory_writable(const char *name)
{
    struct stat st;

    return stat(name, &st) == 0 && S_ISDIR(st.st_mode)
           && access(name, W_OK | X_OK) == 0;
}

static int check_existing(const char *name, const struct stat *st)
{
    if (S_ISDIR(st->st_mode))
        cli_say("no report can be written to '%s': it is a directory; name a "
                "file in it, such as '%s/%%p.json'", name, name);
    else if (access(name, W_OK) != 0)
        cli_say("no report can be written to '%s': %s", name,
                strerror(errno));
    else
        return 0;
    return CLI_OWN_FAILURE;
}

/* Finds out what the library could only be silent about: a place where no
 * report can be written.  A per cent sign makes a name of its own for each
 * process, so nothing is known of the part that has one. */
static int check_report(const char *template)
{
    const char *slash = strrchr(template, '/');
    char *directory = slash ? strndup(template, (size_t)(slash - template) + 1)
                            : strdup(".");
    struct stat st;
    int status = 0;

    if (!template_valid(template)) {
        status = cli_usage("run", "in the report's name '%s' there is a '%%' "
                                  "by itself; accepted are %%p (the process "
                                  "id) and %%%% (a per cent sign)", template);
    } else if (strchr(template, '%') == NULL && stat(template, &st) == 0) {
        status = check_existing(template, &st);
    } else if (directory != NULL && strchr(directory, '%') == NULL
               && !directory_writable(directory)) {
        cli_say("no report can be written to '%s': the directory '%s' does "
                "not exist or is not writable", template, directory);
        status = CLI_OWN_FAILURE;
    }
    free(directory);
    return status;
}

/* Reads the command line.  Returns 0 when there is something to run; else
 * *status is what to exit with. */
static int read_options(int argc, char **argv, struct run *run,
                        const char **template, int *status)
{
    static const struct option options[] = {
        {"vdb", required_argument, NULL, 'v'},
        {"report", required_argument, NULL, 'r'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    char **program = cli_program(argc, argv, &argc);
    int c;

    run->what.kind = KIND_AUTO;
    *template = NULL;
    opterr = 0;
    *status = CLI_FINE;
    while ((c = getopt_long(argc, argv, "+:h", options, NULL)) != -1) {
        switch (c) {
        case 'v':
            if (!kind_parse(optarg, strlen(optarg), &run->what.kind)) {
                *status = cli_usage("run", "'%s' is no kind for --vdb; "
                                           "accepted are " KIND_NAMES, optarg);
                return -1;
            }
            break;
        case 'r':
            if (optarg[0] == '\0') {
                *status = cli_usage("run", "--report has no name; accepted "
                                           "is that of a file, such as "
                                           "report-%%p.json");
                return -1;
            }
            *template = optarg;
            break;
        case 'h':
            fputs(help, stdout);
            *status = cli_finish(CLI_FINE);
            return -1;
        default:
            *status = cli_bad_option("run", argv, c, ACCEPTED);
            return -1;
        }
    }
    if (program == NULL)
        *status = cli_usage("run", "there is no '--' before the program; "
                            FORM);
    else if (optind < argc)
        *status = cli_usage("run", "'%s' before '--' is no option; accepted "
                                   "are " ACCEPTED, argv[optind]);
    else if (program[0] == NULL || program[0][0] == '\0')
        *status = cli_usage("run", "there is no program after '--'; " FORM);
    run->what.argv = program;
    return *status == CLI_FINE ? 0 : -1;
}

/* Chooses where reports go.  Returns 0 or an exit status. */
static int choose_report(struct run *run, const char *template)
{
    const char *inherited = getenv("GC_PMSCAN_REPORT");
    int r;

    /* Whoever set the variable wants the reports there, not a summary. */
    if (template == NULL && inherited != NULL && inherited[0] != '\0')
        template = inherited;
    run->to_file = template != NULL;
    if (run->to_file) {
        r = check_report(template);
        if (r != 0)
            return r;
        run->what.report_template = template_absolute(template);
    } else {
        r = scratch_make(&run->scratch);
        if (r != 0) {
            cli_say("no temporary directory can be made in TMPDIR or /tmp: "
                    "%s", strerror(-r));
            return CLI_OWN_FAILURE;
        }
        run->what.report_template = template_in(run->scratch.directory, "");
    }
    if (run->what.report_template == NULL) {
        cli_say("the report's place can't be made out: %s", strerror(errno));
        return CLI_OWN_FAILURE;
    }
    return 0;
}

/* ---- after the run ---- */

static void say_no_report(const struct run *run)
{
    const char *program = run->what.argv[0];
    int status = run->result.status;

    if (WIFSIGNALED(status))
        cli_say("no report came out: '%s' was ended by signal %d (%s) before "
                "it could write one", program, WTERMSIG(status),
                strsignal(WTERMSIG(status)));
    else if (run->what.kind == KIND_PMSCAN
             && WEXITSTATUS(status) == CLI_OWN_FAILURE)
        return; /* the library refused, and has said why */
    else
        cli_say("no report came out: no process of '%s' used a dynamically "
                "linked libgc and ended normally (set-user-ID programs and "
                "static ones can't be measured)", program);
}

static void say_what_came_out(const struct run *run)
{
    const struct reports *reports = &run->reports;
    /* Under off and stock the reason is what the user asked for. */
    bool explain = run->what.kind == KIND_AUTO
                   || run->what.kind == KIND_PMSCAN;

    if (run->to_file) {
        if (template_written(run->what.report_template, &run->started) == 0)
            say_no_report(run);
        return;
    }
    for (size_t i = 0; i < reports->count; i++)
        summary_print(stderr, reports->list + i, explain);
    if (reports->unreadable != 0)
        cli_say("%zu of the reports can't be read: %s", reports->unreadable,
                reports->why);
    if (reports->count == 0 && reports->unreadable == 0)
        say_no_report(run);
}

/* Starts the program and waits for it. */
static void start(struct run *run, const struct launch_session *session)
{
    int r;

    clock_gettime(CLOCK_REALTIME_COARSE, &run->started);
    launch(session, &run->what, &run->result);
    if (run->to_file || run->result.failure != LAUNCH_STARTED)
        return;
    r = reports_read(run->scratch.directory, "", &run->reports);
    if (r != 0)
        cli_say("the reports can't be read: %s", strerror(-r));
}

/* Tells how it went and ends as the program ended. */
static int finish(const struct run *run)
{
    int status = run->result.status;

    if (run->result.failure != LAUNCH_STARTED)
        return launch_explain(&run->result, run->what.argv[0]);
    say_what_came_out(run);
    if (WIFSIGNALED(status))
        return launch_die_of(WTERMSIG(status));
    return WEXITSTATUS(status);
}

int cmd_run(int argc, char **argv)
{
    struct run run = {.what = {.stdio = {-1, -1, -1}}};
    struct launch_session session;
    const char *template;
    char *library, why[512];
    int status;

    if (read_options(argc, argv, &run, &template, &status) != 0)
        return status;
    library = environment_library(why, sizeof(why));
    if (library == NULL) {
        cli_say("%s", why);
        return CLI_OWN_FAILURE;
    }
    run.what.library = library;
    launch_open(&session);
    status = choose_report(&run, template);
    if (status == 0)
        start(&run, &session);
    scratch_remove(&run.scratch);
    launch_close(&session);
    if (status == 0)
        status = finish(&run);
    reports_free(&run.reports);
    free((char *)run.what.report_template);
    free(library);
    return status;
}
