# SPDX-License-Identifier: MIT
# make check: the test libraries, site.exp, and runtest.
#
# What comes in: what Makefile.am builds.  What goes out:
# testsuite/gc_pmscan.sum and .log in the build tree, scratch in testsuite/run.
# RUNTESTFLAGS picks tests, for example RUNTESTFLAGS="sys.exp=header*".

# The library for tests of its parts: hidden symbols are within reach, nothing
# is redirected (what --wrap would call __real_NAME is NAME itself, for each of
# the names in gc_pmscan.pc), and sanitizers look into it.
unit_defines := $(shell sed -n 's/^wrap_[a-z]*=//p' \
	$(srcdir)/gc_pmscan/gc_pmscan.pc.in | tr ' ' '\n' | \
	sed -n 's/^-Wl,--wrap=\(.*\)/-D__real_\1=\1/p')
check_LIBRARIES += testsuite/libgc_pmscan_unit.a
testsuite_libgc_pmscan_unit_a_SOURCES = $(static_sources)
testsuite_libgc_pmscan_unit_a_CPPFLAGS = $(AM_CPPFLAGS) $(unit_defines)
testsuite_libgc_pmscan_unit_a_CFLAGS = $(library_cflags) $(SANITIZE_CFLAGS)

# -rpath makes libtool link a shared library that is not installed.
test_ldflags = $(library_ldflags) -module -avoid-version \
	-rpath $(abs_top_builddir)/testsuite

# The faulty library: loses one dirty page in a hundred.  A test of
# completeness that it passes is no test.
check_LTLIBRARIES += testsuite/libgc_pmscan_drop.la
testsuite_libgc_pmscan_drop_la_SOURCES = $(shared_sources)
testsuite_libgc_pmscan_drop_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-DGC_PMSCAN_FAULT_DROP_PERCENT=1
testsuite_libgc_pmscan_drop_la_CFLAGS = $(library_cflags) $(SANITIZE_CFLAGS)
testsuite_libgc_pmscan_drop_la_LIBTOOLFLAGS = --tag=disable-static
testsuite_libgc_pmscan_drop_la_LDFLAGS = $(test_ldflags) $(SANITIZE_CFLAGS)
EXTRA_testsuite_libgc_pmscan_drop_la_DEPENDENCIES = $(library_map)

# Another: keeps one dirty page in a hundred from libgc, after the sweep and
# before the second part of verify mode looks.
check_LTLIBRARIES += testsuite/libgc_pmscan_mute.la
testsuite_libgc_pmscan_mute_la_SOURCES = $(shared_sources)
testsuite_libgc_pmscan_mute_la_CPPFLAGS = $(AM_CPPFLAGS) \
	-DGC_PMSCAN_FAULT_MUTE_PERCENT=1
testsuite_libgc_pmscan_mute_la_CFLAGS = $(library_cflags) $(SANITIZE_CFLAGS)
testsuite_libgc_pmscan_mute_la_LIBTOOLFLAGS = --tag=disable-static
testsuite_libgc_pmscan_mute_la_LDFLAGS = $(test_ldflags) $(SANITIZE_CFLAGS)
EXTRA_testsuite_libgc_pmscan_mute_la_DEPENDENCIES = $(library_map)

# With sanitizers the tests get an instrumented library of their own; the one
# for users is never instrumented, programs without the runtime must load it.
if GCP_SANITIZERS
check_LTLIBRARIES += testsuite/libgc_pmscan_san.la
testsuite_libgc_pmscan_san_la_SOURCES = $(shared_sources)
testsuite_libgc_pmscan_san_la_CFLAGS = $(library_cflags) $(SANITIZE_CFLAGS)
testsuite_libgc_pmscan_san_la_LIBTOOLFLAGS = --tag=disable-static
testsuite_libgc_pmscan_san_la_LDFLAGS = $(test_ldflags) $(SANITIZE_CFLAGS)
EXTRA_testsuite_libgc_pmscan_san_la_DEPENDENCIES = $(library_map)
endif

