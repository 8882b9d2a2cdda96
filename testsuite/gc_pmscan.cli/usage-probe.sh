# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a command line that probe doesn't know ends with 2 and a sentence.
# Limitations: wording is not looked at beyond a few words.

. "$srcdir/gc_pmscan.cli/cli.inc"

usage_error "--frobnicate" "$pm" probe --frobnicate
usage_error "-x" "$pm" probe -x
usage_error "--json=yes" "$pm" probe --json=yes
usage_error "'more'" "$pm" probe more
usage_error "'more'" "$pm" probe --json more
exit 0
