# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: when no report comes out, one sentence says so and names a cause;
#   a report that is there from before is not taken for one.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

one_sentence () {
    [ "$(wc -l <err)" = 1 ] || {
        cat err
        fail "not one line"
    }
    says err "gc-pmscan: no report" "$@"
}
status_is 0 "$pm" run -- true
one_sentence "'true'" libgc
status_is 0 "$pm" run --report=r.json -- true
one_sentence "'true'" libgc
echo old >r.json
sleep 0.1
status_is 0 "$pm" run --report=r.json -- true
one_sentence "'true'" libgc
make_client
status_is 137 "$pm" run -- ./client alloc 100 raise 9
grep gc-pmscan: err >sentence
mv sentence err
one_sentence "'./client'" "signal 9"
exit 0
