# SPDX-License-Identifier: MIT
# pmscheme, the Scheme: its library, its program, and the library for tests of
# its parts.
#
# What comes in: the sources here, libgc_pmscan.  What goes out: with
# --enable-runtime (the default) the library libpmscheme; a file that is added
# here needs no other place.

EXTRA_DIST += runtime/DESIGN.md

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
runtime_eval_sources =

RUNTIME_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/runtime -D_GNU_SOURCE
RUNTIME_LIBS = -lunistring -lgmp -lm -lgc

if GCP_RUNTIME
# For the program and for tests: everything within reach, no detour by a table.
noinst_LIBRARIES = runtime/libpms.a
runtime_libpms_a_SOURCES = $(runtime_data_sources) $(runtime_eval_sources)
runtime_libpms_a_CPPFLAGS = $(RUNTIME_CPPFLAGS)
runtime_libpms_a_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS) -pthread

# Tests of the data alone, with support/pms_host.h for an evaluator.
check_LIBRARIES += testsuite/libpms_data.a
testsuite_libpms_data_a_SOURCES = $(runtime_data_sources)
testsuite_libpms_data_a_CPPFLAGS = $(RUNTIME_CPPFLAGS)
testsuite_libpms_data_a_CFLAGS = $(AM_CFLAGS) $(SANITIZE_CFLAGS) -pthread
RUNTIME_TEST_LIBS = $(RUNTIME_LIBS)
endif
