/* SPDX-License-Identifier: MIT */
/*
 * Binding to a libgc that is a shared object in this process.  Part of
 * libgc_pmscan.so only.
 *
 * In: the dynamic loader's tables.  Out: the table of libgc.h; libgc's own
 * imports of a few C library functions sent to hooks.h; and the few functions
 * of libgc that a program's calls reach here first, because this library
 * stands before libgc in the search order (preloaded, or linked first).
 *
 * Imports of other objects are never touched.
 */
#define _GNU_SOURCE
#include <atomic_ops.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "events.h"
#include "gc_pmscan.h"
#include "hooks.h"
#include "imports.h"
#include "libgc.h"
#include "provider.h"
#include "root_align.h"

const struct gc_pmscan_real_calls gc_pmscan_real_calls = {
    .open = open,
    .read = read,
    .write = write,
    .lseek = lseek,
    .close = close,
    .fcntl = fcntl,
    .mmap = mmap,
    .getenv = getenv,
    .dl_iterate_phdr = dl_iterate_phdr,
};

/* Threads that bind at the same time write the same into it. */
static struct gc_pmscan_libgc table;
static volatile AO_t bound;

const struct gc_pmscan_libgc *gc_pmscan_libgc(void)
{
    return AO_load_acquire(&bound) != 0 ? &table : NULL;
}

/* A function of libgc by which to know it; we define none of that name. */
static bool find_libgc(const void *caller, const void **version)
{
    Dl_info info;
    void *object;

    *version = dlsym(RTLD_NEXT, "GC_get_version");
    if (*version != NULL)
        return true;
    /* Before us in the search order, or loaded since. */
    *version = dlsym(RTLD_DEFAULT, "GC_get_version");
    if (*version != NULL)
        return true;
    /* In a local scope: through the caller, or by its usual name. */
    object = caller != NULL && dladdr(caller, &info) != 0
                 ? dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD)
                 : dlopen("libgc.so.1", RTLD_LAZY | RTLD_NOLOAD);
    if (object == NULL)
        return false;
    *version = dlsym(object, "GC_get_version");
    (void)dlclose(object); /* the caller is not ours to keep */
    return *version != NULL;
}

/* A handle that finds only libgc and what it needs: in the global scope our
 * own functions may come first.  It keeps libgc loaded, for we have pointers
 * into it, and it into us. */
