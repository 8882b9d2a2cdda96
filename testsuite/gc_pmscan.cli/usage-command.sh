# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: without a command that exists, gc-pmscan exits with 2 and says what
#   was wrong and which commands there are.
# Limitations: wording is not looked at beyond a few words.

. "$srcdir/gc_pmscan.cli/cli.inc"

usage_error "no command" "$pm"
for word in frobnicate "" PROBE --runs=3 -x --; do
    usage_error "'$word'" "$pm" "$word"
    says err probe run compare
done
exit 0
