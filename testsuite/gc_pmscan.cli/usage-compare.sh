# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a command line that compare doesn't know ends with 2 and a sentence,
#   and the program is not started.
# Limitations: wording is not looked at beyond a few words.

. "$srcdir/gc_pmscan.cli/cli.inc"

touch_file="touch started"
# shellcheck disable=SC2086  # the program's words
{
    usage_error "no '--'" "$pm" compare
    usage_error "no '--'" "$pm" compare --runs=1 $touch_file
    usage_error "no program" "$pm" compare --
    usage_error "no program" "$pm" compare --json -- ""
    usage_error "--report" "$pm" compare --report=x -- $touch_file
    usage_error "'extra'" "$pm" compare extra -- $touch_file
    usage_error "needs a value" "$pm" compare --runs -- $touch_file
    for n in "" 0 -1 1001 99999999999999999999 -99999999999999999999 3x x3 \
        1.5 "3 " 0x10; do
        usage_error "'$n'" "$pm" compare "--runs=$n" -- $touch_file
        says err "1 to 1000"
    done
    for list in "" , off, ,off off,,stock on "off stock" off,on; do
        usage_error "--vdb=$list" "$pm" compare "--vdb=$list" -- $touch_file
        says err auto pmscan stock off
    done
    usage_error "twice" "$pm" compare --vdb=off,stock,off -- $touch_file
}
[ -e started ] && fail "the program was started"
exit 0
