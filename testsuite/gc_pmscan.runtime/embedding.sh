# SPDX-License-Identifier: MIT
# Area: runtime
# Purpose: what make install lays down is enough to compile and run the example
#   of a host program; libpmscheme shows only what pmscheme.h declares.
# Limitations: built as a shared library only.
# { dg-timeout 120 }
. "$srcdir/gc_pmscan.runtime/pmscheme.inc"

need make nm
[ -n "$PKG_CONFIG" ] || unsupported "no pkg-config"
root=$PWD/root
make -C "$builddir" install "DESTDIR=$root" >install.log 2>&1 || {
    cat install.log
    fail "make install"
}
pc=$(find "$root" -name pmscheme.pc)
[ -n "$pc" ] || fail "pmscheme.pc is not installed"
pkg () {
    env -u PKG_CONFIG_PATH PKG_CONFIG_LIBDIR="${pc%/*}" $PKG_CONFIG \
        --define-prefix "$@" pmscheme
}
# shellcheck disable=SC2046,SC2086  # lists of words
check "compiling the example" $CC -Wall -Wextra -Werror -o calculator \
    "$top_srcdir/runtime/example/calculator.c" $(pkg --cflags) $(pkg --libs)
lib=$(find "$root" -name libpmscheme.so)
LD_LIBRARY_PATH=${lib%/*} ./calculator 1 4 -1 6.25 >out 2>err ||
    fail "the example failed: $(cat out err)"
out_is "1: 10
4: 20
-1: no formula for: -1.0
6.25: 25"
nm -D --defined-only "$lib" | sed 's/.* //' | grep -v -e '^pmscheme_' -e '^_' >shown
[ -s shown ] && fail "libpmscheme shows more than its header: $(cat shown)"
exit 0
