# SPDX-License-Identifier: MIT
# Area: cli
# Purpose: probe prints a line for each capability, one for libgc, and the
#   verdict, and its exit status agrees with the verdict.
# Limitations: whether the answers are true is for the tests of the probe.

. "$srcdir/gc_pmscan.cli/cli.inc"

"$pm" probe >out 2>err
got=$?
[ -s err ] && fail "probe wrote to standard error: $(cat err)"
for name in userfaultfd pagemap libgc; do
    grep -qE "^$name +(yes|no|-) +[^ ]" out || {
        cat out
        fail "no line for $name"
    }
done
case $got,$(tail -n 1 out) in
0,usable:*) ;;
1,"not usable: "?*) ;;
*)
    cat out
    fail "exit status $got with this verdict"
    ;;
esac
exit 0
