/* SPDX-License-Identifier: MIT */
/*
 * gc-pmscan compare: one program, run in turn in several ways.
 *
 * In: the command line, the program.  Out: a table or JSON on standard output
 * when every way did the same; else a sentence.  The program reads nothing,
 * and what it writes goes to a temporary directory: a difference in there
 * means that the runs did different work, and their times say nothing.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "comparison.h"
#include "reports.h"
#include "trial.h"

static const char help[] =
    "Usage: gc-pmscan compare [--runs=N] [--vdb=LIST] [--json] --\n"
    "                         PROGRAM [ARG]...\n"
    "Runs PROGRAM in several ways, in turn, and prints medians side by side.\n"
    "\n"
    "  --runs=N    how often each way, 1 to 1000 (3)\n"
    "  --vdb=LIST  which ways, separated by commas (off,stock,pmscan); see\n"
    "              gc-pmscan run --help for what they are\n"
    "  --json      print one JSON object, with smallest and largest values\n"
    "  --help      print this and exit\n"
    "\n"
    "PROGRAM must write the same to standard output, and exit alike, each\n"
    "time.  It gets an empty standard input.\n"
    "\n"
    "Exit status: 0 compared; 1 the runs can't be compared, or one of the ways\n"
    "does not work here; 2 wrong command line; 125, 126, 127 as of run.\n";

#define FORM \
    "accepted is: gc-pmscan compare [OPTION]... -- PROGRAM [ARG]..."
#define ACCEPTED "--runs=N, --vdb=LIST, --json and --help"
#define MAX_RUNS 1000

struct compare {
    struct comparison table;
    struct trials trials;
    bool json;
    int signal_number; /* that ended it all, or 0 */
};

/* ---- the command line ---- */

static int read_runs(const char *word, unsigned *out)
{
    char *end;
    long n;

    errno = 0;
    n = strtol(word, &end, 10);
    if (end == word || *end != '\0' || errno != 0 || n < 1 || n > MAX_RUNS)
        return cli_usage("compare", "'%s' is no number for --runs; accepted "
                                    "are 1 to %d", word, MAX_RUNS);
    *out = (unsigned)n;
    return 0;
}

static int read_kinds(const char *word, enum kind *kinds, size_t *count)
{
    const char *p = word;

    *count = 0;
    for (;;) {
        size_t len = strcspn(p, ",");
        enum kind kind;

        if (!kind_parse(p, len, &kind))
            return cli_usage("compare",
                             "'%.*s' in --vdb=%s is no kind; accepted are "
                             KIND_NAMES ", separated by commas",
                             (int)len, p, word);
        for (size_t i = 0; i < *count; i++)
            if (kinds[i] == kind)
                return cli_usage("compare",
                                 "'%s' is twice in --vdb=%s; each of "
                                 KIND_NAMES " is accepted once",
                                 kind_name(kind), word);
        kinds[(*count)++] = kind;
        if (p[len] == '\0')
            return 0;
        p += len + 1;
    }
}

/* Reads the command line.  Returns 0 when there is something to compare; else
 * *status is what to exit with. */
