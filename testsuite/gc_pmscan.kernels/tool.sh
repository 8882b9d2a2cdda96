# SPDX-License-Identifier: MIT
# Area: kernels
# Purpose: what gc-pmscan says agrees with the kernel: probe's verdict, run with
#   pmscan or without it and why, and compare of the modes that this kernel has.
# Limitations: a kernel that was built without userfaultfd fails here.
# { dg-guest }
# { dg-timeout 120 }

. "$srcdir/support/check.sh"

client="$builddir/bench/tree -n 20000 -a 200000"
release=$(uname -r)
minor=${release#*.}
number=$((${release%%.*} * 1000 + ${minor%%[!0-9]*}))
echo "Linux $release, $number"

# status_is N COMMAND...: its output is in out and err.
status_is () {
    wanted=$1
    shift
    "$@" >out 2>err
    got=$?
    [ "$got" -eq "$wanted" ] && return
    cat out err
    fail "exit status $got and not $wanted: $*"
}

says () {
    grep -q -e "$2" "$1" && return
    cat "$1"
    fail "not in $1: $2"
}

status_is 0 $client
cp out right
[ -s right ] || fail "the program prints nothing"

if [ "$number" -ge 6007 ]; then
    status_is 0 "$GC_PMSCAN_BIN" probe
    says out '^usable: '
    for kind in off stock pmscan; do
        status_is 0 "$GC_PMSCAN_BIN" run --vdb=$kind --report=$kind.json -- \
            $client
        cmp out right || fail "$kind: the program prints something else"
        says $kind.json "\"vdb\": \"$kind\""
    done
    says pmscan.json '"sweep_errors": 0,*$'
    exit 0
fi

status_is 1 "$GC_PMSCAN_BIN" probe
says out '^not usable: .*Linux 6\.7 or later'
status_is 125 "$GC_PMSCAN_BIN" run --vdb=pmscan -- $client
says err 'Linux 6\.7 or later'
[ ! -s out ] || fail "the program ran: $(cat out)"
status_is 125 env LD_PRELOAD="$GC_PMSCAN_LIBRARY" GC_PMSCAN=require \
    GC_ENABLE_INCREMENTAL=1 $client
says err 'Linux 6\.7 or later'
[ ! -s out ] || fail "the program ran in spite of require: $(cat out)"
for kind in off stock; do
    status_is 0 "$GC_PMSCAN_BIN" run --vdb=$kind --report=$kind.json -- $client
    cmp out right || fail "$kind: the program prints something else"
    says $kind.json "\"vdb\": \"$kind\""
done
# Whatever the preloaded library can't do, the program does what it did.
status_is 0 env GC_ENABLE_INCREMENTAL=1 "$GC_PMSCAN_BIN" run \
    --report=auto.json -- $client
cmp out right || fail "auto: the program prints something else"
says auto.json '"vdb": "stock"'
says auto.json 'Linux 6\.7 or later'
status_is 0 env GC_ENABLE_INCREMENTAL=1 "$GC_PMSCAN_BIN" run -- $client
says err 'Linux 6\.7 or later'
exit 0
