# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: the examples of README.md, each as it stands there, work with an
#   installed library: preload, relink (shared and static), API.
# Limitations: ./setup itself is not run here.
# { dg-timeout 120 }

. "$srcdir/support/check.sh"

need make cc guile
[ -n "$PKG_CONFIG" ] || unsupported "no pkg-config"
real_pkg_config=$(command -v "$PKG_CONFIG")
readme=$srcdir/../README.md

# The fenced block that follows a marker.
example () {
    awk -v marker="<!-- example: $1 -->" '
        $0 == marker { found = 1; next }
        found && /^```/ { if (inside) exit; inside = 1; next }
        found && inside { print }
    ' "$readme" >"$2"
    [ -s "$2" ] || fail "README.md has no example $1"
}

root=$PWD/root
make -C "$builddir" install "DESTDIR=$root" >install.log 2>&1 || {
    cat install.log
    fail "make install"
}
pc=$(find "$root" -name gc_pmscan.pc)
libdir=${pc%/pkgconfig/*}
bin=$(find "$root" -name gc-pmscan -type f)
PATH=${bin%/*}:$PATH
# A prefix that is not the configured one: what pkg-config calls a sysroot.
cat >pkg-config <<END
#!/bin/sh
exec env PKG_CONFIG_PATH="${pc%/*}" $real_pkg_config --define-prefix "\$@"
END
chmod +x pkg-config
PATH=$PWD:$PATH
LD_LIBRARY_PATH=$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
GC_PMSCAN_LIBRARY=$libdir/libgc_pmscan.so
GC_PMSCAN=auto
export PATH LD_LIBRARY_PATH GC_PMSCAN GC_PMSCAN_LIBRARY

example relink.c relink.c
example explicit.c explicit.c
for name in preload preload-bare relink static explicit; do
    example "$name" "$name.sh"
    sh -e "./$name.sh" >"$name.out" 2>"$name.err" || {
        cat "$name.out" "$name.err"
        fail "the example $name gave exit status $?"
    }
done
grep -q '^4999950000' preload.out || fail "preload: $(cat preload.out)"
grep -q pmscan preload.err || fail "preload, summary: $(cat preload.err)"
grep -q '^4999950000' preload-bare.out ||
    fail "preload without the tool: $(cat preload-bare.out)"
grep -q 'cannot be preloaded' preload-bare.err &&
    fail "preload without the tool: $(cat preload-bare.err)"
grep -qx '100000 nodes' relink.out || fail "relink: $(cat relink.out)"
grep -qx '100000 nodes' static.out || fail "static: $(cat static.out)"
grep -q 'tracked, swept' explicit.out || fail "explicit: $(cat explicit.out)"
exit 0
