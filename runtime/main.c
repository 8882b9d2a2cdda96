/* SPDX-License-Identifier: MIT */
/*
 * pmscheme: the command line.
 *
 * In: options, a program's text.  Out: the program's output and exit status,
 * or the REPL (repl.c).
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gc_pmscan.h>

#include "boot.h"
#include "env.h"
#include "library.h"
#include "repl.h"
#include "source.h"

#define EXIT_USAGE 2
#define EXIT_NO_INPUT 66

static const char help[] =
    "Usage: pmscheme [OPTION]... [FILE [ARG]...]\n"
    "Runs a Scheme program (R7RS-small); without FILE, a REPL.  FILE can be -\n"
    "for standard input.\n"
    "\n"
    "  -e, --eval=EXPR    evaluate EXPR, instead of FILE; can be repeated\n"
    "  -I, --include=DIR  look for libraries in DIR, too\n"
    "  --vdb=KIND         how the collector learns which pages were written:\n"
    "                       auto    pmscan where it works, else off (the default)\n"
    "                       pmscan  incremental, with pmscan or not at all\n"
    "                       stock   incremental, libgc on its own\n"
    "                       off     not incremental\n"
    "  --gc-report=FILE   write gc_pmscan's report there, as JSON; %p in FILE is\n"
    "                     the process id and %% is %\n"
    "  --heap-limit=SIZE  of the heap; SIZE is bytes, or with K, M or G after it\n"
    "  --stack-limit=SIZE of the stack, which is limited by the heap else\n"
    "  --help             print this and exit\n"
    "  --version          print the version and exit\n"
    "\n"
    "Exit status: 0, or what (exit) says; 2 wrong command line, 66 FILE can't be\n"
    "read, 70 an error that was not handled, 125 pmscan was asked for and is not\n"
    "usable.\n";

struct options {
    const char *kind;
    const char *report;
    size_t heap_limit, stack_limit;
    const char **expressions;
    int expression_count;
};

static _Noreturn void usage(const char *format, const char *what)
{
    fprintf(stderr, "pmscheme: ");
    fprintf(stderr, format, what);
    fprintf(stderr, "; 'pmscheme --help' shows what is accepted\n");
    exit(EXIT_USAGE);
}

static size_t parse_size(const char *text)
{
    char *end;
    unsigned long long n;
    unsigned shift = 0;

    errno = 0;
    n = strtoull(text, &end, 10);
    if (*end == 'K')
        shift = 10;
    else if (*end == 'M')
        shift = 20;
    else if (*end == 'G')
        shift = 30;
    if (errno != 0 || end == text || text[0] == '-' ||
        end[shift != 0] != '\0' || n > SIZE_MAX >> shift)
        usage("'%s' is no size: wanted are bytes, or a number with K, M or G",
              text);
    return (size_t)n << shift;
}

static void read_options(int argc, char **argv, struct options *o)
{
    static const struct option longs[] = {
        {"eval", required_argument, NULL, 'e'},
        {"include", required_argument, NULL, 'I'},
        {"vdb", required_argument, NULL, 'v'},
        {"gc-report", required_argument, NULL, 'r'},
        {"heap-limit", required_argument, NULL, 'H'},
        {"stack-limit", required_argument, NULL, 'S'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    int c;

    o->kind = "auto";
    o->expressions = calloc((size_t)argc, sizeof *o->expressions);
    if (o->expressions == NULL)
        exit(71);
    opterr = 0;
    while ((c = getopt_long(argc, argv, "+:e:I:", longs, NULL)) != -1) {
        switch (c) {
        case 'e':
            o->expressions[o->expression_count++] = optarg;
            break;
        case 'I':
            pms_library_path(optarg);
            break;
        case 'v':
            if (strcmp(optarg, "auto") != 0 && strcmp(optarg, "pmscan") != 0 &&
                strcmp(optarg, "stock") != 0 && strcmp(optarg, "off") != 0)
                usage("'%s' is no kind for --vdb: wanted is auto, pmscan, "
                      "stock or off", optarg);
            o->kind = optarg;
            break;
        case 'r':
            o->report = optarg;
            break;
        case 'H':
            o->heap_limit = parse_size(optarg);
            break;
        case 'S':
            o->stack_limit = parse_size(optarg);
            break;
        case 'h':
            fputs(help, stdout);
            exit(fflush(stdout) == 0 ? 0 : 74);
        case 'V':
            printf("pmscheme %d.%d.%d\n", GC_PMSCAN_VERSION_MAJOR,
                   GC_PMSCAN_VERSION_MINOR, GC_PMSCAN_VERSION_MICRO);
            exit(fflush(stdout) == 0 ? 0 : 74);
        case ':':
            usage("the option '%s' wants a value", argv[optind - 1]);
        default:
            usage("there is no option '%s'", argv[optind - 1]);
        }
    }
}

/* ---- The collector --------------------------------------------------------- */

