# SPDX-License-Identifier: MIT
# pmscheme, the Scheme: its library, its program, and the library for tests of
# its parts.
#
# What comes in: the sources here, libgc_pmscan.  What goes out: with
# --enable-runtime (the default) the library libpmscheme; a file that is added
# here needs no other place.

EXTRA_DIST += runtime/DESIGN.md runtime/EMBEDDING.md runtime/example

runtime_data_sources = \
	runtime/value.h runtime/primitive.h \
	runtime/alloc.c runtime/alloc.h \
	runtime/args.h \
	runtime/char.c \
	runtime/equal.c \
	runtime/gather.h \
	runtime/input.c \
	runtime/list.c \
	runtime/memory.c \
	runtime/number.c runtime/number.h \
	runtime/number_int.c \
	runtime/number_ops.c \
	runtime/number_ratio.c \
	runtime/number_real.c \
	runtime/number_text.c \
	runtime/output.c \
	runtime/port.c runtime/port.h \
	runtime/primitive_tables.c \
	runtime/print.c runtime/print.h \
	runtime/print_atom.c \
	runtime/print_label.c \
	runtime/read.c \
	runtime/string.c \
	runtime/system.c \
	runtime/table.c runtime/table.h \
	runtime/table_ops.c \
	runtime/text.c runtime/text.h \
	runtime/token.c runtime/token.h \
	runtime/vector.c

# The evaluator: expander, compiler, machine, libraries.
runtime_eval_sources = \
	runtime/analyze.c \
	runtime/apply.c \
	runtime/assemble.c \
	runtime/ast.h \
	runtime/binding_forms.c \
	runtime/body.c \
	runtime/boot.c \
	runtime/boot.h \
	runtime/code.h \
	runtime/compile.h \
	runtime/conditionals.c \
	runtime/control.c \
	runtime/control_primitives.c \
	runtime/definitions.c \
	runtime/embed.c runtime/pmscheme.h \
	runtime/env.c \
	runtime/env.h \
	runtime/error.c \
	runtime/error.h \
	runtime/expand.c \
	runtime/expand.h \
	runtime/forms.c \
	runtime/generate.c \
	runtime/include.c \
	runtime/inline.c \
	runtime/interrupt.h \
	runtime/library.c \
	runtime/library.h \
	runtime/program.c \
	runtime/quasiquote.c \
	runtime/run.c \
	runtime/scope.c \
	runtime/source.h \
	runtime/srfi18.c \
	runtime/srfi18.h \
	runtime/standard_libraries.c \
	runtime/state.c \
	runtime/syntax_rules.c \
	runtime/thread.h \
	runtime/toplevel.c \
	runtime/vm.c \
	runtime/vm.h

# Scheme that is compiled at each start, in this order.
runtime_boot_files = \
	$(srcdir)/runtime/scheme/control.scm \
	$(srcdir)/runtime/scheme/sequences.scm \
	$(srcdir)/runtime/scheme/repl.scm \
	$(srcdir)/runtime/scheme/threads.scm \
	$(srcdir)/runtime/scheme/tables.scm
EXTRA_DIST += runtime/scheme runtime/make-boot-text.sh
CLEANFILES += runtime/boot_text.c

runtime/boot_text.c: $(runtime_boot_files) $(srcdir)/runtime/make-boot-text.sh
	$(AM_V_GEN)$(MKDIR_P) runtime && \
	    $(SHELL) $(srcdir)/runtime/make-boot-text.sh $(runtime_boot_files) \
	    >$@.tmp && mv $@.tmp $@

RUNTIME_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/runtime -D_GNU_SOURCE
RUNTIME_LIBS = -lunistring -lgmp -lm -lgc

if GCP_RUNTIME
# For the program and for tests: everything within reach, no detour by a table.
noinst_LIBRARIES = runtime/libpms.a
runtime_libpms_a_SOURCES = $(runtime_data_sources) $(runtime_eval_sources)
nodist_runtime_libpms_a_SOURCES = runtime/boot_text.c
runtime_libpms_a_CPPFLAGS = $(RUNTIME_CPPFLAGS)
runtime_libpms_a_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS) -pthread

bin_PROGRAMS += runtime/pmscheme
runtime_pmscheme_SOURCES = runtime/main.c runtime/repl.c runtime/repl.h
runtime_pmscheme_CPPFLAGS = $(RUNTIME_CPPFLAGS)
runtime_pmscheme_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS) -pthread
runtime_pmscheme_LDFLAGS = $(AM_LDFLAGS) $(SANITIZE_CFLAGS) -pthread
runtime_pmscheme_LDADD = runtime/libpms.a gc_pmscan/libgc_pmscan.la \
	$(RUNTIME_LIBS) -ledit

dist_man_MANS += runtime/pmscheme.1

# To embed: only what pmscheme.h declares is visible.
include_HEADERS += runtime/pmscheme.h
lib_LTLIBRARIES += runtime/libpmscheme.la
runtime_libpmscheme_la_SOURCES = $(runtime_data_sources) $(runtime_eval_sources)
nodist_runtime_libpmscheme_la_SOURCES = runtime/boot_text.c
runtime_libpmscheme_la_CPPFLAGS = $(RUNTIME_CPPFLAGS)
runtime_libpmscheme_la_CFLAGS = $(library_cflags) -pthread
runtime_libpmscheme_la_LIBTOOLFLAGS = --tag=disable-static
runtime_libpmscheme_la_LDFLAGS = $(AM_LDFLAGS) -no-undefined -Wl,-z,defs \
	-version-info 0:0:0 -pthread
runtime_libpmscheme_la_LIBADD = gc_pmscan/libgc_pmscan.la $(RUNTIME_LIBS)
pkgconfig_DATA += runtime/pmscheme.pc

# Tests of the data alone, with support/pms_host.h for an evaluator.
check_LIBRARIES += testsuite/libpms_data.a
testsuite_libpms_data_a_SOURCES = $(runtime_data_sources)
testsuite_libpms_data_a_CPPFLAGS = $(RUNTIME_CPPFLAGS)
testsuite_libpms_data_a_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS) -pthread
RUNTIME_TEST_LIBS = $(RUNTIME_LIBS)
endif
