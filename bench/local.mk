# SPDX-License-Identifier: MIT
# The benchmarks: built with the tests, so that they keep compiling, and by
# "make bench-programs" alone.  bench/workloads is installed as it is, for
# gc-pmscan compare.
#
# What comes in: what Makefile.am builds.  What goes out: programs in bench/ in
# the build tree.

workloadsdir = $(pkgdatadir)/workloads
dist_workloads_DATA = $(wildcard $(srcdir)/bench/workloads/*)

bench_programs = bench/sweep bench/tree bench/alloc bench/many4000
check_PROGRAMS = $(bench_programs)
EXTRA_DIST += bench/check-targets

support = bench/workloads/support.c bench/workloads/support.h

# Looks into the library's parts.
bench_sweep_SOURCES = bench/sweep.c $(support)
bench_sweep_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS)
bench_sweep_LDFLAGS = $(AM_LDFLAGS) $(SANITIZE_CFLAGS)
bench_sweep_LDADD = testsuite/libgc_pmscan_unit.a -lgc

# Users of libgc that know nothing of us.  Never with sanitizers: the preload
# library is not built with them.
bench_tree_SOURCES = bench/workloads/tree.c $(support)
bench_tree_CFLAGS = $(AM_CFLAGS) -pthread
bench_tree_LDADD = -lgc
bench_alloc_SOURCES = bench/workloads/alloc.c $(support)
bench_alloc_CFLAGS = $(AM_CFLAGS) -pthread
bench_alloc_LDADD = -lgc
bench_many4000_SOURCES = bench/workloads/many4000.c $(support)
bench_many4000_CFLAGS = $(AM_CFLAGS)
bench_many4000_LDADD = -lgc

bench: $(bench_programs)

# The targets of the project, measured: BENCH_CHECK="--rounds=9 --only=tree".
bench-check: all-am $(bench_programs)
	$(SHELL) $(srcdir)/bench/check-targets --build=. $(BENCH_CHECK)
.PHONY: bench bench-check
