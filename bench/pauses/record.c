/* SPDX-License-Identifier: MIT */
/*
 * What a run of the pause benchmark came to; see record.h.
 */
#define _GNU_SOURCE
#define GC_THREADS 1

#include "record.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <gc/gc.h>
#include <jansson.h>

#include "pauses.h"

static void put(json_t *to, const char *key, json_t *value)
{
    (void)json_object_set_new(to, key, value);
}

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)value);
}

/* Rounded to three decimals: more would be noise. */
static json_t *rounded(double value)
{
    return json_real(round(value * 1000) / 1000);
}

static json_t *distribution(const struct histogram *h)
{
    json_t *o = json_object();
    char *text = histogram_encode(h);

    put(o, "count", number(h->total));
    put(o, "total", number(h->sum));
    put(o, "p50", number(histogram_percentile(h, 50)));
    put(o, "p90", number(histogram_percentile(h, 90)));
    put(o, "p99", number(histogram_percentile(h, 99)));
    put(o, "p99_9", number(histogram_percentile(h, 99.9)));
    put(o, "max", number(h->max));
    if (text != NULL)
        put(o, "histogram", json_string(text));
    free(text);
    return o;
}

/* Percentiles for a curve: each has half as much above it as the one before,
 * in four steps, down to the last value. */
static json_t *curve(const struct histogram *h)
{
    json_t *points = json_array();
    double above;

    for (above = 1; h->total > 0 && above * (double)h->total >= 0.5;
         above /= 1.189207115) {
        json_t *point = json_array();

        (void)json_array_append_new(point, json_real(1 - above));
        (void)json_array_append_new(
            point, number(histogram_percentile(h, 100 * (1 - above))));
        (void)json_array_append_new(points, point);
    }
    return points;
}

static json_t *pauses(void)
{
    const struct intervals *list = pauses_list();
    struct histogram h;
    json_t *o;
    size_t i;

    if (histogram_open(&h) < 0)
        return json_null();
    for (i = 0; i < list->count; i++)
        histogram_record(&h, list->list[i].end - list->list[i].start);
    o = distribution(&h);
    put(o, "curve", curve(&h));
    histogram_close(&h);
    return o;
}

static json_t *calls(void)
{
    const struct mutator *m;
    struct histogram h;
    json_t *o;

    if (histogram_open(&h) < 0)
        return json_null();
    for (m = mutator_list(); m != NULL; m = m->next)
        histogram_add(&h, &m->calls);
    o = distribution(&h);
    put(o, "curve", curve(&h));
    histogram_close(&h);
    return o;
}

/* [[window in ms, of pauses, of calls of the worst thread], ...] */
static json_t *utilisation(uint64_t from, uint64_t to)
{
    static const double windows_ms[] = { 0.5, 1, 2, 5, 10, 20, 50, 100, 200,
                                         500, 1000 };
    json_t *all = json_array();
    size_t i;

    for (i = 0; i < sizeof windows_ms / sizeof windows_ms[0]; i++) {
        uint64_t window = (uint64_t)(windows_ms[i] * 1e6);
        json_t *one = json_array();
        const struct mutator *m;
        double worst = 1;

        for (m = mutator_list(); m != NULL; m = m->next) {
            double u = utilisation_minimum(&m->long_calls, from, to, window);

            if (u < worst)
                worst = u;
        }
        (void)json_array_append_new(one, json_real(windows_ms[i]));
        (void)json_array_append_new(
            one,
            rounded(utilisation_minimum(pauses_list(), from, to, window)));
        (void)json_array_append_new(one, rounded(worst));
        (void)json_array_append_new(all, one);
    }
    return all;
}

/* [[begin in ms, pause in ms, heap in MiB], ...] */
static json_t *timeline(uint64_t from)
{
    const struct intervals *list = pauses_list();
    json_t *all = json_array();
    size_t i;

    for (i = 0; i < list->count; i++) {
        json_t *one = json_array();

        (void)json_array_append_new(
            one, rounded((double)(list->list[i].start - from) / 1e6));
        (void)json_array_append_new(
            one, rounded((double)(list->list[i].end - list->list[i].start)
                         / 1e6));
        (void)json_array_append_new(
            one, rounded((double)pauses_heap(i) / (1 << 20)));
        (void)json_array_append_new(all, one);
    }
    return all;
}

static json_t *parameters(const struct parameters *p)
{
    json_t *o = json_object();

    put(o, "live_mb", number(p->live_mb));
    put(o, "operations", number(p->operations));
    put(o, "mutation", number(p->mutation));
    put(o, "locality", number(p->locality));
    put(o, "threads", number(p->threads));
    put(o, "rate", number(p->rate));
    put(o, "seed", number(p->seed));
    return o;
}

static void put_libgc(json_t *o)
{
    unsigned version = GC_get_version();
    Dl_info info;
    char text[32];
    void *function = dlsym(RTLD_DEFAULT, "GC_get_gc_no");

    (void)snprintf(text, sizeof text, "%u.%u.%u", version >> 16,
                   version >> 8 & 255, version & 255);
    put(o, "libgc", json_string(text));
    if (function != NULL && dladdr(function, &info) != 0
        && info.dli_fname != NULL)
        put(o, "libgc_path", json_string(info.dli_fname));
}

int record_write(const struct measurement *m, FILE *out)
{
    json_t *o = json_object(), *memory = json_object();
    struct utsname kernel;
    char text[24];
    int error;

    put(o, "benchmark", json_string("pause"));
    put(o, "workload", json_string(m->workload->name));
    put(o, "kind", json_string(m->kind));
    put(o, "parameters", parameters(m->parameters));
    put_libgc(o);
    if (uname(&kernel) == 0)
        put(o, "kernel", json_string(kernel.release));
    put(o, "cpus", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    put(o, "incremental", json_boolean(m->incremental));
    (void)snprintf(text, sizeof text, "%016" PRIx64, m->checksum);
    put(o, "checksum", json_string(text));

    put(o, "build_s", rounded(m->build_s));
    put(o, "wall_s",
        json_real((double)(m->end.wall_ns - m->start.wall_ns) / 1e9));
    put(o, "user_s", json_real(m->end.user_s - m->start.user_s));
    put(o, "system_s", json_real(m->end.system_s - m->start.system_s));
    put(o, "cpu_s", json_real(m->end.user_s + m->end.system_s
                              - m->start.user_s - m->start.system_s));
    put(o, "minor_faults",
        number(m->end.minor_faults - m->start.minor_faults));
    put(o, "page_faults",
        m->end.page_faults < 0
            ? json_null()
            : json_integer(m->end.page_faults - m->start.page_faults));
    put(memory, "peak_rss_kb", number(m->memory.peak_rss_kb));
    put(memory, "page_table_kb", number(m->memory.page_table_kb));
    put(memory, "mappings", number(m->memory.mappings));
    put(memory, "heap_kb", number(m->heap_bytes >> 10));
    put(o, "memory", memory);
    put(o, "collections", number(m->collections));

    put(o, "pauses", pauses());
    put(o, "calls", calls());
    if (m->workload->latencies != NULL) {
        json_t *latency = distribution(m->workload->latencies());

        put(latency, "curve", curve(m->workload->latencies()));
        put(o, "latency", latency);
    } else {
        put(o, "latency", json_null());
    }
    put(o, "utilisation", utilisation(m->start.wall_ns, m->end.wall_ns));
    put(o, "timeline", timeline(m->start.wall_ns));

    error = json_dumpf(o, out, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(o);
    if (error == 0 && fputc('\n', out) == EOF)
        error = -1;
    return fflush(out) == 0 ? error : -1;
}
