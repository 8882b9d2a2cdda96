/* SPDX-License-Identifier: MIT */
/*
 * bench/compare-pauses: runs the workloads of bench/pause in several ways, in
 * turn, and shows them side by side.
 *
 * In: the command line, and bench/pause beside this program.  Out: tables in
 * Markdown on standard output, and with --output all runs as one JSON object.
 * Exit status: 0; 1 when a run failed or two runs of a workload did different
 * work; 2 for wrong usage.
 *
 * In each round every workload runs in every way, beginning with another way
 * each time: a machine that becomes slower makes all of them slower alike.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../workloads/support.h"
#include "machine.h"
#include "results.h"
#include "table.h"

enum { MAX_LIST = 32, MAX_EXTRA = 64, LONGEST_RUN_S = 1800 };

static const char help[] =
    "Usage: compare-pauses [OPTION]... [-- OPTION OF PAUSE]...\n"
    "Runs the workloads of bench/pause with several kinds, in turn.\n"
    "\n"
    "  --rounds=N        how often each (3)\n"
    "  --workloads=LIST  separated by commas (all)\n"
    "  --kinds=LIST      separated by commas (off,stock,pmscan)\n"
    "  --libgc=PATH      each kind with this libgc as well; may be repeated\n"
    "  --no-system-libgc only the libgcs that are named\n"
    "  --output=FILE     write all runs there, as one JSON object\n"
    "  --pause=PATH      the program pause (the one beside this program)\n"
    "  --help            print this\n"
    "What follows -- goes to each run of pause, for example --live-mb=256.\n";

struct list {
    char *items[MAX_LIST];
    size_t count;
};

struct command {
    unsigned rounds;
    struct list workloads, kinds;
    struct list libgcs; /* NULL: the system's */
    const char *output;
    const char *pause;
    char **extra;       /* ends with NULL */
};

static void wrong(const char *what, const char *word)
{
    fprintf(stderr, "compare-pauses: %s: %s\n%s", what, word, help);
    exit(2);
}

static void split(struct list *l, const char *words)
{
    char *copy = support_not_null("compare-pauses", strdup(words)), *word;

    l->count = 0;
    while ((word = strsep(&copy, ",")) != NULL) {
        if (l->count == MAX_LIST || *word == '\0')
            wrong("not a list", words);
        l->items[l->count++] = word;
    }
}

/* The names that pause --list prints. */
static void all_workloads(struct list *l, const char *pause)
{
    char *command, *line = NULL;
    size_t size = 0;
    FILE *in = NULL;

    if (asprintf(&command, "'%s' --list", pause) < 0
        || (in = popen(command, "r")) == NULL)
        wrong("can't start", pause);
    while (getline(&line, &size, in) > 0 && l->count < MAX_LIST) {
        line[strcspn(line, " \n")] = '\0';
        l->items[l->count++] =
            support_not_null("compare-pauses", strdup(line));
    }
    if (pclose(in) != 0 || l->count == 0)
        wrong("can't start", pause);
    free(line);
    free(command);
}

static char *beside(const char *name)
{
    char path[4096], *slash, *result;
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);

    path[n > 0 ? n : 0] = '\0';
    slash = strrchr(path, '/');
    if (asprintf(&result, "%.*s/%s", slash != NULL ? (int)(slash - path) : 0,
                 path, name) < 0)
        (void)support_not_null("compare-pauses", NULL);
    return result;
}

