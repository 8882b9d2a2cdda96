/* SPDX-License-Identifier: MIT */
/*
 * Objects whose only pointers are static data: of the program, initialised and
 * not, and of a library that is loaded and unloaded in mid-run.  (libgc does
 * not look at the thread-local data of the main thread.)
 *
 * What comes in: the library's file (plugin.c).  What goes out: exit status 1
 * and "lost object" when one was freed.
 */
#define _GNU_SOURCE
#include "plugin.h"
#include "running.h"

#include <dlfcn.h>
#include <link.h>

enum { ROUNDS = 60, PLACES = PLUGIN_PLACES, TABLES = 4 };

static void *in_data[PLACES] = { (void *)8 };
static void *in_bss[PLACES];
static void **(*places_of_plugin)(unsigned);
static void *plugin;

static void **table(unsigned which)
{
    return which == 0 ? in_data : which == 1 ? in_bss : places_of_plugin(which);
}

static void __attribute__((noinline)) store(unsigned round)
{
    unsigned which, i;

    for (which = 0; which < TABLES; which++) {
        void *volatile *places = table(which);

        for (i = 0; i < PLACES; i++) {
            uint64_t *leaf;

            /* Most pages stay unwritten in most rounds. */
            if (round > 0 && (i / 512 + round) % 8 != 0)
                continue;
            leaf = GC_MALLOC_ATOMIC(4 * sizeof(*leaf));
            leaf[0] = GRAPH_MAGIC ^ i;
            leaf[1] = which;
            places[i] = leaf;
        }
    }
}

static void check(void)
{
    unsigned which, i;

    for (which = 0; which < TABLES; which++) {
        void *volatile *places = table(which);

        for (i = 0; i < PLACES; i++) {
            uint64_t *leaf = places[i];

            if (leaf == NULL || leaf[0] != (GRAPH_MAGIC ^ i)
                || leaf[1] != which)
                graph_lost("overwritten", (void *)(uintptr_t)&places[i], leaf,
                           i, (int)which, 4);
        }
    }
}

static void load(const char *file)
{
    plugin = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (plugin == NULL)
        printf("%s\n", dlerror());
    CHECK(plugin != NULL);
    *(void **)&places_of_plugin = dlsym(plugin, "plugin_places");
    CHECK(places_of_plugin != NULL);
}

/* Something else comes to lie where the plugin was. */
static void unload(void)
{
    char *data = (char *)places_of_plugin(1);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void *place = data - (uintptr_t)data % page;

    /* A mark in progress may have the plugin's data on its list. */
    while (GC_collect_a_little())
        continue;
    CHECK_EQ(dlclose(plugin), 0);
    plugin = NULL;
    place = mmap(place, 4 * page, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(place != MAP_FAILED);
    memset(place, 1, 4 * page);
}

int main(int argc, char **argv)
{
    struct graph_thread t;
    unsigned round;

    CHECK(argc == 2);
    running_start(&t);
    load(argv[1]);
    store(0);
    for (round = 1; round < ROUNDS; round++) {
        running_sweeps(&t, 4);
        check();
        store(round);
        running_sweeps(&t, 4);
        check();
        if (round % 10 == 0) {
            unload();
            running_sweeps(&t, 4);
            load(argv[1]);
            store(0);
        }
    }
    printf("root bytes %" PRIu64 ", errors %" PRIu64 "\n",
           running_stats().root_bytes, running_stats().sweep_errors);
    CHECK_EQ(gc_pmscan_state(), GC_PMSCAN_STATE_ACTIVE);
    return 0;
}
