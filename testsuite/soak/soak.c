/* SPDX-License-Identifier: MIT */
/*
 * make soak: programs run under verify mode with settings taken at random,
 * while their memory is advised on and compacted from outside.
 *
 * What comes in: soak SECONDS LIBRARY GRAPH WORKLOADS [SEED [ROUND]]: the
 * library to preload, the program made of graph.c, the directory
 * bench/workloads, and the seed and number of a round that is to be had again,
 * over and over.  What goes out: a line for each round, a last line with what
 * was checked, exit status 1 at the first lie, crash, hang or output that is
 * not what the program prints without us, 2 when nothing could be run.  It
 * writes in the current directory, ROUND.* for each round; those of a round
 * that failed stay.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "disturb.h"
#include "soak.h"

enum { MOST_JOBS = 16, HANG_SECONDS = 600 };

static struct {
    uint64_t seed;
    const char *library, *graph, *workloads;
    struct soak_sums sums;
    struct disturb disturb;
    uint64_t rounds;
    unsigned jobs; /* rounds at a time */
} soak;

static double now(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* ---- What a round is ---- */

static void add(struct soak_round *r, const char *name, const char *value)
{
    CHECK(r->nsettings < SOAK_SETTINGS);
    CHECK((size_t)snprintf(r->settings[r->nsettings++], SOAK_WORD, "%s=%s",
                           name, value)
          < SOAK_WORD);
}

static void add_number(struct soak_round *r, const char *name, uint64_t n)
{
    char text[32];

    (void)snprintf(text, sizeof(text), "%" PRIu64, n);
    add(r, name, text);
}

/* Half of the rounds leave a setting as it is by default. */
static void maybe(struct soak_round *r, const char *name, uint64_t low,
                  uint64_t high)
{
    uint64_t n = low + test_random_below(&r->rng, high - low + 1);

    if (test_random_below(&r->rng, 2) == 0)
        add_number(r, name, n);
}

static void choose_settings(struct soak_round *r)
{
    static const char *const attach[] = { "auto", "softdirty", "manual" };
    static const char *const forecast[] = { "on", "off" };

    add(r, "GC_PMSCAN_ATTACH", attach[test_random_below(&r->rng, 3)]);
    add(r, "GC_PMSCAN_FORECAST", forecast[test_random_below(&r->rng, 2)]);
    add_number(r, "GC_PMSCAN_SEED", test_random(&r->rng));
    maybe(r, "GC_PAUSE_TIME_TARGET", 1, 50);
    maybe(r, "GC_FREE_SPACE_DIVISOR", 1, 12);
    maybe(r, "GC_FULL_FREQUENCY", 1, 40);
    maybe(r, "GC_INITIAL_HEAP_SIZE", 65536, 64 << 20);
    maybe(r, "GC_MARKERS", 1, 4);
    maybe(r, "GC_UNMAP_THRESHOLD", 0, 8);
    r->no_thp = test_random_below(&r->rng, 3) == 0;
}

static void argument(struct soak_round *r, const char *word)
{
    CHECK(r->nwords < SOAK_WORDS && strlen(word) < SOAK_WORD);
    strcpy(r->words[r->nwords++], word);
}

static void argument_number(struct soak_round *r, uint64_t n)
{
    char text[32];

    (void)snprintf(text, sizeof(text), "%" PRIu64, n);
    argument(r, text);
}

static void argument_workload(struct soak_round *r, const char *name)
{
    char path[SOAK_WORD];

    CHECK((size_t)snprintf(path, sizeof(path), "%s/%s", soak.workloads, name)
          < sizeof(path));
    argument(r, path);
}

static bool have_guile, have_ecl, have_neko;

static bool succeeds(const char *command)
{
    return system(command) == 0;
}

static void look_for_programs(void)
{
    char command[4 * SOAK_WORD];

    have_guile = succeeds("command -v guile >/dev/null");
    have_ecl = succeeds("command -v ecl >/dev/null");
    (void)snprintf(command, sizeof(command),
                   "command -v neko >/dev/null && "
                   "nekoc -o . '%s/neko-tree.neko' >/dev/null 2>&1",
                   soak.workloads);
    have_neko = succeeds(command);
    if (!have_guile || !have_ecl || !have_neko)
        printf("soak: without%s%s%s, not installed\n",
               have_guile ? "" : " guile", have_ecl ? "" : " ecl",
               have_neko ? "" : " neko");
}

/* Sizes are few, so that what a program prints without us is asked for once
 * for each. */
static void choose_program(struct soak_round *r)
{
    uint64_t scale = 1 + test_random_below(&r->rng, 3);
    uint64_t kind = test_random_below(&r->rng, 5);

    r->compare = true;
    if (kind == 0 && have_guile) {
        argument(r, "guile");
        argument(r, "--no-auto-compile");
        argument_workload(r, "guile-tree.scm");
        argument_number(r, 30000 * scale);
        argument_number(r, 150000 * scale);
    } else if (kind == 1 && have_ecl) {
        argument(r, "ecl");
        argument(r, "--norc");
        argument(r, "--shell");
        argument_workload(r, "ecl-tree.lisp");
        argument_number(r, 10000 * scale);
        argument_number(r, 50000 * scale);
    } else if (kind == 2 && have_neko) {
        argument(r, "neko");
        argument(r, "-interp");
        argument(r, "neko-tree.n");
        argument_number(r, 10000 * scale);
        argument_number(r, 50000 * scale);
    } else {
        r->compare = false;
        argument(r, soak.graph);
        if (kind != 4) {
            argument_number(r, 1 + test_random_below(&r->rng, 8));
            argument_number(r, 0);
        } else {
            argument_number(r, test_random_below(&r->rng, 3));
            argument_number(r, 1 + test_random_below(&r->rng, 12));
        }
        argument_number(r, 50 * scale);
    }
}

static void choose(struct soak_round *r, uint64_t number)
{
    memset(r, 0, sizeof(*r));
    r->number = number;
    r->rng.state = soak.seed ^ (number * UINT64_C(0xd1342543de82ef95));
    choose_settings(r);
    choose_program(r);
}

/* ---- Running it ---- */

static void print_round(const struct soak_round *r)
{
    unsigned i;

    printf("round %" PRIu64 ":%s", r->number, r->no_thp ? " no-THP" : "");
    for (i = 0; i < r->nsettings; i++)
        printf(" %s", r->settings[i]);
    for (i = 0; i < r->nwords; i++)
        printf(" %s", r->words[i]);
    printf("\n");
    fflush(stdout);
}

/* In the child: the program with its settings, or without us. */
static _Noreturn void become(struct soak_round *r, bool with_us)
{
    char *argv[SOAK_WORDS + 1] = { NULL }, name[SOAK_WORD];
    unsigned i;

    soak_redirect(r, with_us ? "out" : "right", 1);
    soak_redirect(r, with_us ? "err" : "right.err", 2);
    for (i = 0; i < r->nwords; i++)
        argv[i] = r->words[i];
    if (with_us) {
        for (i = 0; i < r->nsettings; i++)
            putenv(r->settings[i]);
        soak_name(r, "report.%p", name);
        setenv("GC_PMSCAN_REPORT", name, 1);
        setenv("GC_PMSCAN", "require", 1);
        setenv("GC_PMSCAN_VERIFY", "1", 1);
        setenv("GC_ENABLE_INCREMENTAL", "1", 1);
        if (r->no_thp)
            prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
        setenv("LD_PRELOAD", soak.library, 1);
    }
    execvp(argv[0], argv);
    perror(argv[0]);
    _exit(127);
}

static void start(struct soak_round *r, uint64_t number)
{
    choose(r, number);
    print_round(r);
    r->began = now();
    r->pid = fork();
    CHECK(r->pid >= 0);
    if (r->pid == 0) {
        setpgid(0, 0);
        become(r, true);
    }
    setpgid(r->pid, r->pid);
}

/* What the program prints without us. */
static bool find_right(struct soak_round *r)
{
    int status;
    pid_t pid = fork();

    CHECK(pid >= 0);
    if (pid == 0)
        become(r, false);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    return status == 0;
}

static void failed(const struct soak_round *r, const char *what)
{
    printf("soak: round %" PRIu64 " %s\n", r->number, what);
    print_round(r);
    soak_show(r, "out");
    soak_show(r, "err");
    printf("soak: again with SEED=%" PRIu64 " ROUND=%" PRIu64 "\n", soak.seed,
           r->number);
}

/* Whether the round that ended with this status was right. */
static bool judge(struct soak_round *r, int status)
{
    char what[96];

    if (status != 0) {
        (void)snprintf(what, sizeof(what), "ended with %s %d",
                       WIFSIGNALED(status) ? "signal" : "exit status",
                       WIFSIGNALED(status) ? WTERMSIG(status)
                                           : WEXITSTATUS(status));
        failed(r, what);
        return false;
    }
    if (r->compare && (!find_right(r) || !soak_same(r, "out", "right"))) {
        failed(r, "printed something else than without gc_pmscan");
        return false;
    }
    if (!soak_add_reports(r, &soak.sums)) {
        failed(r, "was not checked: no report, or not under pmscan");
        return false;
    }
    soak_add_forks(r, &soak.sums);
    soak_remove(r);
    soak.rounds++;
    return true;
}

/* One look at all rounds that run.  Returns false at a lie. */
static bool look(struct soak_round *rounds, struct test_rng *rng)
{
    unsigned i;

    for (i = 0; i < soak.jobs; i++) {
        struct soak_round *r = &rounds[i];
        struct rusage usage;
        int status;

        if (r->pid == 0)
            continue;
        if (wait4(r->pid, &status, WNOHANG, &usage) == r->pid) {
            r->pid = 0;
            soak.sums.faults += (uint64_t)(usage.ru_minflt + usage.ru_majflt);
            if (!judge(r, status))
                return false;
        } else if (now() > r->began + HANG_SECONDS) {
            failed(r, "hangs");
            return false;
        } else {
            disturb_process(&soak.disturb, r->pid, rng);
        }
    }
    if (test_random_below(rng, 20) == 0)
        disturb_machine(&soak.disturb);
    return true;
}

static bool run(double seconds, const char *only)
{
    const struct timespec pause = { .tv_nsec = 20000000 };
    struct soak_round rounds[MOST_JOBS] = { 0 };
    struct test_rng rng = { soak.seed };
    uint64_t next = only != NULL ? strtoull(only, NULL, 10) : 1;
    double end = now() + seconds;
    bool right = true, busy = true;
    unsigned i;

    while (right && busy) {
        busy = false;
        for (i = 0; i < soak.jobs; i++) {
            if (rounds[i].pid == 0 && now() < end
                && (only == NULL || i == 0)) {
                start(&rounds[i], next);
                next += only == NULL;
            }
            busy = busy || rounds[i].pid != 0;
        }
        right = look(rounds, &rng);
        nanosleep(&pause, NULL);
    }
    for (i = 0; i < soak.jobs; i++)
        if (rounds[i].pid != 0)
            kill(-rounds[i].pid, SIGKILL);
    return right;
}

int main(int argc, char **argv)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    double seconds, began = now();
    bool right;

    if (argc < 5 || argc > 7 || (seconds = atof(argv[1])) <= 0) {
        fprintf(stderr, "usage: soak SECONDS LIBRARY GRAPH WORKLOADS "
                        "[SEED [ROUND]]\n");
        return 2;
    }
    soak.library = argv[2];
    soak.graph = argv[3];
    soak.workloads = argv[4];
    soak.jobs = processors < 1            ? 1
                : processors > MOST_JOBS ? MOST_JOBS
                                         : (unsigned)processors;
    if (argc > 5)
        setenv("GC_PMSCAN_SEED", argv[5], 1);
    soak.seed = test_rng_start().state;
    unsetenv("GC_PMSCAN_SEED");
    look_for_programs();
    right = run(seconds, argc > 6 ? argv[6] : NULL);
    printf("soak: %" PRIu64 " page checks, %" PRIu64 " pages handed over, %"
           PRIu64 " sweeps, %" PRIu64 " forks, %" PRIu64 " page faults, %"
           PRIu64 " times advised, %" PRIu64 " compactions, %" PRIu64
           " rounds in %.0f s, seed %" PRIu64 ": %s\n",
           soak.sums.checks, soak.sums.handed_over, soak.sums.sweeps,
           soak.sums.forks, soak.sums.faults, soak.disturb.advised,
           soak.disturb.compacted, soak.rounds, now() - began, soak.seed,
           right ? "no write missed" : "FAILED");
    return !right ? 1 : soak.sums.checks == 0 ? 2 : 0;
}
