# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: in a set-user-id program none of our variables is heeded, so that
#   nobody can have a file written as somebody else; the program runs as it is.
# Limitations: a static program, for the loader would not look for our library
#   where it is in the build tree.

. "$srcdir/support/check.sh"

need setpriv
[ "$(id -u)" = 0 ] || unsupported "only root makes set-user-id programs"
[ -n "$PKG_CONFIG" ] || unsupported "no pkg-config"

cat >program.c <<'END'
#include <gc/gc.h>
#include <gc_pmscan.h>
#include <stdio.h>
#include <unistd.h>
int main(void)
{
    GC_INIT();
    GC_enable_incremental();
    printf("%d %d\n", geteuid() != getuid(),
           gc_pmscan_state() == GC_PMSCAN_STATE_ACTIVE);
    return 0;
}
END
# shellcheck disable=SC2046,SC2086  # lists of words
check "compiling" $CC $CFLAGS -static -I"$top_srcdir/gc_pmscan" -o program \
    program.c $($PKG_CONFIG --static --cflags --libs gc_pmscan-uninstalled)

# As nobody, in a place that it can reach and where all may write.
place=$(mktemp -d /tmp/set-user-id.XXXXXX) || fail "no directory in /tmp"
trap 'rm -rf "$place"' EXIT
chmod 1777 "$place"
cp program "$place/program"
run () {
    rm -f "$place/report"
    setpriv --reuid=65534 --regid=65534 --clear-groups \
        env GC_PMSCAN=off GC_PMSCAN_REPORT="$place/report" "$place/program" \
        >out || fail "the program gave exit status $?"
}
run
[ "$(cat out)" = "0 0" ] || fail "without the bit: $(cat out)"
[ -e "$place/report" ] || fail "without the bit: no report"
chmod u+s "$place/program"
run
case $(cat out) in
"0 "*) unsupported "set-user-id has no effect in /tmp" ;;
"1 1") ;;
*) fail "with the bit GC_PMSCAN=off was heeded: $(cat out)" ;;
esac
[ -e "$place/report" ] && fail "a report was written as root"
exit 0
