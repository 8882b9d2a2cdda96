/* SPDX-License-Identifier: MIT */
/*
 * A shared library with static data, initialised and not, for roots.c.
 */
#include "plugin.h"

static void *in_data[PLUGIN_PLACES] = { (void *)8 };
static void *in_bss[PLUGIN_PLACES];
/* Written by the loader and read-only from then on. */
extern void *const plugin_relro[2];
void *const plugin_relro[2] = { in_data, in_bss };

void **plugin_places(unsigned where)
{
    return plugin_relro[where % 2];
}