static void read_options(int argc, char **argv, struct command *c)
{
    static const struct option options[] = {
        { "rounds", required_argument, NULL, 'r' },
        { "workloads", required_argument, NULL, 'w' },
        { "kinds", required_argument, NULL, 'k' },
        { "libgc", required_argument, NULL, 'l' },
        { "no-system-libgc", no_argument, NULL, 'n' },
        { "output", required_argument, NULL, 'o' },
        { "pause", required_argument, NULL, 'p' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    bool system_libgc = true;
    struct list named = { .count = 0 };
    int option;
    size_t i;

    c->rounds = 3;
    split(&c->kinds, "off,stock,pmscan");
    while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1)
        switch (option) {
        case 'r':
            c->rounds = (unsigned)support_number("compare-pauses", optarg);
            if (c->rounds > 1000)
                wrong("at most 1000 rounds", optarg);
            break;
        case 'w': split(&c->workloads, optarg); break;
        case 'k': split(&c->kinds, optarg); break;
        case 'l':
            if (named.count == MAX_LIST - 1)
                wrong("too many", optarg);
            named.items[named.count++] = optarg;
            break;
        case 'n': system_libgc = false; break;
        case 'o': c->output = optarg; break;
        case 'p': c->pause = optarg; break;
        case 'h': fputs(help, stdout); exit(0);
        default: fputs(help, stderr); exit(2);
        }
    c->extra = argv + optind;
    for (i = 0; c->extra[i] != NULL; i++)
        if (c->extra[i][0] != '-' || i == MAX_EXTRA)
            wrong("not understood", c->extra[i]);
    if (c->pause == NULL)
        c->pause = beside("pause");
    if (c->workloads.count == 0)
        all_workloads(&c->workloads, c->pause);
    if (system_libgc)
        c->libgcs.items[c->libgcs.count++] = NULL;
    for (i = 0; i < named.count; i++)
        c->libgcs.items[c->libgcs.count++] = named.items[i];
    if (c->libgcs.count == 0)
        wrong("--no-system-libgc needs", "--libgc=PATH");
}

/* ---- running ---- */

static pid_t running;
static volatile sig_atomic_t ended_by;

static void on_signal(int number)
{
    ended_by = number;
    if (running > 0)
        (void)kill(running, SIGKILL);
}

/* Starts pause with its result in a file.  Returns what waitpid says. */
static int run_pause(const struct command *c, const char *workload,
                     const char *kind, const char *libgc, const char *result)
{
    char options[4][4200];
    char *argv[MAX_EXTRA + 8];
    size_t n = 0, i;
    int status = -1;

    (void)snprintf(options[0], sizeof options[0], "--workload=%s", workload);
    (void)snprintf(options[1], sizeof options[1], "--kind=%s", kind);
    (void)snprintf(options[2], sizeof options[2], "--output=%s", result);
    (void)snprintf(options[3], sizeof options[3], "--libgc=%s",
                   libgc != NULL ? libgc : "");
    argv[n++] = (char *)c->pause;
    for (i = 0; i < (libgc != NULL ? 4 : 3); i++)
        argv[n++] = options[i];
    for (i = 0; c->extra[i] != NULL; i++)
        argv[n++] = c->extra[i];
    argv[n] = NULL;

    running = fork();
    if (running == 0) {
        /* Kept over execve: a run that hangs is ended. */
        (void)alarm(LONGEST_RUN_S);
        (void)execv(c->pause, argv);
        fprintf(stderr, "compare-pauses: can't start %s: %s\n", c->pause,
                strerror(errno));
        _exit(127);
    }
    while (running > 0 && waitpid(running, &status, 0) < 0 && errno == EINTR)
        ;
    running = 0;
    return status;
}

static json_t *failure(const char *workload, const char *kind, int status)
{
    json_t *run = json_object();
    char why[80];

    if (WIFSIGNALED(status))
        (void)snprintf(why, sizeof why, "signal %d (%s)", WTERMSIG(status),
                       strsignal(WTERMSIG(status)));
    else if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        (void)snprintf(why, sizeof why, "exit status %d",
                       WEXITSTATUS(status));
    else
        (void)snprintf(why, sizeof why, "no result");
    (void)json_object_set_new(run, "workload", json_string(workload));
    (void)json_object_set_new(run, "kind", json_string(kind));
    (void)json_object_set_new(run, "failed", json_string(why));
    fprintf(stderr, "compare-pauses: %s, %s: %s\n", workload, kind, why);
    return run;
}

static json_t *one_run(const struct command *c, const char *workload,
                       const char *kind, size_t libgc, unsigned round)
{
    char result[] = "/tmp/compare-pauses.XXXXXX";
    const char *path = c->libgcs.items[libgc];
    int fd = mkstemp(result), status;
    size_t number = libgc + (c->libgcs.items[0] != NULL);
    json_t *run = NULL;
    char column[64];

    if (fd < 0) {
        perror("compare-pauses: no temporary file");
        exit(1);
    }
    (void)close(fd);
    fprintf(stderr, "compare-pauses: round %u of %u: %s, %s%s%s\n", round,
            c->rounds, workload, kind, path != NULL ? ", " : "",
            path != NULL ? path : "");
    status = run_pause(c, workload, kind, path, result);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        run = json_load_file(result, 0, NULL);
    (void)unlink(result);
    if (ended_by != 0)
        exit(128 + ended_by);
    if (!json_is_object(run)) {
        json_decref(run);
        run = failure(workload, kind, status);
    }
    if (number == 0)
        (void)snprintf(column, sizeof column, "%s", kind);
    else
        (void)snprintf(column, sizeof column, "%s/%zu", kind, number);
    (void)json_object_set_new(run, "column", json_string(column));
    (void)json_object_set_new(run, "round", json_integer(round));
    return run;
}

static json_t *all_runs(const struct command *c)
{
    size_t ways = c->kinds.count * c->libgcs.count, w, i;
    json_t *runs = json_array();
    unsigned round;

    for (round = 1; round <= c->rounds; round++)
        for (w = 0; w < c->workloads.count; w++)
            for (i = 0; i < ways; i++) {
                size_t way = (i + round - 1) % ways;

                (void)json_array_append_new(
                    runs,
                    one_run(c, c->workloads.items[w],
                            c->kinds.items[way % c->kinds.count],
                            way / c->kinds.count, round));
            }
    return runs;
}

/* ---- what came out ---- */

static json_t *command_line(int argc, char **argv)
{
    json_t *words = json_array();
    int i;

    for (i = 0; i < argc; i++)
        (void)json_array_append_new(words, json_string(argv[i]));
    return words;
}

/* All runs of a workload must have done the same. */
static bool all_alike(const struct results *r)
{
    const char *first[RESULTS_MAX] = { NULL };
    bool alike = true;
    size_t w, i;
    json_t *run;

    for (i = 0; (run = results_at(r, i)) != NULL; i++) {
        const char *name =
            json_string_value(json_object_get(run, "workload"));
        const char *sum =
            json_string_value(json_object_get(run, "checksum"));

        if (sum == NULL) {
            alike = false;
            continue;
        }
        for (w = 0; strcmp(r->workloads[w], name) != 0; w++)
            ;
        if (first[w] == NULL) {
            first[w] = sum;
        } else if (strcmp(first[w], sum) != 0) {
            fprintf(stderr, "compare-pauses: two runs of %s did different "
                            "work: checksums %s and %s\n",
                    name, first[w], sum);
            alike = false;
        }
    }
    return alike;
}

int main(int argc, char **argv)
{
    struct command c = { .rounds = 0 };
    struct sigaction action = { .sa_handler = on_signal };
    struct results r;
    json_t *root = json_object();
    char why[160];
    bool alike;
    size_t w;

    read_options(argc, argv, &c);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)json_object_set_new(root, "command", command_line(argc, argv));
    (void)json_object_set_new(root, "machine", machine_describe());
    (void)json_object_set_new(root, "rounds", json_integer(c.rounds));
    (void)json_object_set_new(root, "runs", all_runs(&c));

    if (c.output != NULL
        && json_dump_file(root, c.output,
                          JSON_COMPACT | JSON_REAL_PRECISION(9)) != 0) {
        fprintf(stderr, "compare-pauses: can't write %s\n", c.output);
        return 1;
    }
    if (results_open(&r, root, why, sizeof why) != 0) {
        fprintf(stderr, "compare-pauses: %s\n", why);
        return 1;
    }
    for (w = 0; w < r.workload_count; w++) {
        printf("%s%s\n\n", w > 0 ? "\n## " : "## ", r.workloads[w]);
        table_of_workload(&r, r.workloads[w], false, stdout);
    }
    alike = all_alike(&r);
    results_close(&r);
    return fflush(stdout) == 0 && alike ? 0 : 1;
}
