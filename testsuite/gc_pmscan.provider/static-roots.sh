# SPDX-License-Identifier: MIT
# Area: provider
# Purpose: an object whose only pointer is static data stays alive: of the
#   program, of a library that is loaded and unloaded in mid-run.
# Limitations: libgc's own idea of roots is taken for granted.

. "$srcdir/support/check.sh"
[ -n "$PKG_CONFIG" ] || unsupported "no pkg-config"

flags="-pthread -I$srcdir/support $($PKG_CONFIG --cflags gc_pmscan)"
check "plugin.c" $CC $CFLAGS $flags -shared -fPIC -Wl,-z,relro -o plugin.so \
    "$srcdir/support/plugin.c"
check "roots.c" $CC $CFLAGS $flags -std=c11 -o roots \
    "$srcdir/support/roots.c" $($PKG_CONFIG --libs gc_pmscan) -ldl
LD_LIBRARY_PATH=$(dirname "$GC_PMSCAN_LIBRARY")
export LD_LIBRARY_PATH
for way in softdirty manual; do
    check "$way" env GC_PMSCAN=require GC_PMSCAN_ATTACH=$way \
        ./roots "$PWD/plugin.so"
done
exit 0
