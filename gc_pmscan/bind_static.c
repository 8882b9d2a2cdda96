/* SPDX-License-Identifier: MIT */
/*
 * Binding to a libgc that is linked statically into the same program.  Part of
 * libgc_pmscan.a only.
 *
 * In: the linker's --wrap: each name below reaches __wrap_NAME when anything
 * in the program calls it, and __real_NAME is the original.  The names are
 * those in gc_pmscan.pc.  Out: the table of libgc.h.
 *
 * The C library calls are wrapped for the whole program, for an archive has no
 * imports of its own; the hooks act on libgc's two files only.  libgc's
 * mappings are taken where it takes memory, in GC_unix_get_mem, under its lock.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "at_exit.h"
#include "events.h"
#include "hooks.h"
#include "libgc.h"
#include "pages.h"
#include "provider.h"
#include "root_align.h"

/* gc.h declares it for threaded clients only. */
size_t GC_get_prof_stats_unsafe(struct GC_prof_stats_s *, size_t);

int __real_open(const char *, int, ...);
ssize_t __real_read(int, void *, size_t);
ssize_t __real_write(int, const void *, size_t);
off_t __real_lseek(int, off_t, int);
int __real_close(int);
int __real_fcntl(int, int, ...);
void *__real_GC_unix_get_mem(size_t) __attribute__((weak));
void __real_GC_add_roots(void *, void *);
char *__real_getenv(const char *);
int __real_dl_iterate_phdr(
    int (*)(struct dl_phdr_info *, size_t, void *), void *);
void __real_GC_register_dynamic_libraries(void) __attribute__((weak));
void __real_GC_init(void);
void __real_GC_enable_incremental(void);
void __real_GC_set_on_collection_event(GC_on_collection_event_proc);
GC_on_collection_event_proc __real_GC_get_on_collection_event(void);
void __real_GC_set_manual_vdb_allowed(int);
int __real_GC_get_manual_vdb_allowed(void);
int __real_GC_incremental_protection_needs(void);

/* Referenced by name from gc_pmscan.pc, so that the linker takes this object
 * from the archive. */
extern const char *const gc_pmscan_link_anchor;
const char *const gc_pmscan_link_anchor = &gc_pmscan_at_exit_linked;

const struct gc_pmscan_real_calls gc_pmscan_real_calls = {
    .open = __real_open,
    .read = __real_read,
    .write = __real_write,
    .lseek = __real_lseek,
    .close = __real_close,
    .fcntl = __real_fcntl,
    .mmap = mmap,
    .getenv = __real_getenv,
    .dl_iterate_phdr = __real_dl_iterate_phdr,
};

static const struct gc_pmscan_libgc table = {
    .init = __real_GC_init,
    .enable_incremental = __real_GC_enable_incremental,
    .is_incremental_mode = GC_is_incremental_mode,
    .set_on_collection_event = __real_GC_set_on_collection_event,
    .get_on_collection_event = __real_GC_get_on_collection_event,
    .set_manual_vdb_allowed = __real_GC_set_manual_vdb_allowed,
    .get_manual_vdb_allowed = __real_GC_get_manual_vdb_allowed,
    .incremental_protection_needs = __real_GC_incremental_protection_needs,
    .end_stubborn_change = GC_end_stubborn_change,
    .is_heap_ptr = GC_is_heap_ptr,
    .get_prof_stats_unsafe = GC_get_prof_stats_unsafe,
    .get_obtained_from_os_bytes = GC_get_obtained_from_os_bytes,
    .get_version = GC_get_version,
    .get_gc_no = GC_get_gc_no,
    .is_init_called = GC_is_init_called,
    .softdirty_possible = true,
    .add_roots = __real_GC_add_roots,
    .get_no_dls = GC_get_no_dls,
    .mappings_seen = true,
    .interposed = true,
    .softdirty_why_not = "",
};

const struct gc_pmscan_libgc *gc_pmscan_libgc(void)
{
    return &table;
}

const struct gc_pmscan_libgc *gc_pmscan_libgc_bind(const void *caller,
                                                   const char **why)
{
    (void)caller;
    (void)why;
    return &table;
}

/* --- what --wrap brings here -------------------------------------------- */

