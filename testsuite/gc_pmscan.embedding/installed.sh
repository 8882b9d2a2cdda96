# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: what make install lays down is enough to compile a program, links
#   with our library before libgc even under --as-needed, and make uninstall
#   takes all of it away.
# Limitations: what the program then does is for other tests.
# { dg-timeout 120 }

. "$srcdir/support/check.sh"

need make readelf
[ -n "$PKG_CONFIG" ] || unsupported "no pkg-config"

root=$PWD/root
make -C "$builddir" install "DESTDIR=$root" >install.log 2>&1 || {
    cat install.log
    fail "make install"
}
find "$root" -type f -o -type l | sort >installed
for wanted in libgc_pmscan.so libgc_pmscan.a gc_pmscan.h gc_pmscan.pc \
    gc-pmscan gc-pmscan.1
do
    grep -q "/$wanted\$" installed || fail "$wanted is not installed"
done
grep -q '/workloads/' installed || fail "no workload is installed"

pc=$(grep '/gc_pmscan\.pc$' installed)
pkg () {
    env -u PKG_CONFIG_PATH PKG_CONFIG_LIBDIR="${pc%/*}" $PKG_CONFIG \
        --define-prefix "$@" gc_pmscan
}
case $(pkg --libs) in
*-lgc_pmscan*-lgc*) ;;
*) fail "our library does not stand before libgc: $(pkg --libs)" ;;
esac
case $(pkg --libs) in
*--wrap*) fail "a shared link gets the flags of a static one" ;;
esac

cat >program.c <<'END'
#include <gc/gc.h>
#include <gc_pmscan.h>
int main(void)
{
    GC_INIT();
    GC_enable_incremental();
    return GC_MALLOC(GC_PMSCAN_VERSION_MAJOR + 1) == 0;
}
END
# shellcheck disable=SC2046,SC2086  # lists of words
check "compiling with the installed files" \
    $CC -Wl,--as-needed -o program program.c $(pkg --cflags) $(pkg --libs)
readelf -d program | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p' >needed
[ "$(grep -n '' needed | sed -n 's/:libgc_pmscan\.so.*//p')" = 1 ] ||
    fail "the program does not load our library first: $(cat needed)"
grep -q '^libgc\.so' needed || fail "the program does not load libgc"

make -C "$builddir" uninstall "DESTDIR=$root" >uninstall.log 2>&1 || {
    cat uninstall.log
    fail "make uninstall"
}
left=$(find "$root" -type f -o -type l)
[ -z "$left" ] || fail "left behind by make uninstall: $left"
exit 0
