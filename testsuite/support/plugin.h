/* SPDX-License-Identifier: MIT */
/*
 * What roots.c and plugin.c share.
 */
#ifndef PLUGIN_H
#define PLUGIN_H

/* Some pages of them. */
enum { PLUGIN_PLACES = 4000 };

/* The static data of the plugin: 0 initialised, 1 not. */
void **plugin_places(unsigned where);

#endif /* PLUGIN_H */
