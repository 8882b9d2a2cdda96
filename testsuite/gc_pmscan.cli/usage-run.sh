# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: a command line that run doesn't know ends with 2 and a sentence, and
#   the program is not started.
# Limitations: wording is not looked at beyond a few words.

. "$srcdir/gc_pmscan.cli/cli.inc"

touch_file="touch started"
# shellcheck disable=SC2086  # the program's words
{
    usage_error "no '--'" "$pm" run
    usage_error "no '--'" "$pm" run --vdb=off
    usage_error "no '--'" "$pm" run $touch_file
    usage_error "no program" "$pm" run --
    usage_error "no program" "$pm" run -- ""
    usage_error "--frobnicate" "$pm" run --frobnicate -- $touch_file
    usage_error "--json" "$pm" run --json -- $touch_file
    usage_error "'extra'" "$pm" run extra -- $touch_file
    usage_error "needs a value" "$pm" run --vdb -- $touch_file
    usage_error "needs a value" "$pm" run --report -- $touch_file
    usage_error "--report" "$pm" run --report= -- $touch_file
    usage_error "takes no value" "$pm" run --help=me -- $touch_file
    for kind in "" on PMSCAN pmsca pmscann off,stock "off "; do
        usage_error "'$kind'" "$pm" run "--vdb=$kind" -- $touch_file
        says err auto pmscan stock off
    done
    for name in r%d.json r% %p%; do
        usage_error "'$name'" "$pm" run "--report=$name" -- $touch_file
    done
}
[ -e started ] && fail "the program was started"
exit 0
