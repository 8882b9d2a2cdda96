/* SPDX-License-Identifier: MIT */
/*
 * A round of the soak: what it is and the files that it writes.
 *
 * What comes in: a round.  What goes out: its files, ROUND.KIND in the current
 * directory, and what its reports add up to.
 */
#ifndef SOAK_H
#define SOAK_H

#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

enum { SOAK_WORD = 512, SOAK_WORDS = 8, SOAK_SETTINGS = 12 };

struct soak_round {
    uint64_t number;
    struct test_rng rng;
    char settings[SOAK_SETTINGS][SOAK_WORD]; /* NAME=VALUE */
    char words[SOAK_WORDS][SOAK_WORD];       /* the command */
    unsigned nsettings, nwords;
    bool no_thp;
    bool compare; /* its output must be what it is without us */
    pid_t pid;    /* 0: does not run */
    double began;
};

struct soak_sums {
    uint64_t checks, handed_over, sweeps, forks, faults;
};

static inline void soak_name(const struct soak_round *r, const char *kind,
                             char name[SOAK_WORD])
{
    CHECK(snprintf(name, SOAK_WORD, "%" PRIu64 ".%s", r->number, kind)
          < SOAK_WORD);
}

/* A descriptor of this process becomes the file. */
static inline void soak_redirect(const struct soak_round *r, const char *kind,
                                 int to)
{
    char name[SOAK_WORD];
    int fd;

    soak_name(r, kind, name);
    fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    CHECK(fd >= 0 && dup2(fd, to) == to);
    close(fd);
}

/* The last of what a file has. */
static inline void soak_show(const struct soak_round *r, const char *kind)
{
    char name[SOAK_WORD], text[4001];
    FILE *f;
    size_t n;

    soak_name(r, kind, name);
    f = fopen(name, "re");
    if (f == NULL)
        return;
    if (fseek(f, -4000, SEEK_END) != 0)
        rewind(f);
    n = fread(text, 1, sizeof(text) - 1, f);
    text[n] = '\0';
    fclose(f);
    printf("---- %s:\n%s\n", name, text);
}

static inline bool soak_same(const struct soak_round *r, const char *one,
                             const char *other)
{
    char name[SOAK_WORD];
    bool same;
    FILE *a, *b;
    int c;

    soak_name(r, one, name);
    a = fopen(name, "re");
    soak_name(r, other, name);
    b = fopen(name, "re");
    CHECK(a != NULL && b != NULL);
    do
        c = getc(a);
    while (c == getc(b) && c != EOF);
    same = c == EOF && feof(a) && feof(b) && ftell(a) > 0;
    fclose(a);
    fclose(b);
    return same;
}

static inline uint64_t soak_number(const json_t *report, const char *key)
{
    return (uint64_t)json_integer_value(json_object_get(report, key));
}

/* Adds up what all processes of the round say.  False where none was under
 * pmscan, or one was and checked nothing in many sweeps. */
static inline bool soak_add_reports(const struct soak_round *r,
                                    struct soak_sums *sums)
{
    char pattern[SOAK_WORD];
    bool checked = false, all = true;
    glob_t found;
    size_t i;

    soak_name(r, "report.*", pattern);
    if (glob(pattern, 0, NULL, &found) != 0)
        return false;
    for (i = 0; i < found.gl_pathc; i++) {
        json_t *report = json_load_file(found.gl_pathv[i], 0, NULL);
        const char *vdb;

        all = all && report != NULL;
        vdb = json_string_value(json_object_get(report, "vdb"));
        if (vdb != NULL && strcmp(vdb, "pmscan") == 0) {
            uint64_t checks = soak_number(report, "verified_pages");
            uint64_t sweeps = soak_number(report, "sweeps");

            sums->checks += checks;
            sums->handed_over += soak_number(report, "handed_over_pages");
            sums->sweeps += sweeps;
            checked = true;
            all = all && (checks > 0 || sweeps < 5);
        }
        json_decref(report);
    }
    globfree(&found);
    return checked && all;
}

/* The last line of graph.c's output, "N forks". */
static inline void soak_add_forks(const struct soak_round *r,
                                  struct soak_sums *sums)
{
    char name[SOAK_WORD], line[256];
    uint64_t forks;
    FILE *f;

    soak_name(r, "out", name);
    f = fopen(name, "re");
    if (f == NULL)
        return;
    while (fgets(line, sizeof(line), f) != NULL)
        if (sscanf(line, "%" SCNu64 " forks", &forks) == 1)
            sums->forks += forks;
    fclose(f);
}

static inline void soak_remove(const struct soak_round *r)
{
    char pattern[SOAK_WORD];
    glob_t found;
    size_t i;

    soak_name(r, "*", pattern);
    if (glob(pattern, 0, NULL, &found) != 0)
        return;
    for (i = 0; i < found.gl_pathc; i++)
        unlink(found.gl_pathv[i]);
    globfree(&found);
}

#endif /* SOAK_H */
