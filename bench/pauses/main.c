/* SPDX-License-Identifier: MIT */
/*
 * bench/pause: runs one workload in one way and says what its user would have
 * noticed.
 *
 * In: the command line.  Out: one JSON object on standard output, or in the
 * file of --output; exit status 0, 1 when the workload found something amiss, 2
 * for wrong usage, 125 when pmscan was asked for and does not work here.  With
 * --kind the program starts itself again, for the dynamic linker and libgc read
 * the environment only at the start; without it, it runs as the environment
 * says.
 */
#define _GNU_SOURCE
#define GC_THREADS 1

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gc/gc.h>

#include "kind.h"
#include "pauses.h"
#include "record.h"

const struct workload *const workloads[] = {
    &workload_gcbench, &workload_trees, &workload_lru,    &workload_graph,
    &workload_log,     &workload_leaf,  &workload_queues, &workload_server,
    NULL
};

/* The kind, in the environment of the process that measures. */
#define KIND_VARIABLE "BENCH_PAUSE_KIND"

struct command {
    const struct workload *workload;
    struct parameters parameters;
    const char *kind;
    const char *pmscan;
    const char *libgc;
    const char *output;
    uint64_t limit_ms, attempts, gc_rate, scale;
};

static const char help[] =
    "Usage: pause --workload=NAME [--kind=off|stock|pmscan] [OPTION]...\n"
    "Runs one workload and prints one JSON object.\n"
    "\n"
    "  --libgc=PATH       use this libgc instead of the system's\n"
    "  --pmscan=PATH      libgc_pmscan.so (the one that was built)\n"
    "  --output=FILE      write the object there\n"
    "  --live-mb=N        live heap\n"
    "  --operations=N     how much is done\n"
    "  --scale=PERCENT    that part of the operations\n"
    "  --mutation=N       permille of operations that change old data\n"
    "  --locality=N       permille of the changes that go to the hot 64th\n"
    "  --threads=N        threads of the workload queues\n"
    "  --rate=N           requests a second, of the workload server\n"
    "  --seed=N           other random numbers\n"
    "  --limit=MS, --attempts=N, --gc-rate=N\n"
    "                     GC_set_time_limit, GC_set_max_prior_attempts,\n"
    "                     GC_set_rate, once the live data is built\n"
    "  --list             print the workloads\n"
    "  --help             print this\n";

static void list(void)
{
    const struct workload *const *w;

    for (w = workloads; *w != NULL; w++)
        printf("%-9s %s\n", (*w)->name, (*w)->summary);
}

static const struct workload *named(const char *name)
{
    const struct workload *const *w;

    for (w = workloads; *w != NULL; w++)
        if (strcmp((*w)->name, name) == 0)
            return *w;
    fprintf(stderr, "pause: no such workload: %s; there are:\n", name);
    for (w = workloads; *w != NULL; w++)
        fprintf(stderr, "  %s\n", (*w)->name);
    exit(2);
}

static void overrule(uint64_t *parameter, const char *text)
{
    *parameter = support_number("pause", text);
}

/* These may be 0 as well. */
static void overrule_share(uint64_t *parameter, const char *text)
{
    if (strcmp(text, "0") == 0)
        *parameter = 0;
    else
        overrule(parameter, text);
    if (*parameter > 2000) {
        fprintf(stderr, "pause: permille go from 0 to 1000, or 2000 for an "
                        "exponent: %s\n",
                text);
        exit(2);
    }
}

