/* SPDX-License-Identifier: MIT */
/*
 * The public functions (gc_pmscan.h).
 *
 * In: the program's calls.  Out: the provider's answers.  No mechanism here.
 */
#include "gc_pmscan.h"

#include <atomic_ops.h>
#include <errno.h>
#include <string.h>

#include "libgc.h"
#include "pages.h"
#include "probe.h"
#include "provider.h"
#include "report.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

const char *gc_pmscan_version(void)
{
    return TEXT(GC_PMSCAN_VERSION_MAJOR) "." TEXT(
        GC_PMSCAN_VERSION_MINOR) "." TEXT(GC_PMSCAN_VERSION_MICRO);
}

int gc_pmscan_probe(struct gc_pmscan_probe_result *result)
{
    struct gc_pmscan_probe_result probe;

    if (result == NULL || result->size < sizeof(*result))
        return -EINVAL;
    probe.size = sizeof(probe);
    gc_pmscan_probe_run(&probe);
    *result = probe;
    return 0;
}

/* Returns NULL, or what is wrong with them as a sentence. */
static const char *take_options(const struct gc_pmscan_options *options,
                                struct gc_pmscan_options *o)
{
    size_t i;

    memset(o, 0, sizeof(*o));
    if (options == NULL)
        return NULL;
    if (options->size < sizeof(options->size))
        return "gc_pmscan_enable() got options without their size: set it to "
               "sizeof(struct gc_pmscan_options)";
    for (i = sizeof(*o); i < options->size; i++)
        if (((const unsigned char *)options)[i] != 0)
            return "gc_pmscan_enable() got an option of a later version of "
                   "gc_pmscan than the library's";
    memcpy(o, options, options->size < sizeof(*o) ? options->size : sizeof(*o));
    if ((int)o->mode < GC_PMSCAN_AUTO || o->mode > GC_PMSCAN_REQUIRE)
        return "gc_pmscan_enable() got a mode that is none of enum "
               "gc_pmscan_mode";
    if ((int)o->attach < GC_PMSCAN_ATTACH_AUTO
        || o->attach > GC_PMSCAN_ATTACH_MANUAL)
        return "gc_pmscan_enable() got a way to attach that is none of enum "
               "gc_pmscan_attach";
    return NULL;
}

int gc_pmscan_enable(const struct gc_pmscan_options *options)
{
    struct gc_pmscan_options o;
    const struct gc_pmscan_libgc *gc;
    const char *why = take_options(options, &o);
    int saved = errno, ret;

    if (why != NULL) {
        gc_pmscan_provider_refuse(why);
        return -EINVAL;
    }
    why = "";
    gc = gc_pmscan_libgc_bind(__builtin_return_address(0), &why);
    ret = gc_pmscan_provider_enable(gc, why, o.mode, o.attach);
    errno = saved;
    return ret;
}

enum gc_pmscan_state gc_pmscan_state(void)
{
    return gc_pmscan_provider_state();
}

const char *gc_pmscan_reason(void)
{
    return gc_pmscan_provider_reason();
}

int gc_pmscan_get_stats(struct gc_pmscan_stats *stats)
{
    struct gc_pmscan_stats s;
    size_t size;

    if (stats == NULL
        || stats->size < offsetof(struct gc_pmscan_stats, all_dirty_sweeps))
        return -EINVAL;
    gc_pmscan_provider_stats(&s);
    size = stats->size < sizeof(s) ? stats->size : sizeof(s);
    s.size = size;
    memcpy(stats, &s, size);
    return 0;
}

int gc_pmscan_mark_dirty(const void *ptr, size_t len)
{
    /* Volatile: a compiler that knows the sum makes a mere load of it. */
    static const volatile AO_t nothing = 0;
    uintptr_t p = (uintptr_t)ptr;
    uintptr_t end = p + len;

    if (ptr == NULL || end < p)
        return -EINVAL;
    /* A real write is what the kernel records by itself; adding zero changes
     * no value, whoever writes there at the same time. */
    for (p = gc_pmscan_page_down(p); p < end && len > 0;
         p += gc_pmscan_page_size())
        (void)AO_fetch_and_add_full((volatile AO_t *)p, nothing);
    return 0;
}

int gc_pmscan_write_report(int fd)
{
    const char *why;
    int saved = errno;
    const struct gc_pmscan_libgc *gc =
        gc_pmscan_libgc_bind(__builtin_return_address(0), &why);
    int ret = gc == NULL ? -ENOSYS : gc_pmscan_report_write(fd, gc);

    errno = saved;
    return ret;
}