static void *pin(const void *version)
{
    Dl_info info;

    if (dladdr(version, &info) == 0)
        return NULL;
    return dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

/* Do the program's calls of the functions below reach us?  The names as such
 * mean whatever comes first in the search order, so ours have other names as
 * well. */
void gc_pmscan_own_set_on_collection_event(GC_on_collection_event_proc)
    __attribute__((alias("GC_set_on_collection_event"),
                   visibility("hidden")));
void gc_pmscan_own_add_roots(void *, void *)
    __attribute__((alias("GC_add_roots"), visibility("hidden")));

static bool is_interposed(void)
{
    return dlsym(RTLD_DEFAULT, "GC_set_on_collection_event")
               == (void *)gc_pmscan_own_set_on_collection_event
           && dlsym(RTLD_DEFAULT, "GC_add_roots")
                  == (void *)gc_pmscan_own_add_roots;
}

#define FIND(field, name)                                                     \
    (*(void **)(void *)&table.field = dlsym(handle, name))

static bool fill_table(void *handle)
{
    FIND(init, "GC_init");
    FIND(enable_incremental, "GC_enable_incremental");
    FIND(is_incremental_mode, "GC_is_incremental_mode");
    FIND(set_on_collection_event, "GC_set_on_collection_event");
    FIND(get_on_collection_event, "GC_get_on_collection_event");
    FIND(set_manual_vdb_allowed, "GC_set_manual_vdb_allowed");
    FIND(get_manual_vdb_allowed, "GC_get_manual_vdb_allowed");
    FIND(incremental_protection_needs, "GC_incremental_protection_needs");
    FIND(end_stubborn_change, "GC_end_stubborn_change");
    FIND(is_heap_ptr, "GC_is_heap_ptr");
    FIND(get_prof_stats_unsafe, "GC_get_prof_stats_unsafe");
    /* A libgc without threads has only this one, and it takes no lock. */
    if (table.get_prof_stats_unsafe == NULL)
        FIND(get_prof_stats_unsafe, "GC_get_prof_stats");
    FIND(get_obtained_from_os_bytes, "GC_get_obtained_from_os_bytes");
    FIND(get_version, "GC_get_version");
    FIND(get_gc_no, "GC_get_gc_no");
    FIND(is_init_called, "GC_is_init_called");
    FIND(add_roots, "GC_add_roots");
    FIND(get_no_dls, "GC_get_no_dls");
    return table.init != NULL && table.enable_incremental != NULL
           && table.is_incremental_mode != NULL
           && table.set_on_collection_event != NULL
           && table.get_on_collection_event != NULL
           && table.is_heap_ptr != NULL && table.get_prof_stats_unsafe != NULL
           && table.get_obtained_from_os_bytes != NULL
           && table.get_version != NULL && table.get_gc_no != NULL
           && table.add_roots != NULL;
}

/* Sends libgc's imports to the hooks, and finds out what that makes
 * possible. */
static void redirect_imports(const struct link_map *libgc)
{
    enum { OPEN, OPEN_2, READ, LSEEK, WRITE, MMAP, CLOSE, FCNTL, GETENV,
           MMAP64, ITERATE, OPEN64, OPEN64_2, LSEEK64, READ_CHK, PREAD,
           PREAD64, COUNT };
    struct gc_pmscan_import imports[COUNT] = {
        [OPEN] = {.name = "open", .replacement = gc_pmscan_hook_open},
        [OPEN_2] = {.name = "__open_2", .replacement = gc_pmscan_hook_open_2},
        [READ] = {.name = "read", .replacement = gc_pmscan_hook_read},
        [LSEEK] = {.name = "lseek", .replacement = gc_pmscan_hook_lseek},
        [WRITE] = {.name = "write", .replacement = gc_pmscan_hook_write},
        [MMAP] = {.name = "mmap", .replacement = gc_pmscan_hook_mmap},
        [CLOSE] = {.name = "close", .replacement = gc_pmscan_hook_close},
        [FCNTL] = {.name = "fcntl", .replacement = gc_pmscan_hook_fcntl},
        [GETENV] = {.name = "getenv", .replacement = gc_pmscan_hook_getenv},
        [ITERATE] = {.name = "dl_iterate_phdr",
                     .replacement = gc_pmscan_aligned_dl_iterate_phdr},
        [MMAP64] = {.name = "mmap64", .replacement = gc_pmscan_hook_mmap},
        [OPEN64] = {.name = "open64", .replacement = gc_pmscan_hook_open},
        [OPEN64_2] = {.name = "__open64_2",
                      .replacement = gc_pmscan_hook_open_2},
        [LSEEK64] = {.name = "lseek64", .replacement = gc_pmscan_hook_lseek},
        /* Only looked for: a libgc that reads by these is not followed. */
        [READ_CHK] = {.name = "__read_chk"},
        [PREAD] = {.name = "pread"},
        [PREAD64] = {.name = "pread64"},
    };
    int ret = gc_pmscan_imports_redirect(libgc, imports, COUNT);

    table.softdirty_why_not =
        "this libgc has no soft-dirty mode, or its calls cannot be followed";
    if (ret < 0)
        return;
    table.mappings_seen = imports[MMAP].slots + imports[MMAP64].slots > 0;
    table.softdirty_possible =
        imports[OPEN].slots + imports[OPEN_2].slots + imports[OPEN64].slots
                + imports[OPEN64_2].slots > 0
        && imports[READ].slots > 0
        && imports[READ_CHK].slots + imports[PREAD].slots
                   + imports[PREAD64].slots == 0
        && imports[LSEEK].slots + imports[LSEEK64].slots > 0
        && imports[WRITE].slots > 0 && imports[CLOSE].slots > 0
        && imports[FCNTL].slots > 0 && imports[ITERATE].slots > 0
        && gc_pmscan_object_contains(libgc, "clear_refs");
}

const struct gc_pmscan_libgc *gc_pmscan_libgc_bind(const void *caller,
                                                   const char **why)
{
    struct link_map *libgc;
    const void *version;
    Dl_info info;
    void *handle;

    if (AO_load_acquire(&bound) != 0)
        return &table;
    if (!find_libgc(caller, &version)) {
        (void)fill_table(RTLD_NEXT);
        (void)dlerror(); /* what was not found is nobody else's concern */
        *why = "there is no shared libgc in this process";
        return NULL;
    }
    handle = pin(version);
    if (handle == NULL) {
        *why = "libgc is part of the program itself: link the program "
               "statically with gc_pmscan instead";
        return NULL;
    }
    if (!fill_table(handle)) {
        *why = "this libgc lacks functions that gc_pmscan needs; 8.2.0 or "
               "later is needed";
        return NULL;
    }
    if (dladdr1((void *)table.init, &info, (void **)&libgc, RTLD_DL_LINKMAP)
            == 0
        || libgc->l_name == NULL || libgc->l_name[0] == '\0') {
        *why = "libgc is part of the program itself: link the program "
               "statically with gc_pmscan instead";
        return NULL;
    }
    redirect_imports(libgc);
    table.interposed = is_interposed();
    (void)dlerror();
    AO_store_release(&bound, 1);
    return &table;
}

/* Before other objects' constructors where the loader allows it, and in any
 * case before main(): libgc's imports have to be ours before it is used. */
__attribute__((constructor)) static void bind_at_load(void)
{
    const char *why;

    (void)gc_pmscan_libgc_bind(NULL, &why);
}

/* --- functions of libgc that come here first ---------------------------
 *
 * Where libgc cannot be bound (a function is missing, say) they do what they
 * would do without us. */

/* Binds, and says whether; the table has what could be found in any case. */
static bool bind_for(const void *caller)
{
    const char *why;

    if (gc_pmscan_libgc_bind(caller, &why) != NULL)
        return true;
    if (table.init != NULL)
        gc_pmscan_provider_cannot_bind(why);
    return false;
}

GC_PMSCAN_API void GC_CALL GC_init(void)
{
    if (bind_for(__builtin_return_address(0)))
        gc_pmscan_provider_init(&table);
    else if (table.init != NULL)
        table.init();
}

GC_PMSCAN_API void GC_CALL GC_enable_incremental(void)
{
    if (bind_for(__builtin_return_address(0)))
        gc_pmscan_provider_enable_incremental(&table);
    else if (table.enable_incremental != NULL)
        table.enable_incremental();
}

GC_PMSCAN_API void GC_CALL
GC_set_on_collection_event(GC_on_collection_event_proc fn)
{
    (void)bind_for(__builtin_return_address(0));
    if (table.set_on_collection_event != NULL)
        gc_pmscan_provider_set_callback(&table, fn);
}

GC_PMSCAN_API GC_on_collection_event_proc GC_CALL
GC_get_on_collection_event(void)
{
    (void)bind_for(__builtin_return_address(0));
    return gc_pmscan_events_get_program(&table);
}

GC_PMSCAN_API void GC_CALL GC_set_manual_vdb_allowed(int value)
{
    bool is_bound = bind_for(__builtin_return_address(0));

    if (table.set_manual_vdb_allowed == NULL)
        return;
    if (is_bound)
        gc_pmscan_provider_set_manual_wish(&table, value);
    else
        table.set_manual_vdb_allowed(value);
}

GC_PMSCAN_API int GC_CALL GC_get_manual_vdb_allowed(void)
{
    bool is_bound = bind_for(__builtin_return_address(0));

    if (table.get_manual_vdb_allowed == NULL)
        return 0;
    return is_bound ? gc_pmscan_provider_get_manual_wish(&table)
                    : table.get_manual_vdb_allowed();
}

GC_PMSCAN_API int GC_CALL GC_incremental_protection_needs(void)
{
    bool is_bound = bind_for(__builtin_return_address(0));

    if (table.incremental_protection_needs == NULL)
        return GC_PROTECTS_NONE;
    return is_bound ? gc_pmscan_provider_protection_needs(&table)
                    : table.incremental_protection_needs();
}

GC_PMSCAN_API void GC_CALL GC_add_roots(void *low, void *high_plus_1)
{
    (void)bind_for(__builtin_return_address(0));
    if (table.add_roots != NULL)
        gc_pmscan_aligned_add_roots(table.add_roots, low, high_plus_1);
}
