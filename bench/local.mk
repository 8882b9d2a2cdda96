# SPDX-License-Identifier: MIT
# The benchmarks: built with the tests, so that they keep compiling, and by
# "make bench" alone.  bench/workloads is installed as it is, for
# gc-pmscan compare.
#
# What comes in: what Makefile.am builds.  What goes out: bench/sweep and
# bench/tree in the build tree.

workloadsdir = $(pkgdatadir)/workloads
dist_workloads_DATA = $(wildcard $(srcdir)/bench/workloads/*)

check_PROGRAMS = bench/sweep bench/tree

# Looks into the library's parts.
bench_sweep_SOURCES = bench/sweep.c
bench_sweep_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS)
bench_sweep_LDFLAGS = $(AM_LDFLAGS) $(SANITIZE_CFLAGS)
bench_sweep_LDADD = testsuite/libgc_pmscan_unit.a -lgc

# A user of libgc that knows nothing of us.  Never with sanitizers: the preload
# library is not built with them.
bench_tree_SOURCES = bench/workloads/tree.c
bench_tree_CFLAGS = $(AM_CFLAGS) -pthread
bench_tree_LDADD = -lgc

bench: bench/sweep bench/tree
.PHONY: bench