# An area is a directory with an .exp file; all its files are in the release.
EXTRA_DIST += testsuite/config testsuite/lib testsuite/run-tests \
	testsuite/support \
	$(patsubst %/,%,$(dir $(wildcard $(srcdir)/testsuite/gc_pmscan.*/*.exp)))

# What lib/gc_pmscan.exp must know of this build.
testsuite/site.exp: Makefile
	$(AM_V_GEN)$(MKDIR_P) testsuite && { \
	    echo '# Made by make.'; \
	    echo 'set tool gc_pmscan'; \
	    echo 'set srcdir "$(abs_top_srcdir)/testsuite"'; \
	    echo 'set objdir "$(abs_top_builddir)/testsuite"'; \
	    echo 'set host_triplet $(host_triplet)'; \
	    echo 'set build_triplet $(build_triplet)'; \
	    echo 'set target_triplet $(host_triplet)'; \
	    echo 'set gcp_top_srcdir "$(abs_top_srcdir)"'; \
	    echo 'set gcp_top_builddir "$(abs_top_builddir)"'; \
	    echo 'set gcp_cc {$(CC)}'; \
	    echo 'set gcp_cxx {$(CXX)}'; \
	    echo 'set gcp_cppflags {$(CPPFLAGS)}'; \
	    echo 'set gcp_cflags {-std=c11 $(WARN_CFLAGS) $(CFLAGS)}'; \
	    echo 'set gcp_ldflags {$(LDFLAGS)}'; \
	    echo 'set gcp_libs {$(LIBS)}'; \
	    echo 'set gcp_sanitizers {$(SANITIZERS)}'; \
	    echo 'set gcp_sanitize_cflags {$(SANITIZE_CFLAGS)}'; \
	    echo 'set gcp_coverage_cflags {$(COVERAGE_CFLAGS)}'; \
	    echo 'set gcp_pkg_config {$(PKG_CONFIG)}'; \
	    echo 'set gcp_version {$(PACKAGE_VERSION)}'; \
	    echo 'set gcp_runtime_libs {$(RUNTIME_TEST_LIBS)}'; \
	    echo 'set gcp_left_out {$(GCP_LEFT_OUT)}'; \
	} >$@.tmp && mv $@.tmp $@

runtest_program = runtest

# The program's libtool wrapper links once more at its first start: once here,
# not in a test that measures or that runs beside another.
check-local: testsuite/site.exp all-am
	@if ! command -v $(runtest_program) >/dev/null; then \
	    echo "make check needs runtest: install the Debian package dejagnu" >&2; \
	    exit 1; \
	fi
	-@tools/gc-pmscan --version >/dev/null 2>&1
	@cd testsuite && $(SHELL) $(abs_top_srcdir)/testsuite/run-tests \
	    $(abs_top_srcdir)/testsuite $(runtest_program) $(RUNTESTFLAGS)

# Everything that make check would build, without running it.
build-check: all-am $(check_LIBRARIES) $(check_LTLIBRARIES) \
	$(check_PROGRAMS) testsuite/site.exp
.PHONY: build-check

# make check of the release inside Debian 13; testsuite/debian13.sum has the
# result.  A machine that can't do it says so and has not failed, unless
# GC_PMSCAN_REQUIRE=1.
EXTRA_DIST += testsuite/check-debian
check-debian13:
	$(AM_V_at)$(MKDIR_P) testsuite && $(MAKE) -s --no-print-directory dist-gzip
	@status=0; \
	$(SHELL) $(srcdir)/testsuite/check-debian trixie $(distdir).tar.gz \
	    "$${GC_PMSCAN_CACHE:-debian13.cache}" testsuite/debian13.sum || \
	    status=$$?; \
	if test $$status -eq 77 && test "$$GC_PMSCAN_REQUIRE" != 1; then \
	    echo "make check-debian13: skipped"; exit 0; \
	fi; \
	exit $$status
.PHONY: check-debian13

# What the tests of a build with --enable-coverage have run, those that fail
# included: the README's static example cannot be linked in such a build.
EXTRA_DIST += testsuite/coverage
coverage:
	-$(MAKE) check
	@$(SHELL) $(srcdir)/testsuite/coverage lcov $(srcdir) 95
coverage-report:
	@$(SHELL) $(srcdir)/testsuite/coverage lcov $(srcdir) 95
.PHONY: coverage coverage-report
CLEANFILES += coverage.info

# Unit tests that need nothing of the kernel, under valgrind; their sum and log
# are in testsuite/valgrind.
check-valgrind: testsuite/site.exp all-am $(check_LIBRARIES)
	@if ! command -v valgrind >/dev/null; then \
	    echo "UNSUPPORTED: valgrind is missing: install the Debian package valgrind"; \
	    test "$$GC_PMSCAN_REQUIRE" != 1; exit; \
	fi; \
	$(MKDIR_P) testsuite/valgrind && cd testsuite/valgrind && \
	    cp ../site.exp . && GC_PMSCAN_TEST_VALGRIND=valgrind \
	    GC_PMSCAN_TEST_SCALE=$${GC_PMSCAN_TEST_SCALE:-1} \
	    $(SHELL) $(abs_top_srcdir)/testsuite/run-tests \
	    $(abs_top_srcdir)/testsuite $(runtest_program) \
	    "sections.exp=imports* ledger* options* recorder* report* roots-aligned*" \
	    verify.exp=handover.c
.PHONY: check-valgrind

# clang's static analyser and cppcheck.
EXTRA_DIST += testsuite/check-static
check-static: config.h
	@status=0; \
	$(SHELL) $(srcdir)/testsuite/check-static clang cppcheck $(srcdir) \
	    "$$(getconf _NPROCESSORS_ONLN)" || status=$$?; \
	if test $$status -eq 77 && test "$$GC_PMSCAN_REQUIRE" != 1; then \
	    echo "make check-static: skipped"; exit 0; \
	fi; \
	exit $$status
.PHONY: check-static

# The C tests on Debian's own kernels, in QEMU, and a build for aarch64 as far
# as qemu-user runs it; counted and skipped like check-debian13.
EXTRA_DIST += testsuite/check-kernels testsuite/check-aarch64
check-kernels: build-check
	@status=0; \
	(cd testsuite && $(SHELL) $(abs_top_srcdir)/testsuite/check-kernels \
	    $(abs_top_srcdir)/testsuite $(runtest_program) \
	    "$${GC_PMSCAN_CACHE:-$(abs_top_builddir)/kernels.cache}") || \
	    status=$$?; \
	if test $$status -eq 77 && test "$$GC_PMSCAN_REQUIRE" != 1; then \
	    echo "make check-kernels: skipped"; exit 0; \
	fi; \
	exit $$status
check-aarch64:
	@$(MKDIR_P) testsuite; status=0; \
	(cd testsuite && $(SHELL) $(abs_top_srcdir)/testsuite/check-aarch64 \
	    $(abs_top_srcdir) \
	    "$${GC_PMSCAN_CACHE:-$(abs_top_builddir)/aarch64.cache}") || \
	    status=$$?; \
	if test $$status -eq 77 && test "$$GC_PMSCAN_REQUIRE" != 1; then \
	    echo "make check-aarch64: skipped"; exit 0; \
	fi; \
	exit $$status
.PHONY: check-kernels check-aarch64

# Programs under verify mode, with settings and trouble at random: make soak
# MINUTES=n, and SEED=n, ROUND=n to have a round again.
check_PROGRAMS += testsuite/soak/soak testsuite/soak/graph
testsuite_soak_soak_SOURCES = testsuite/soak/soak.c testsuite/soak/soak.h \
	testsuite/soak/disturb.h
testsuite_soak_soak_CPPFLAGS = -I$(top_srcdir)/testsuite/support
testsuite_soak_soak_LDADD = $(JANSSON_LIBS)
testsuite_soak_graph_SOURCES = testsuite/soak/graph.c
testsuite_soak_graph_CPPFLAGS = -I$(top_srcdir)/testsuite/support
testsuite_soak_graph_CFLAGS = $(AM_CFLAGS) -pthread
testsuite_soak_graph_LDADD = -lgc
MINUTES = 1
soak: all-am testsuite/soak/soak testsuite/soak/graph
	@rm -rf testsuite/soak/run && $(MKDIR_P) testsuite/soak/run && \
	cd testsuite/soak/run && ../soak `expr $(MINUTES) '*' 60` \
	    $(abs_top_builddir)/gc_pmscan/.libs/libgc_pmscan.so \
	    $(abs_top_builddir)/testsuite/soak/graph \
	    $(abs_top_srcdir)/bench/workloads $(SEED) $(ROUND)
.PHONY: soak

MOSTLYCLEANFILES += testsuite/gc_pmscan.sum testsuite/gc_pmscan.log \
	testsuite/site.exp testsuite/debian13.sum testsuite/debian13.log \
	testsuite/kernels-6.1.sum testsuite/kernels-6.1.log \
	testsuite/kernels-6.12.sum testsuite/kernels-6.12.log \
	testsuite/kernels-fetch.log testsuite/aarch64.sum testsuite/aarch64.log
# The cache is worth minutes: make clean leaves it.
distclean-local:
	rm -rf --one-file-system debian13.cache kernels.cache aarch64.cache
clean-local: clean-bench
	rm -rf testsuite/run testsuite/parallel testsuite/valgrind \
	    testsuite/kernels testsuite/aarch64 testsuite/soak/run
	-find gc_pmscan tools testsuite bench -name '*.gc[dn][ao]' -exec rm -f {} +
