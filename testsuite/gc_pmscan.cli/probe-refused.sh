# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: where the kernel refuses, probe exits with 1 and names the reason as
#   the verdict.
# Limitations: an old kernel is played by a seccomp filter.

. "$srcdir/gc_pmscan.cli/cli.inc"

need_pmscan
make_refuse
make_json
status_is 1 ./refuse "$pm" probe
grep -q '^not usable: .*6\.7' out || {
    cat out
    fail "the verdict does not name the kernel that is needed"
}
grep -qE '^pagemap_scan +no ' out || fail "no line says what was refused"
status_is 1 ./refuse "$pm" probe --json
json_is false out usable
exit 0
