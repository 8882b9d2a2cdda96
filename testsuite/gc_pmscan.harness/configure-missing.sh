# SPDX-License-Identifier: MIT
# Area: harness
# Purpose: configure names all that is missing, a line each with the Debian
#   package, then the command that installs it, and fails.
# Limitations: that something is missing is made up by configure's own cache
#   variables; the search for it is not tested.

. "$srcdir/support/check.sh"

[ -x "$top_srcdir/configure" ] || unsupported "there is no configure"

"$top_srcdir/configure" gcp_cv_gc_h=no ac_cv_header_atomic_ops_h=no \
    ac_cv_header_xxhash_h=no ac_cv_header_jansson_h=no >out 2>err &&
    fail "configure is content without any library"
while read -r what package; do
    [ "$(grep -c "^configure: error: .*$what.*Debian package $package\$" err)" \
        = 1 ] || {
        cat err
        fail "no line, or several, for $package"
    }
done <<'END'
gc/gc.h libgc-dev
atomic_ops.h libatomic-ops-dev
xxhash.h libxxhash-dev
jansson libjansson-dev
END
grep -q 'apt-get install libgc-dev libatomic-ops-dev libxxhash-dev libjansson-dev$' \
    err || {
    cat err
    fail "no command that installs them all"
}
[ -e Makefile ] && fail "configure made a Makefile all the same"
exit 0