static int read_options(int argc, char **argv, struct compare *cmp,
                        enum kind *kinds, size_t *count, int *status)
{
    static const struct option options[] = {
        {"runs", required_argument, NULL, 'n'},
        {"vdb", required_argument, NULL, 'v'},
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    char **program = cli_program(argc, argv, &argc);
    int c;

    cmp->table.rounds = 3;
    opterr = 0;
    *status = read_kinds("off,stock,pmscan", kinds, count);
    while (*status == 0
           && (c = getopt_long(argc, argv, "+:h", options, NULL)) != -1) {
        switch (c) {
        case 'n':
            *status = read_runs(optarg, &cmp->table.rounds);
            break;
        case 'v':
            *status = read_kinds(optarg, kinds, count);
            break;
        case 'j':
            cmp->json = true;
            break;
        case 'h':
            fputs(help, stdout);
            *status = cli_finish(CLI_FINE);
            return -1;
        default:
            *status = cli_bad_option("compare", argv, c, ACCEPTED);
        }
    }
    if (*status != 0)
        return -1;
    if (program == NULL)
        *status = cli_usage("compare", "there is no '--' before the program; "
                            FORM);
    else if (optind < argc)
        *status = cli_usage("compare", "'%s' before '--' is no option; "
                                       "accepted are " ACCEPTED,
                            argv[optind]);
    else if (program[0] == NULL || program[0][0] == '\0')
        *status = cli_usage("compare", "there is no program after '--'; " FORM);
    cmp->table.program = program;
    return *status == 0 ? 0 : -1;
}

/* ---- one run ---- */

static void leave_out(struct compare *cmp, struct comparison_column *column,
                      const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void leave_out(struct compare *cmp, struct comparison_column *column,
                      const char *format, ...)
{
    char sentence[1024];
    va_list ap;

    va_start(ap, format);
    vsnprintf(sentence, sizeof(sentence), format, ap);
    va_end(ap);
    trial_progress_clear(&cmp->trials);
    cli_say("%s is left out: %s", kind_name(column->kind), sentence);
    comparison_leave_out(column, sentence);
}

/* Says what makes a column less than it seems. */
static void note_oddities(struct compare *cmp, enum kind kind,
                          const struct reports *reports,
                          const struct report *chosen)
{
    struct comparison *table = &cmp->table;

    if (reports->count > 1)
        comparison_note(table,
                        "Several processes used libgc; pauses, heap, "
                        "collections and dirty pages are those of the one "
                        "with the most collections (%s), times and RSS those "
                        "of the whole command", chosen->program);
    if (reports->unreadable != 0)
        comparison_note(table, "Under %s a report could not be read: %s",
                        kind_name(kind), reports->why);
    if (kind == KIND_STOCK && strcmp(chosen->vdb, "stock") != 0)
        comparison_note(table, "Under stock, libgc ended up without its "
                               "incremental mode");
    if (kind == KIND_OFF && strcmp(chosen->vdb, "off") != 0)
        comparison_note(table, "Under off, the program was incremental all "
                               "the same");
    if (kind == KIND_PMSCAN && chosen->reason[0])
        comparison_note(table, "Under pmscan: %s", chosen->reason);
}

/* Enters a run that did what the others did into the table. */
static void enter(struct compare *cmp, struct comparison_column *column,
                  const struct reports *reports,
                  const struct launch_result *result)
{
    const struct report *chosen = reports_busiest(reports);
    char how[64];

    trial_describe_status(result->status, how, sizeof(how));
    if (chosen == NULL && reports->unreadable != 0) {
        leave_out(cmp, column, "its report can't be read: %s", reports->why);
    } else if (chosen == NULL) {
        leave_out(cmp, column,
                  "no report came out (%s); no process of '%s' used a "
                  "dynamically linked libgc and ended normally", how,
                  cmp->table.program[0]);
        if (result->status != 0)
            trial_show_errors(&cmp->trials);
    } else if (column->kind == KIND_PMSCAN && !chosen->active) {
        leave_out(cmp, column, "%s did not use pmscan: %s", chosen->program,
                  chosen->reason[0] ? chosen->reason : "it gave no reason");
    } else {
        note_oddities(cmp, column->kind, reports, chosen);
        comparison_add_run(column, chosen, result->wall_s, &result->usage);
    }
}

/* Whether the library refused to let the program start. */
static bool refused_by_library(enum kind kind,
                               const struct launch_result *result,
                               const struct reports *reports)
{
    const struct report *busiest = reports_busiest(reports);

    return kind == KIND_PMSCAN && WIFEXITED(result->status)
           && WEXITSTATUS(result->status) == CLI_OWN_FAILURE
           && (busiest == NULL || !busiest->active);
}

static enum outcome one_run(struct compare *cmp,
                            struct comparison_column *column, int *status)
{
    struct launch_result result = {0};
    struct reports reports;
    enum outcome outcome = GO_ON;
    char prefix[64], why[512];
    int r;

    /* A process left behind by an earlier run may write late; its report must
     * not be taken for one of this run. */
    snprintf(prefix, sizeof(prefix), "report-%u-%s-", cmp->trials.round,
             kind_name(column->kind));
    trial_progress(&cmp->trials, column->kind);
    *status = trial_run(&cmp->trials, column->kind, prefix, &result);
    cmp->signal_number = result.interrupted;
    if (*status != 0 || cmp->signal_number != 0)
        return STOP;
    r = reports_read(cmp->trials.scratch.directory, prefix, &reports);
    if (r != 0) {
        trial_progress_clear(&cmp->trials);
        cli_say("the reports can't be read: %s", strerror(-r));
        *status = CLI_OWN_FAILURE;
        outcome = STOP;
    } else if (refused_by_library(column->kind, &result, &reports)) {
        trial_last_error(&cmp->trials, why, sizeof(why));
        leave_out(cmp, column, "%s", why);
    } else {
        outcome = trial_same(&cmp->trials, column->kind, result.status);
        *status = outcome == STOP ? CLI_NO : 0;
        if (outcome == GO_ON)
            enter(cmp, column, &reports, &result);
    }
    reports_free(&reports);
    scratch_clear(&cmp->trials.scratch, prefix);
    return outcome;
}

/* ---- all runs ---- */

static int all_runs(struct compare *cmp)
{
    struct comparison *table = &cmp->table;
    struct trials *trials = &cmp->trials;
    int status = 0;

    for (trials->round = 1; trials->round <= trials->rounds; trials->round++) {
        for (size_t i = 0; i < table->count; i++) {
            struct comparison_column *column = table->columns + i;

            if (column->left_out == NULL
                && one_run(cmp, column, &status) == STOP)
                return status;
        }
    }
    return 0;
}

static int print(struct compare *cmp)
{
    struct comparison *table = &cmp->table;
    size_t usable = comparison_usable(table);

    if (usable == 0) {
        cli_say("there is nothing to compare");
        return CLI_NO;
    }
    if (table->status != 0) {
        char how[64];

        trial_describe_status(table->status, how, sizeof(how));
        comparison_note(table, "The program ended with %s in every run", how);
    }
    if (!cmp->json) {
        comparison_table(table, stdout);
    } else if (comparison_json(table, stdout) != 0) {
        cli_say("the JSON could not be made or written");
        return CLI_OWN_FAILURE;
    }
    return cli_finish(usable == table->count ? CLI_FINE : CLI_NO);
}

/* Runs everything, with the signals held back and the directory there. */
static int measure(struct compare *cmp)
{
    struct trials *trials = &cmp->trials;
    int r, status;

    trials->rounds = cmp->table.rounds;
    trials->program = cmp->table.program;
    launch_open(&trials->session);
    r = scratch_make(&trials->scratch);
    if (r == 0) {
        status = all_runs(cmp);
        cmp->table.status = trials->first_status;
        trial_progress_clear(trials);
    } else {
        cli_say("no temporary directory can be made in TMPDIR or /tmp: %s",
                strerror(-r));
        status = CLI_OWN_FAILURE;
    }
    scratch_remove(&trials->scratch);
    launch_close(&trials->session);
    return status;
}

int cmd_compare(int argc, char **argv)
{
    struct compare cmp = {.trials.progress = isatty(STDERR_FILENO) != 0};
    enum kind kinds[KIND_COUNT];
    size_t count;
    char why[512];
    int status;

    if (read_options(argc, argv, &cmp, kinds, &count, &status) != 0)
        return status;
    cmp.trials.library = environment_library(why, sizeof(why));
    if (cmp.trials.library == NULL) {
        cli_say("%s", why);
        return CLI_OWN_FAILURE;
    }
    for (size_t i = 0; i < count; i++) {
        if (comparison_add_column(&cmp.table, kinds[i]) != 0) {
            cli_say("there is not enough memory");
            status = CLI_OWN_FAILURE;
        }
    }
    if (status == 0)
        status = measure(&cmp);
    if (status == 0 && cmp.signal_number == 0)
        status = print(&cmp);
    comparison_free(&cmp.table);
    free(cmp.trials.library);
    if (cmp.signal_number != 0)
        status = launch_die_of(cmp.signal_number);
    return status;
}
