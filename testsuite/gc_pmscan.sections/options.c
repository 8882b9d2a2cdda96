/* SPDX-License-Identifier: MIT */
/*
 * Area: sections
 * Purpose: each word that a variable of ours knows has its meaning; an unset,
 *   an empty and an unknown one count as not given; an unknown one earns one
 *   line on standard error that names the variable, the word and what would
 *   be right; the environment is read once.
 * Limitations: words, one variable at a time.
 */
/* { dg-link "unit" } */
#define _GNU_SOURCE
#include <string.h>
#include <sys/wait.h>

#include "check.h"
#include "options.h"

struct test_case {
    const char *name, *value;
    bool mode_given;
    int mode;
    bool attach_given;
    int attach;
    bool complaint;
};

static const struct test_case cases[] = {
    { "GC_PMSCAN", NULL, false, 0, false, 0, false },
    { "GC_PMSCAN", "", false, 0, false, 0, false },
    { "GC_PMSCAN", "auto", true, GC_PMSCAN_AUTO, false, 0, false },
    { "GC_PMSCAN", "off", true, GC_PMSCAN_OFF, false, 0, false },
    { "GC_PMSCAN", "require", true, GC_PMSCAN_REQUIRE, false, 0, false },
    { "GC_PMSCAN", "Off", false, 0, false, 0, true },
    { "GC_PMSCAN", "off ", false, 0, false, 0, true },
    { "GC_PMSCAN", "offf", false, 0, false, 0, true },
    { "GC_PMSCAN", "of", false, 0, false, 0, true },
    { "GC_PMSCAN", "1", false, 0, false, 0, true },
    { "GC_PMSCAN", "%n%s%p", false, 0, false, 0, true },
    { "GC_PMSCAN_ATTACH", NULL, false, 0, false, 0, false },
    { "GC_PMSCAN_ATTACH", "", false, 0, false, 0, false },
    { "GC_PMSCAN_ATTACH", "auto", false, 0, true, GC_PMSCAN_ATTACH_AUTO,
      false },
    { "GC_PMSCAN_ATTACH", "softdirty", false, 0, true,
      GC_PMSCAN_ATTACH_SOFTDIRTY, false },
    { "GC_PMSCAN_ATTACH", "manual", false, 0, true, GC_PMSCAN_ATTACH_MANUAL,
      false },
    { "GC_PMSCAN_ATTACH", "off", false, 0, false, 0, true },
    { "GC_PMSCAN_ATTACH", "soft-dirty", false, 0, false, 0, true },
};

static const char *const ours[] = { "GC_PMSCAN", "GC_PMSCAN_ATTACH",
                                    "GC_PMSCAN_REPORT", "GC_PMSCAN_FORECAST",
                                    "GC_ENABLE_INCREMENTAL" };

/* Runs something in a child with a clean environment and hands back what it
 * wrote to standard error. */
static void in_child(void (*run)(const void *), const void *argument,
                     const char *name, const char *value, char *out,
                     size_t size)
{
    int ends[2], status;
    size_t done = 0, i;
    ssize_t n;
    pid_t child;

    CHECK_EQ(pipe(ends), 0);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        for (i = 0; i < sizeof(ours) / sizeof(*ours); i++)
            CHECK_EQ(unsetenv(ours[i]), 0);
        if (value != NULL)
            CHECK_EQ(setenv(name, value, 1), 0);
        CHECK_EQ(dup2(ends[1], 2), 2);
        run(argument);
        _exit(0);
    }
    CHECK_EQ(close(ends[1]), 0);
    while ((n = read(ends[0], out + done, size - 1 - done)) > 0)
        done += (size_t)n;
    out[done] = '\0';
    CHECK_EQ(close(ends[0]), 0);
    CHECK_EQ(waitpid(child, &status, 0), child);
    if (status != 0)
        printf("with %s=%s\n", name, value != NULL ? value : "(unset)");
    CHECK_EQ(status, 0);
}

static void read_case(const void *argument)
{
    const struct test_case *c = argument;
    const struct gc_pmscan_settings *s = gc_pmscan_settings();

    CHECK_EQ(s->mode_given, c->mode_given);
    CHECK_EQ(s->mode, c->mode);
    CHECK_EQ(s->attach_given, c->attach_given);
    CHECK_EQ(s->attach, c->attach);
    CHECK(s->report == NULL);
    CHECK(!s->incremental_by_environment);
    CHECK_EQ(setenv("GC_PMSCAN", "require", 1), 0);
    CHECK(gc_pmscan_settings() == s);
    CHECK_EQ(s->mode_given, c->mode_given);
}

static void expect_complaint(const struct test_case *c, const char *said)
{
    if (!c->complaint) {
        CHECK(*said == '\0');
        return;
    }
    CHECK(strncmp(said, "gc_pmscan: ", 11) == 0);
    CHECK(strstr(said, c->name) != NULL);
    CHECK(strstr(said, c->value) != NULL);
    CHECK(strstr(said, "auto") != NULL);
    CHECK(strstr(said, strcmp(c->name, "GC_PMSCAN") == 0 ? "require"
                                                         : "softdirty")
          != NULL);
    CHECK(strchr(said, '\n') == said + strlen(said) - 1);
}

static void read_others(const void *argument)
{
    const char *name = argument;
    const struct gc_pmscan_settings *s = gc_pmscan_settings();

    CHECK(!s->mode_given && !s->attach_given);
    if (strcmp(name, "GC_PMSCAN_REPORT") == 0)
        CHECK(strcmp(s->report, "some file") == 0);
    else
        CHECK(s->report == NULL);
    CHECK_EQ(s->incremental_by_environment,
             strcmp(name, "GC_ENABLE_INCREMENTAL") == 0);
}

static void read_long(const void *argument)
{
    (void)argument;
    CHECK(!gc_pmscan_settings()->attach_given);
}

int main(void)
{
    static char said[65536], word[20000];
    size_t i;

    for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        in_child(read_case, &cases[i], cases[i].name, cases[i].value, said,
                 sizeof(said));
        expect_complaint(&cases[i], said);
    }
    in_child(read_others, "GC_PMSCAN_REPORT", "GC_PMSCAN_REPORT", "some file",
             said, sizeof(said));
    CHECK(*said == '\0');
    in_child(read_others, "nothing", "GC_PMSCAN_REPORT", "", said,
             sizeof(said));
    CHECK(*said == '\0');
    in_child(read_others, "GC_ENABLE_INCREMENTAL", "GC_ENABLE_INCREMENTAL",
             "1", said, sizeof(said));
    CHECK(*said == '\0');
    /* A very long word: a line that still says what would be right. */
    memset(word, 'w', sizeof(word) - 1);
    in_child(read_long, NULL, "GC_PMSCAN_ATTACH", word, said, sizeof(said));
    CHECK(strstr(said, "softdirty") != NULL);
    CHECK(strchr(said, '\n') == said + strlen(said) - 1);
    return 0;
}