int __wrap_open(const char *path, int flags, ...);
int __wrap___open_2(const char *path, int flags);
ssize_t __wrap_read(int fd, void *out, size_t bytes);
ssize_t __wrap_write(int fd, const void *data, size_t bytes);
off_t __wrap_lseek(int fd, off_t offset, int whence);
int __wrap_close(int fd);
int __wrap_fcntl(int fd, int command, ...);
void *__wrap_GC_unix_get_mem(size_t bytes);
void __wrap_GC_add_roots(void *low, void *high_plus_1);
int __wrap_dl_iterate_phdr(
    int (*callback)(struct dl_phdr_info *, size_t, void *), void *data);
void __wrap_GC_register_dynamic_libraries(void);
char *__wrap_getenv(const char *name);
void __wrap_GC_init(void);
void __wrap_GC_enable_incremental(void);
void __wrap_GC_set_on_collection_event(GC_on_collection_event_proc fn);
GC_on_collection_event_proc __wrap_GC_get_on_collection_event(void);
void __wrap_GC_set_manual_vdb_allowed(int value);
int __wrap_GC_get_manual_vdb_allowed(void);
int __wrap_GC_incremental_protection_needs(void);

int __wrap_open(const char *path, int flags, ...)
{
    mode_t mode = 0;

    if (GC_PMSCAN_OPEN_HAS_MODE(flags)) {
        va_list args;

        va_start(args, flags);
        mode = va_arg(args, mode_t);
        va_end(args);
    }
    return gc_pmscan_hook_open(path, flags, mode);
}

int __wrap___open_2(const char *path, int flags)
{
    return gc_pmscan_hook_open_2(path, flags);
}

ssize_t __wrap_read(int fd, void *out, size_t bytes)
{
    return gc_pmscan_hook_read(fd, out, bytes);
}

ssize_t __wrap_write(int fd, const void *data, size_t bytes)
{
    return gc_pmscan_hook_write(fd, data, bytes);
}

off_t __wrap_lseek(int fd, off_t offset, int whence)
{
    return gc_pmscan_hook_lseek(fd, offset, whence);
}

int __wrap_close(int fd)
{
    return gc_pmscan_hook_close(fd);
}

int __wrap_fcntl(int fd, int command, ...)
{
    va_list args;
    long argument;

    va_start(args, command);
    argument = va_arg(args, long);
    va_end(args);
    return gc_pmscan_hook_fcntl(fd, command, argument);
}

/* Where libgc takes all of its memory from.  A libgc in which it has another
 * name is one whose book is never complete. */
void *__wrap_GC_unix_get_mem(size_t bytes)
{
    void *got = __real_GC_unix_get_mem(bytes);

    if (got != NULL)
        gc_pmscan_hook_listener.mapped((uintptr_t)got,
                                       gc_pmscan_page_up(bytes), false);
    return got;
}

void __wrap_GC_add_roots(void *low, void *high_plus_1)
{
    gc_pmscan_aligned_add_roots(__real_GC_add_roots, low, high_plus_1);
}

/* Only libgc is shown aligned headers: what others get they may keep. */
static __thread bool libgc_asks;

void __wrap_GC_register_dynamic_libraries(void)
{
    libgc_asks = true;
    __real_GC_register_dynamic_libraries();
    libgc_asks = false;
}

int __wrap_dl_iterate_phdr(
    int (*callback)(struct dl_phdr_info *, size_t, void *), void *data)
{
    return libgc_asks ? gc_pmscan_aligned_dl_iterate_phdr(callback, data)
                      : __real_dl_iterate_phdr(callback, data);
}

char *__wrap_getenv(const char *name)
{
    return gc_pmscan_hook_getenv(name);
}

void __wrap_GC_init(void)
{
    gc_pmscan_provider_init(&table);
}

void __wrap_GC_enable_incremental(void)
{
    gc_pmscan_provider_enable_incremental(&table);
}

void __wrap_GC_set_on_collection_event(GC_on_collection_event_proc fn)
{
    gc_pmscan_provider_set_callback(&table, fn);
}

GC_on_collection_event_proc __wrap_GC_get_on_collection_event(void)
{
    return gc_pmscan_events_get_program(&table);
}

void __wrap_GC_set_manual_vdb_allowed(int value)
{
    gc_pmscan_provider_set_manual_wish(&table, value);
}

int __wrap_GC_get_manual_vdb_allowed(void)
{
    return gc_pmscan_provider_get_manual_wish(&table);
}

int __wrap_GC_incremental_protection_needs(void)
{
    return gc_pmscan_provider_protection_needs(&table);
}
