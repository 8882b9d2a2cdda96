/* SPDX-License-Identifier: MIT */
/*
 * The report; see report.h.  The object is flat and its keys are constant, so
 * it is written without a JSON library: a host process should not find one in
 * its address space.  Numbers are integers or fixed-point, for printf's
 * floating point follows the program's locale.
 */
#define _GNU_SOURCE
#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "buffer.h"
#include "gc_pmscan.h"
#include "provider.h"

struct text {
    struct gc_pmscan_buffer b;
    size_t len;
    int error;
};

static void put(struct text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void put(struct text *t, const char *format, ...)
{
    va_list args;
    int n;

    if (t->error == 0)
        t->error = gc_pmscan_buffer_reserve(&t->b, t->len + 1024, 1);
    if (t->error < 0)
        return;
    va_start(args, format);
    n = vsnprintf((char *)t->b.data + t->len, 1024, format, args);
    va_end(args);
    if (n > 0)
        t->len += n < 1024 ? (size_t)n : 1023;
}

/* The length of the UTF-8 sequence of more than one byte that p starts with,
 * or 0. */
static int utf8_length(const unsigned char *p)
{
    int n = *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : 2, i;

    if (*p < 0xc2 || *p > 0xf4)
        return 0;
    for (i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f)
        || (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    return n;
}

/* JSON text is UTF-8; a byte of a path that is not counts as Latin-1. */
static void put_string(struct text *t, const char *key, const char *value)
{
    const unsigned char *p = (const unsigned char *)value;
    int n;

    put(t, "  \"%s\": \"", key);
    for (; *p != '\0'; p += n) {
        n = 1;
        if (*p == '"' || *p == '\\')
            put(t, "\\%c", *p);
        else if (*p >= 0x20 && *p < 0x7f)
            put(t, "%c", *p);
        else if ((n = utf8_length(p)) > 0)
            put(t, "%.*s", n, (const char *)p);
        else {
            put(t, "\\u%04x", *p);
            n = 1;
        }
    }
    put(t, "\",\n");
}

static void put_number(struct text *t, const char *key, uint64_t value)
{
    put(t, "  \"%s\": %llu,\n", key, (unsigned long long)value);
}

static void put_seconds(struct text *t, const char *key, uint64_t ns)
{
    put(t, "  \"%s\": %llu.%06llu,\n", key,
        (unsigned long long)(ns / 1000000000u),
        (unsigned long long)(ns % 1000000000u / 1000u));
}

static void put_samples(struct text *t, const char *key,
                        const struct gc_pmscan_samples *samples)
{
    struct gc_pmscan_summary s;
    int ret = gc_pmscan_samples_summary(samples, &s);

    if (ret < 0) {
        t->error = ret;
        return;
    }
    put(t,
        "  \"%s\": {\"count\": %llu, \"total\": %llu, \"p50\": %llu, "
        "\"p90\": %llu, \"p99\": %llu, \"p99_9\": %llu, \"max\": %llu},\n",
        key, (unsigned long long)s.count, (unsigned long long)s.total,
        (unsigned long long)s.p50, (unsigned long long)s.p90,
        (unsigned long long)s.p99, (unsigned long long)s.p99_9,
        (unsigned long long)s.max);
}

static const char *state_name(enum gc_pmscan_state state)
{
    switch (state) {
    case GC_PMSCAN_STATE_IDLE:
        return "idle";
    case GC_PMSCAN_STATE_OFF:
        return "off";
    case GC_PMSCAN_STATE_DECLINED:
        return "declined";
    case GC_PMSCAN_STATE_READY:
        return "ready";
    case GC_PMSCAN_STATE_ACTIVE:
        return "active";
    case GC_PMSCAN_STATE_DEGRADED:
        return "degraded";
    }
    return "unknown";
}

static void put_identity(struct text *t, const struct gc_pmscan_libgc *gc)
{
    enum gc_pmscan_state state = gc_pmscan_provider_state();
    int active = state == GC_PMSCAN_STATE_ACTIVE
                 || state == GC_PMSCAN_STATE_DEGRADED;
    unsigned v = gc->get_version();
    struct utsname kernel;
    char path[512];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

    path[n > 0 ? n : 0] = '\0';
    put_string(t, "vdb",
               active                      ? "pmscan"
               : gc->is_incremental_mode() ? "stock"
                                           : "off");
    put(t, "  \"active\": %s,\n", active ? "true" : "false");
    put_string(t, "state", state_name(state));
    put_string(t, "reason", gc_pmscan_provider_reason());
    put_string(t, "attach",
               active ? gc_pmscan_provider_attachment_name() : "none");
    put_string(t, "version", gc_pmscan_version());
    put(t, "  \"libgc\": \"%u.%u.%u\",\n", v >> 16, (v >> 8) & 0xff, v & 0xff);
    put_string(t, "kernel", uname(&kernel) == 0 ? kernel.release : "");
    put_string(t, "program", path);
}

static void put_usage(struct text *t, const struct gc_pmscan_record *record)
{
    struct rusage usage;

    memset(&usage, 0, sizeof(usage));
    (void)getrusage(RUSAGE_SELF, &usage);
    put_seconds(t, "user_s",
                (uint64_t)usage.ru_utime.tv_sec * 1000000000u
                    + (uint64_t)usage.ru_utime.tv_usec * 1000u);
    put_seconds(t, "system_s",
                (uint64_t)usage.ru_stime.tv_sec * 1000000000u
                    + (uint64_t)usage.ru_stime.tv_usec * 1000u);
    put_seconds(t, "wall_s", record->started_ns != 0
                                 ? gc_pmscan_sys_now_ns() - record->started_ns
                                 : 0);
    put_number(t, "max_rss_kb", (uint64_t)usage.ru_maxrss);
}

int gc_pmscan_report_write(int fd, const struct gc_pmscan_libgc *gc)
{
    const struct gc_pmscan_record *record = gc_pmscan_provider_record();
    struct gc_pmscan_stats stats;
    struct text t;
    int ret;

    memset(&t, 0, sizeof(t));
    gc_pmscan_provider_stats(&stats);
    put(&t, "{\n");
    put_identity(&t, gc);
    put_number(&t, "collections", gc->get_gc_no());
    put_samples(&t, "pause_ns", &record->pauses);
    put_samples(&t, "sweep_ns", &record->sweeps);
    put_samples(&t, "end_ns", &record->ends);
    put_number(&t, "dirty_pages", stats.dirty_pages);
    put_number(&t, "sections", stats.sections);
    put_number(&t, "tracked_bytes", stats.tracked_bytes);
    put_number(&t, "root_bytes", stats.root_bytes);
    put_number(&t, "heap_bytes_max", record->heap_bytes_max);
    put_number(&t, "sweeps", stats.sweeps);
    put_number(&t, "all_dirty_sweeps", stats.all_dirty_sweeps);
    put_number(&t, "sweep_errors", stats.sweep_errors);
    put_number(&t, "forks", stats.forks);
    put_number(&t, "unarmed_pages", stats.unarmed_pages);
    put_number(&t, "verified_pages", stats.verified_pages);
    put_number(&t, "handed_over_pages", stats.handed_over_pages);
    put_usage(&t, record);
    put(&t, "  \"pid\": %d\n}\n", gc_pmscan_sys_getpid());
    ret = t.error;
    if (ret == 0)
        ret = gc_pmscan_sys_write_all(fd, t.b.data, t.len);
    gc_pmscan_buffer_free(&t.b);
    return ret;
}

static bool expand(const char *pattern, char *out, size_t size)
{
    size_t n = 0;

    for (; *pattern != '\0'; pattern++) {
        int put_len;

        if (n + 24 >= size)
            return false;
        if (pattern[0] == '%' && pattern[1] == 'p')
            put_len = snprintf(out + n, size - n, "%d",
                               gc_pmscan_sys_getpid());
        else
            put_len = snprintf(out + n, size - n, "%c", *pattern);
        if (pattern[0] == '%' && (pattern[1] == 'p' || pattern[1] == '%'))
            pattern++;
        n += (size_t)put_len;
    }
    out[n] = '\0';
    return n > 0;
}

int gc_pmscan_report_write_file(const char *pattern,
                                const struct gc_pmscan_libgc *gc)
{
    char path[4096];
    int fd, ret;

    if (!expand(pattern, path, sizeof(path)))
        return -ENAMETOOLONG;
    fd = gc_pmscan_sys_open_for_writing(path);
    if (fd < 0)
        return fd;
    ret = gc_pmscan_report_write(fd, gc);
    (void)gc_pmscan_sys_close(fd);
    return ret;
}
