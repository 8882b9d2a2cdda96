# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: exit status 126 and a sentence when the program can't be executed.
# Limitations: none.

. "$srcdir/gc_pmscan.cli/cli.inc"

echo text >file
mkdir directory
for program in ./file ./directory; do
    status_is 126 "$pm" run -- "$program"
    says err "gc-pmscan: " "'$program'" "can't be executed"
    status_is 126 "$pm" compare -- "$program"
done
temp_is_empty
exit 0
