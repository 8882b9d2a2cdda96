#!/bin/sh
# SPDX-License-Identifier: MIT
# Counts what runtest found.
#
# What comes in: .sum files.  What goes out: "N passed, N failed" (and
# ", N skipped" when any) as the last line; exit 0 when tests ran and none
# failed.  UNRESOLVED and an unexpected pass are failures; so are an ERROR, a
# sum that ends early, and a run without a test.

for sum in "$@"; do
    if ! test -s "$sum"; then
        echo "$sum: no tests were run"
        echo "0 passed, 1 failed"
        exit 1
    fi
done

exec awk '
    /^PASS: / { passed++ }
    /^(FAIL|XPASS|KPASS|UNRESOLVED): / { failed++; print }
    /^(UNSUPPORTED|UNTESTED|XFAIL|KFAIL): / { skipped++ }
    /^ERROR: / { errors++ }
    /=== gc_pmscan Summary ===/ { complete++ }
    END {
        bad = failed
        if (errors && !failed) {
            print "runtest reported an error, see the log"
            bad = 1
        }
        if (complete < ARGC - 1) {
            print "a run of the tests did not come to its end"
            bad = bad + 1
        } else if (passed + failed == 0) {
            print "no test ran"
            bad = 1
        }
        line = sprintf("%d passed, %d failed", passed, bad)
        if (skipped)
            line = line sprintf(", %d skipped", skipped)
        print line
        exit bad != 0
    }' "$@"
