# SPDX-License-Identifier: MIT
# The benchmarks: built with the tests, so that they keep compiling, and by
# "make bench-programs" alone.  bench/workloads is installed as it is, for
# gc-pmscan compare.
#
# What comes in: what Makefile.am builds.  What goes out: programs in bench/ in
# the build tree, and in bench-results there what they measured.  Without what
# configure looks for (--enable-bench), only the programs that need libgc alone.

workloadsdir = $(pkgdatadir)/workloads
dist_workloads_DATA = $(wildcard $(srcdir)/bench/workloads/*)

bench_programs = bench/sweep bench/tree bench/alloc bench/many4000
check_PROGRAMS = $(bench_programs)
EXTRA_DIST += bench/check-targets bench/run-benchmarks \
	$(wildcard $(srcdir)/bench/*.md)

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

# The micro benchmarks: the library's parts, measured with Google Benchmark.
if GCP_BENCH
bench_programs += bench/scan bench/fault bench/handover
check_LIBRARIES += bench/libmicro.a
bench_libmicro_a_SOURCES = bench/gbench.cc bench/gbench.h \
	bench/memory.c bench/memory.h $(support)
bench_libmicro_a_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS)
bench_libmicro_a_CXXFLAGS = $(AM_CXXFLAGS) $(SANITIZE_CFLAGS)

micro_libs = bench/libmicro.a testsuite/libgc_pmscan_unit.a \
	$(BENCHMARK_LIBS) -lgc
# The sources named EXTRA make automake link as C++.
bench_scan_SOURCES = bench/scan.c
nodist_EXTRA_bench_scan_SOURCES = bench/gbench.cc
bench_scan_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS)
bench_scan_LDFLAGS = $(AM_LDFLAGS) $(SANITIZE_CFLAGS)
bench_scan_LDADD = $(micro_libs)
bench_fault_SOURCES = bench/fault.c
nodist_EXTRA_bench_fault_SOURCES = bench/gbench.cc
bench_fault_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS) -pthread
bench_fault_LDFLAGS = $(AM_LDFLAGS) $(SANITIZE_CFLAGS)
bench_fault_LDADD = $(micro_libs)
bench_handover_SOURCES = bench/handover.c
nodist_EXTRA_bench_handover_SOURCES = bench/gbench.cc
bench_handover_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS)
bench_handover_LDFLAGS = $(AM_LDFLAGS) $(SANITIZE_CFLAGS)
bench_handover_LDADD = $(micro_libs)

# The pause benchmark, a user of libgc like the workloads above.
bench_programs += bench/pause
bench_pause_SOURCES = \
	bench/pauses/gcbench.c \
	bench/pauses/graph.c \
	bench/pauses/histogram.c bench/pauses/histogram.h \
	bench/pauses/kind.c bench/pauses/kind.h \
	bench/pauses/leaf.c \
	bench/pauses/log.c \
	bench/pauses/lru.c \
	bench/pauses/main.c \
	bench/pauses/mutator.c bench/pauses/mutator.h \
	bench/pauses/pauses.c bench/pauses/pauses.h \
	bench/pauses/process.c bench/pauses/process.h \
	bench/pauses/queues.c \
	bench/pauses/record.c bench/pauses/record.h \
	bench/pauses/server.c \
	bench/pauses/trees.c \
	bench/pauses/utilisation.c bench/pauses/utilisation.h \
	bench/pauses/workload.h $(support)
bench_pause_CPPFLAGS = $(AM_CPPFLAGS) \
	-DBENCH_PMSCAN=\"$(abs_top_builddir)/gc_pmscan/.libs/libgc_pmscan.so\"
bench_pause_CFLAGS = $(AM_CFLAGS) -pthread
bench_pause_LDADD = $(JANSSON_LIBS) $(ZLIB_LIBS) -lgc -lm

# What reads their results.
bench_programs += bench/compare-pauses bench/report
check_LIBRARIES += bench/libresults.a
bench_libresults_a_SOURCES = \
	bench/results/charts.c bench/results/charts.h \
	bench/results/machine.c bench/results/machine.h \
	bench/results/micro.c bench/results/micro.h \
	bench/results/results.c bench/results/results.h \
	bench/results/sanity.c bench/results/sanity.h \
	bench/results/table.c bench/results/table.h $(support)
bench_libresults_a_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS)
bench_compare_pauses_SOURCES = bench/results/compare-pauses.c
bench_compare_pauses_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS)
bench_compare_pauses_LDFLAGS = $(AM_LDFLAGS) $(SANITIZE_CFLAGS)
bench_compare_pauses_LDADD = bench/libresults.a $(JANSSON_LIBS) -lm
bench_report_SOURCES = bench/results/report.c
bench_report_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS)
bench_report_LDFLAGS = $(AM_LDFLAGS) $(SANITIZE_CFLAGS)
bench_report_LDADD = bench/libresults.a $(JANSSON_LIBS) -lm
endif

bench-programs: all-am $(bench_programs)

# BENCH has more options: make bench BENCH="--libgc=/opt/gc/lib/libgc.so.1".
bench: bench-programs
	$(SHELL) $(srcdir)/bench/run-benchmarks --build=. $(BENCH)
bench-quick: bench-programs
	$(SHELL) $(srcdir)/bench/run-benchmarks --quick --build=. $(BENCH)
bench-report: bench-programs
	$(SHELL) $(srcdir)/bench/run-benchmarks --report --build=. $(BENCH)

# The targets of the project: BENCH_CHECK="--rounds=9 --only=tree".
bench-check: bench-programs
	$(SHELL) $(srcdir)/bench/check-targets --build=. $(BENCH_CHECK)
.PHONY: bench bench-programs bench-quick bench-report bench-check

clean-bench:
	rm -rf bench-results
