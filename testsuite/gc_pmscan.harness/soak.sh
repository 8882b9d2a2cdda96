# SPDX-License-Identifier: MIT
# Area: harness
# Purpose: a soak of some seconds finds nothing wrong and says what it checked;
#   with the faulty library it ends with 1, says how to have the round again,
#   and that round fails again; a library that does not work is no success.
# Limitations: minutes of it are for make soak.
# { dg-timeout 300 }
# { dg-alone }

. "$srcdir/support/check.sh"

"$GC_PMSCAN_BIN" probe >probe.log 2>&1 || unsupported "$(tail -n 1 probe.log)"

soak=$builddir/testsuite/soak
# run STATUS SECONDS LIBRARY [SEED [ROUND]]
run () {
    wanted=$1
    seconds=$2
    library=$3
    shift 3
    rm -rf work
    mkdir work
    (cd work && "$soak/soak" "$seconds" "$library" "$soak/graph" \
        "$srcdir/../bench/workloads" "$@") >out 2>&1
    got=$?
    [ "$got" -eq "$wanted" ] && return
    cat out
    fail "soak $seconds $library $*: exit status $got, not $wanted"
}

run 0 3 "$GC_PMSCAN_LIBRARY"
tail -n 1 out
tail -n 1 out | grep -q '^soak: [1-9][0-9]* page checks, [0-9]* pages handed over, [1-9][0-9]* sweeps,.*: no write missed$' ||
    fail "the last line does not say what was checked"
[ "$(grep -c '^round ' out)" -ge 2 ] || fail "fewer than two rounds"
left=$(cd work && ls | grep -v '\.n$')
[ -z "$left" ] || fail "left behind: $left"

run 1 3 "$PWD/no-such-library.so"
run 2 0 "$GC_PMSCAN_LIBRARY"

# With sanitizers it can't be preloaded into just any program.
[ -z "$GC_PMSCAN_TEST_SANITIZERS" ] || exit 0
run 1 60 "$GC_PMSCAN_LIBRARY_DROP" 5
grep -q 'lost page\|lost object' out || {
    cat out
    fail "the faulty library is not found out by what it loses"
}
again=$(sed -n 's/^soak: again with SEED=\([0-9]*\) ROUND=\([0-9]*\)$/\1 \2/p' out)
[ -n "$again" ] || fail "it does not say how to have the round again"
# shellcheck disable=SC2086  # two words
run 1 60 "$GC_PMSCAN_LIBRARY_DROP" $again
grep -q "^soak: round ${again#* } ended with" out || fail "another round failed"
exit 0
