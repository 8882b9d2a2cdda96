/* SPDX-License-Identifier: MIT */
/*
 * The environment variables; see options.h.
 */
#define _GNU_SOURCE
#include "options.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sys.h"

struct word {
    const char *text;
    int value;
};

static const struct word mode_words[] = {
    {"auto", GC_PMSCAN_AUTO},
    {"off", GC_PMSCAN_OFF},
    {"require", GC_PMSCAN_REQUIRE},
};

static const struct word attach_words[] = {
    {"auto", GC_PMSCAN_ATTACH_AUTO},
    {"softdirty", GC_PMSCAN_ATTACH_SOFTDIRTY},
    {"manual", GC_PMSCAN_ATTACH_MANUAL},
};

static const struct word forecast_words[] = {
    {"auto", GC_PMSCAN_FORECAST_AUTO},
    {"on", GC_PMSCAN_FORECAST_ON},
    {"off", GC_PMSCAN_FORECAST_OFF},
};

static const struct word switch_words[] = {
    {"on", 1},
    {"off", 0},
    {"1", 1},
    {"0", 0},
};

static void complain(const char *name, const char *value,
                     const struct word *words, size_t count)
{
    char line[256];
    size_t i;
    int n;

    n = snprintf(line, sizeof(line),
                 "gc_pmscan: %s=%.64s is not known and ignored; accepted are",
                 name, value);
    for (i = 0; i < count && n > 0 && (size_t)n < sizeof(line); i++)
        n += snprintf(line + n, sizeof(line) - (size_t)n, "%s %s",
                      i == 0 ? "" : ",", words[i].text);
    if (n > 0 && (size_t)n < sizeof(line) - 2) {
        line[n++] = '\n';
        (void)gc_pmscan_sys_write_all(2, line, (size_t)n);
    }
}

/* One of the words; false when the variable is unset, empty or unknown. */
static bool read_word(const char *name, const struct word *words, size_t count,
                      int *value)
{
    const char *text = secure_getenv(name);
    size_t i;

    if (text == NULL || *text == '\0')
        return false;
    for (i = 0; i < count; i++) {
        if (strcmp(text, words[i].text) == 0) {
            *value = words[i].value;
            return true;
        }
    }
    complain(name, text, words, count);
    return false;
}

static struct gc_pmscan_settings settings;

/* Not from a user who runs somebody else's program (set-user-id): it could be
 * made to overwrite files.  GC_ENABLE_INCREMENTAL is libgc's, and read as it
 * does. */
static void read_settings(void)
{
    int value;

    settings.mode_given =
        read_word("GC_PMSCAN", mode_words,
                  sizeof(mode_words) / sizeof(*mode_words), &value);
    if (settings.mode_given)
        settings.mode = (enum gc_pmscan_mode)value;
    settings.attach_given =
        read_word("GC_PMSCAN_ATTACH", attach_words,
                  sizeof(attach_words) / sizeof(*attach_words), &value);
    if (settings.attach_given)
        settings.attach = (enum gc_pmscan_attach)value;
    if (read_word("GC_PMSCAN_FORECAST", forecast_words,
                  sizeof(forecast_words) / sizeof(*forecast_words), &value))
        settings.forecast = (enum gc_pmscan_forecast_wish)value;
    settings.verify =
        read_word("GC_PMSCAN_VERIFY", switch_words,
                  sizeof(switch_words) / sizeof(*switch_words), &value)
        && value != 0;
    settings.report = secure_getenv("GC_PMSCAN_REPORT");
    if (settings.report != NULL && *settings.report == '\0')
        settings.report = NULL;
    settings.incremental_by_environment =
        getenv("GC_ENABLE_INCREMENTAL") != NULL;
}

const struct gc_pmscan_settings *gc_pmscan_settings(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, read_settings);
    return &settings;
}
