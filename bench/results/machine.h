/* SPDX-License-Identifier: MIT */
/*
 * The machine that something was measured on.
 *
 * In: uname(2), /proc.  Out: a JSON object with "kernel", "processor", "cpus"
 * and "memory_mb", and nothing that names the machine itself.
 */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <jansson.h>
#include <stddef.h>

json_t *machine_describe(void);

/* One line of it. */
void machine_line(const json_t *machine, char *out, size_t size);

#endif