/* What libgc and gc_pmscan read at their start comes from the environment. */
static void set_environment(const struct options *o)
{
    unsetenv("GC_ENABLE_INCREMENTAL");
    if (strcmp(o->kind, "pmscan") == 0)
        setenv("GC_PMSCAN", "require", 1);
    else if (strcmp(o->kind, "auto") != 0)
        setenv("GC_PMSCAN", "off", 1);
    if (o->report != NULL)
        setenv("GC_PMSCAN_REPORT", o->report, 1);
}

static void start_collector(const struct options *o)
{
    struct gc_pmscan_options pmscan = {.size = sizeof pmscan};

    pms_heap_init();
    if (strcmp(o->kind, "auto") == 0)
        gc_pmscan_enable(&pmscan);
    else if (strcmp(o->kind, "off") != 0)
        pms_heap_enable_incremental();
    if (o->heap_limit != 0)
        pms_heap_set_limit(o->heap_limit);
}

/* ---- Programs -------------------------------------------------------------- */

static value text_of_stream(struct thread *t, FILE *stream)
{
    size_t size = 0, room = 0, n;
    char *buffer = NULL, *larger, *copy;

    do {
        if (room - size < 4096) {
            room = 2 * room + 8192;
            larger = realloc(buffer, room);
            if (larger == NULL)
                exit(71);
            buffer = larger;
        }
        n = fread(buffer + size, 1, room - size, stream);
        size += n;
    } while (n > 0);
    copy = pms_alloc_atomic(t, size + 1);
    memcpy(copy, buffer, size);
    free(buffer);
    return pms_string_from_utf8(t, copy, size);
}

static value text_of_file(struct thread *t, const char *name)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
    value text;

    if (file == NULL) {
        fprintf(stderr, "pmscheme: '%s' can't be read: %s\n", name,
                strerror(errno));
        exit(EXIT_NO_INPUT);
    }
    text = text_of_stream(t, file);
    if (ferror(file)) {
        fprintf(stderr, "pmscheme: '%s' can't be read: %s\n", name,
                strerror(errno));
        exit(EXIT_NO_INPUT);
    }
    if (file != stdin)
        fclose(file);
    return text;
}

static void run(struct thread *t, const char *procedure, value text,
                const char *name)
{
    value args[2] = {text, pms_string(t, name)};

    pms_apply(t, pms_core_value(t, procedure), 2, args);
}

/* Libraries lie beside the program, in PMSCHEME_PATH, or in what -I named. */
static void set_library_path(const char *program)
{
    char *slash = program == NULL ? NULL : strrchr(program, '/');
    char *path = getenv("PMSCHEME_PATH"), *word, *rest = NULL;

    if (slash != NULL)
        pms_library_path(strndup(program, (size_t)(slash - program) + 1));
    else
        pms_library_path(".");
    if (path == NULL || (path = strdup(path)) == NULL)
        return;
    for (word = strtok_r(path, ":", &rest); word != NULL;
         word = strtok_r(NULL, ":", &rest))
        pms_library_path(word);
}

int main(int argc, char **argv)
{
    struct options options = {0};
    struct thread *t;
    bool evaluate;

    read_options(argc, argv, &options);
    set_environment(&options);
    start_collector(&options);
    evaluate = options.expression_count > 0;
    set_library_path(evaluate || optind == argc ? NULL : argv[optind]);
    t = pms_boot();
    t->depth_limit = options.stack_limit / sizeof(value);
    if (!evaluate && optind < argc) {
        const char *file = argv[optind];

        pms_set_command_line(argc - optind, argv + optind);
        run(t, "%run-program", text_of_file(t, file),
            strcmp(file, "-") == 0 ? "standard input" : file);
    } else {
        optind--; /* the program's own name comes first */
        argv[optind] = argv[0];
        pms_set_command_line(argc - optind, argv + optind);
        for (int i = 0; i < options.expression_count; i++)
            run(t, "%run-program", pms_string(t, options.expressions[i]),
                "-e");
        if (!evaluate && isatty(STDIN_FILENO))
            pms_repl(t);
        else if (!evaluate)
            run(t, "%run-program", text_of_file(t, "-"), "standard input");
    }
    pms_apply(t, pms_core_value(t, "exit"), 0, NULL);
    return 0;
}