static void read_options(int argc, char **argv, struct command *c)
{
    enum { LIVE = 256, OPERATIONS, SCALE, MUTATION, LOCALITY, THREADS, RATE, SEED,
           LIMIT, ATTEMPTS, GC_RATE, KIND, LIBGC, PMSCAN, OUTPUT, LIST, HELP,
           WORKLOAD };
    static const struct option options[] = {
        { "workload", required_argument, NULL, WORKLOAD },
        { "kind", required_argument, NULL, KIND },
        { "libgc", required_argument, NULL, LIBGC },
        { "pmscan", required_argument, NULL, PMSCAN },
        { "output", required_argument, NULL, OUTPUT },
        { "live-mb", required_argument, NULL, LIVE },
        { "operations", required_argument, NULL, OPERATIONS },
        { "scale", required_argument, NULL, SCALE },
        { "mutation", required_argument, NULL, MUTATION },
        { "locality", required_argument, NULL, LOCALITY },
        { "threads", required_argument, NULL, THREADS },
        { "rate", required_argument, NULL, RATE },
        { "seed", required_argument, NULL, SEED },
        { "limit", required_argument, NULL, LIMIT },
        { "attempts", required_argument, NULL, ATTEMPTS },
        { "gc-rate", required_argument, NULL, GC_RATE },
        { "list", no_argument, NULL, LIST },
        { "help", no_argument, NULL, HELP },
        { NULL, 0, NULL, 0 }
    };
    struct parameters *p = &c->parameters;
    int option, pass;

    /* First the workload, for its defaults, then what overrules them. */
    for (pass = 0; pass < 2; pass++) {
        optind = 0;
        opterr = pass == 0;
        while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
            if (option == '?') {
                fputs(help, stderr);
                exit(2);
            }
            if (pass == 0) {
                if (option == WORKLOAD)
                    c->workload = named(optarg);
                else if (option == LIST)
                    list();
                else if (option == HELP)
                    fputs(help, stdout);
                if (option == LIST || option == HELP)
                    exit(0);
                continue;
            }
            switch (option) {
            case KIND: c->kind = optarg; break;
            case LIBGC: c->libgc = optarg; break;
            case PMSCAN: c->pmscan = optarg; break;
            case OUTPUT: c->output = optarg; break;
            case LIVE: overrule(&p->live_mb, optarg); break;
            case OPERATIONS: overrule(&p->operations, optarg); break;
            case SCALE: overrule(&c->scale, optarg); break;
            case MUTATION: overrule_share(&p->mutation, optarg); break;
            case LOCALITY: overrule_share(&p->locality, optarg); break;
            case THREADS: overrule(&p->threads, optarg); break;
            case RATE: overrule(&p->rate, optarg); break;
            case SEED: overrule(&p->seed, optarg); break;
            case LIMIT: overrule(&c->limit_ms, optarg); break;
            case ATTEMPTS: overrule(&c->attempts, optarg); break;
            case GC_RATE: overrule(&c->gc_rate, optarg); break;
            default: break;
            }
        }
        if (optind != argc || c->workload == NULL) {
            fputs(help, stderr);
            exit(2);
        }
        if (pass == 0)
            *p = c->workload->defaults;
    }
    p->operations = p->operations * c->scale / 100;
    if (p->operations == 0)
        p->operations = 1;
    if (c->kind != NULL && !kind_known(c->kind)) {
        fprintf(stderr, "pause: the kind is off, stock or pmscan, not '%s'\n",
                c->kind);
        exit(2);
    }
    if (c->kind == NULL && c->libgc != NULL) {
        fprintf(stderr, "pause: --libgc needs --kind\n");
        exit(2);
    }
}

static void start_again(const struct command *c, char **argv)
{
    const char *const files[] = {
        strcmp(c->kind, "pmscan") == 0 ? c->pmscan : NULL, c->libgc
    };
    size_t i;

    /* The dynamic linker only warns of what it can't preload. */
    for (i = 0; i < sizeof files / sizeof files[0]; i++)
        if (files[i] != NULL
            && (access(files[i], R_OK) != 0 || strchr(files[i], ':') != NULL
                || strchr(files[i], ' ') != NULL)) {
            fprintf(stderr, "pause: can't preload '%s': it can't be read, or "
                            "has a blank or colon in its path\n",
                    files[i]);
            exit(2);
        }
    if (kind_apply(c->kind, c->pmscan, c->libgc) == 0
        && setenv(KIND_VARIABLE, c->kind, 1) == 0)
        (void)execv("/proc/self/exe", argv);
    perror("pause: can't start itself again");
    exit(1);
}

static void measure(const struct command *c, struct measurement *m)
{
    const struct parameters *p = &c->parameters;
    struct mutator *mutator;
    uint64_t began = support_now_ns();
    void *volatile live; /* what libgc is to find */
    const char *why = "";
    uint64_t number;

    process_count_faults();
    GC_INIT();
    pauses_watch();
    m->incremental = GC_is_incremental_mode() != 0;
    mutator = mutator_new();
    live = c->workload->build(p, mutator);
    /* Building leaves a full collection due at some point of what follows, or
     * not: have it now, so that the run meets data that is old. */
    GC_gcollect();
    if (c->limit_ms != 0)
        GC_set_time_limit((unsigned long)c->limit_ms);
    if (c->attempts != 0)
        GC_set_max_prior_attempts((int)c->attempts);
    if (c->gc_rate != 0)
        GC_set_rate((int)c->gc_rate);
    m->build_s = (double)(support_now_ns() - began) / 1e9;

    mutator_clear_all();
    pauses_clear();
    number = GC_get_gc_no();
    process_usage_now(&m->start);
    c->workload->run(live, p, mutator);
    process_usage_now(&m->end);
    m->collections = GC_get_gc_no() - number;
    process_memory_now(&m->memory);
    m->heap_bytes = GC_get_heap_size();
    GC_disable(); /* what follows belongs to no measurement */

    if (!c->workload->check(live, p, &m->checksum, &why)) {
        fprintf(stderr, "pause: %s: LOST: %s\n", c->workload->name, why);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    struct command c = { .pmscan = BENCH_PMSCAN, .scale = 100 };
    const char *kind = getenv(KIND_VARIABLE);
    struct measurement m;
    FILE *out = stdout;

    read_options(argc, argv, &c);
    if (c.kind != NULL && (kind == NULL || strcmp(kind, c.kind) != 0))
        start_again(&c, argv);
    if (c.output != NULL && (out = fopen(c.output, "w")) == NULL) {
        fprintf(stderr, "pause: can't write %s: %s\n", c.output,
                strerror(errno));
        return 2;
    }
    memset(&m, 0, sizeof m);
    m.workload = c.workload;
    m.parameters = &c.parameters;
    m.kind = kind != NULL ? kind : "as is";
    measure(&c, &m);
    if (record_write(&m, out) != 0) {
        fprintf(stderr, "pause: the result could not be written\n");
        return 1;
    }
    return 0;
}
