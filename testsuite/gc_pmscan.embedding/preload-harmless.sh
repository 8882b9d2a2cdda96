# SPDX-License-Identifier: MIT
# Area: embedding
# Purpose: preloaded into processes without libgc, whatever GC_PMSCAN says, the
#   library changes nothing: same output, nothing on standard error, no report,
#   no descriptor, no thread; and it is passed on through a shell.
# Limitations: a few programs that every machine has.

. "$srcdir/support/check.sh"
. "$srcdir/support/program.sh"

# try NAME=VALUE COMMAND...: the same with us as without us.
try () {
    try_setting=$1
    shift
    "$@" >expected 2>expected.err
    try_expected=$?
    env "$try_setting" GC_ENABLE_INCREMENTAL=1 GC_PMSCAN_REPORT=report.json \
        LD_PRELOAD="$GC_PMSCAN_LIBRARY" "$@" >out 2>err
    try_status=$?
    [ $try_status = $try_expected ] ||
        fail "$*: exit status $try_status, $try_expected without us"
    cmp -s expected out || fail "$*: the output differs"
    cmp -s expected.err err || fail "$*: standard error: $(cat err)"
    [ -e report.json ] && fail "$*: wrote a report"
    return 0
}

for setting in GC_PMSCAN=auto GC_PMSCAN=off GC_PMSCAN=require; do
    try $setting sh -c 'echo hello; exit 7'
    try $setting true
    try $setting false
    try $setting ls /
    try $setting sh -c 'ls -l /proc/self/fd | wc -l; ls /proc/self/task | wc -l'
    try $setting cat /no/such/file
    try $setting sh -c 'echo "$(echo inner)" | cat'
    try $setting awk 'BEGIN { print 6 * 7 }'
done

# The shell has no libgc, what it starts has.
build_program sum
run env GC_PMSCAN=require GC_ENABLE_INCREMENTAL=1 \
    LD_PRELOAD="$GC_PMSCAN_LIBRARY" sh -c 'true; env ./sum'
[ -s err ] && fail "standard error: $(cat err)"
report_has active true
exit 0
