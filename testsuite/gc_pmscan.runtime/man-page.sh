# SPDX-License-Identifier: MIT
# Area: runtime
# Purpose: pmscheme's manual page has the options that --help has, and no fault.
# Limitations: formatted with mandoc or groff, whichever is there.
. "$srcdir/gc_pmscan.runtime/pmscheme.inc"

page=$top_srcdir/runtime/pmscheme.1
status_is 0 --help
grep -o -e '--[a-z][a-z-]*' out | sort -u >in_help
sed -n 's/^\.It .*Fl -\([a-z][a-z-]*\).*/--\1/p' "$page" | sort -u >in_page
cmp in_help in_page || {
    diff in_help in_page
    fail "the options of --help (<) and of the manual page (>) differ"
}
lint_manual "$page"
exit 0
