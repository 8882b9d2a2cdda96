# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: the manual page has every option that --help names and the other way
#   round, and formats without a complaint.
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

if command -v mandoc >/dev/null; then
    mandoc -T lint -W warning "$page" >lint 2>&1
elif command -v groff >/dev/null; then
    groff -mandoc -ww -b -z "$page" >lint 2>&1
else
    unsupported "neither mandoc nor groff is installed"
fi
[ -s lint ] && {
    cat lint
    fail "the manual page has faults"
}
exit 0
