# SPDX-License-Identifier: MIT
# Area: runtime
# Purpose: pmscheme's command line, and its exit statuses.
# Limitations: the REPL is in repl.sh.
. "$srcdir/gc_pmscan.runtime/pmscheme.inc"

status_is 0 --help
grep -q '^Usage: pmscheme' out || fail "--help says no usage"
status_is 0 --version
out_is "pmscheme $GC_PMSCAN_TEST_VERSION"
status_is 0 -e '(display (+ 1 2))' -e '(display 4)'
out_is 34
status_is 0 -e '(write (cdr (command-line)))' a '-b c'
out_is '("a" "-b c")'
echo '(write (command-line)) (exit 7)' >program.scm
status_is 7 program.scm one --help
out_is '("program.scm" "one" "--help")'
"$pmscheme" - <program.scm >out; [ $? -eq 7 ] || fail "-: wrong exit status"
out_is '("-")'
"$pmscheme" <program.scm >out; [ $? -eq 7 ] || fail "stdin: wrong exit status"

status_is 0 -e '(exit)'
status_is 0 -e '(exit #t)'
status_is 1 -e '(exit #f)'
status_is 44 -e '(exit 300)'
status_is 3 -e '(emergency-exit 3)'
status_is 5 -e '(dynamic-wind (lambda () 1) (lambda () (exit 5)) (lambda () (display "after")))'
out_is after
status_is 0 -e '(display "not flushed by hand")'
out_is "not flushed by hand"
status_is 70 -e '(car 1)'
status_is 2 --no-such-option
err_has "there is no option '--no-such-option'"
status_is 2 --vdb=foo
err_has "wanted is auto, pmscan, stock or off"
status_is 2 --heap-limit=1X
err_has "'1X' is no size"
status_is 2 -e
err_has "wants a value"
status_is 66 no-such-file.scm
err_has "'no-such-file.scm' can't be read: No such file"
for kind in auto stock off; do
    status_is 0 --vdb=$kind -e '(import (scheme base) (scheme write) (pmscan gc)) (display (cdr (assq (quote dirty-page-provider) (gc-stats))))'
    case $kind-$(cat out) in
    auto-pmscan|auto-off|stock-stock|off-off) ;;
    *) fail "--vdb=$kind: dirty pages from $(cat out)" ;;
    esac
done
status_is 0 --vdb=auto --gc-report=report.json -e '(display 1)'
grep -q '"state"' report.json || fail "--gc-report wrote no report"
