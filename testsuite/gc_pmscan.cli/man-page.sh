# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: the manual page has every option that --help names and the other way
#   round, every variable that the library and the tool read, and every key of a
#   report; and it formats without a complaint.
# Limitations: formatted with mandoc or groff, whichever is there.

. "$srcdir/gc_pmscan.cli/cli.inc"

page=$top_srcdir/doc/gc-pmscan.1
options () {
    grep -o -e '--[a-z][a-z]*' | sort -u
}
for command in "" probe run compare; do
    "$pm" $command --help
done | options >in_help
# The options of other programs are not marked up as ours.
sed -n 's/^\.\(It \|Op \|Nm .*\)\{0,1\}\(Op \)\{0,1\}Fl Fl \([a-z]*\).*/--\3/p' \
    "$page" | sort -u >in_page
cmp in_help in_page || {
    diff in_help in_page
    fail "the options of --help (<) and of the manual page (>) differ"
}

sed -n 's/.*"\(GC_[A-Z_]*\)".*/\1/p' "$top_srcdir/gc_pmscan/options.c" \
    "$top_srcdir"/tools/*.c | sort -u >variables
[ -s variables ] || fail "no variable is read"
while read -r name; do
    grep -q "^\.It Ev $name\$" "$page" ||
        fail "the manual page does not have the variable $name"
done <variables

make_client
status_is 0 "$pm" run --report=report.json -- ./client alloc 100000
sed -n 's/^ *"\([a-z0-9_]*\)":.*/\1/p' report.json >keys
[ -s keys ] || fail "the report has no keys"
sed -n '/^\.Sh REPORT/,/^\.Sh EXAMPLES/s/^\.It Cm //p' "$page" |
    tr -s ' ,' '\n\n' >documented
while read -r key; do
    grep -qx "$key" documented ||
        fail "the manual page does not have the key $key of a report"
done <keys

lint_manual "$page"
exit 0
