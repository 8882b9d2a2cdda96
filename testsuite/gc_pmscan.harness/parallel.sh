# SPDX-License-Identifier: MIT
# Area: harness
# Purpose: tests that run side by side are each run once and give the sum that
#   one after the other gives, in the same order; what needs the machine alone
#   has it; a runtest that dies, or says too little, is never taken for
#   success; and what it had not begun is run all the same.
# Limitations: that run-tests is stopped by a signal is not tried.
# { dg-timeout 120 }

. "$srcdir/support/check.sh"

need runtest
# What the run around this one was told is not for this one.
unset GC_PMSCAN_REQUIRE GC_PMSCAN_TEST_ONLY GC_PMSCAN_TEST_JOBS

tree=$PWD/tree
work=$PWD/work
mkdir -p "$tree" "$work"
cp -R "$srcdir/lib" "$srcdir/support" "$tree/"
chmod -R u+w "$tree"
{
    cat "$builddir/testsuite/site.exp"
    echo "set srcdir \"$tree\""
    echo "set objdir \"$work\""
} >"$work/site.exp"

# sample AREA NAME [DIRECTIVE]: a shell test with standard input as its body,
# in which it says that it runs.
sample () {
    mkdir -p "$tree/gc_pmscan.$1"
    echo gcp_run_area >"$tree/gc_pmscan.$1/$1.exp"
    {
        [ $# -lt 3 ] || echo "# { $3 }"
        echo "echo run >>'$work/ran.$1.$2'; : >'$work/now.$1.$2'"
        cat
        echo "status=\$?; rm -f '$work/now.$1.$2'; exit \$status"
    } >"$tree/gc_pmscan.$1/$2.sh"
}

for area in late early; do
    for name in a b c d; do
        sample $area $name <<'END'
sleep 0.1
END
    done
done
sample early bad <<'END'
false
END
sample early matrix 'dg-matrix "A=1" "A=2" "A=3"' <<'END'
test "$A" != 2
END
sample early alone dg-alone <<END
sleep 0.1; test "\$(echo '$work'/now.*)" = '$work/now.early.alone'
END
sample middle lacking <<END
echo "UNSUPPORTED: no moon"; rm '$work/now.middle.lacking'; exit 77
END

# run JOBS RUNTEST [FLAGS]
run () {
    rm -f "$work"/ran.* "$work"/now.*
    run_jobs=$1
    shift
    (cd "$work" && GC_PMSCAN_TEST_JOBS=$run_jobs \
        sh "$srcdir/run-tests" "$tree" "$@") >run.log 2>&1 </dev/null
    status=$?
    last=$(tail -n 1 run.log)
    grep '^[A-Z]*: ' "$work/gc_pmscan.sum" >"outcomes.$run_jobs" || :
}

# expect STATUS LINE WHAT
expect () {
    if [ "$status" -ne "$1" ] || [ "$last" != "$2" ]; then
        cat run.log "$work/gc_pmscan.sum"
        fail "$3: exit status $status, not $1; or not the last line \"$2\""
    fi
}

run 1 runtest
expect 1 "11 passed, 2 failed, 1 skipped" "one after the other"
for jobs in 2 5; do
    run $jobs runtest
    expect 1 "11 passed, 2 failed, 1 skipped" "$jobs at a time"
    cmp outcomes.1 outcomes.$jobs || {
        diff outcomes.1 outcomes.$jobs
        fail "$jobs at a time give another sum"
    }
    for file in "$work"/ran.*; do
        wanted=1
        [ "$file" != "$work/ran.early.matrix" ] || wanted=3
        [ "$(wc -l <"$file")" -eq $wanted ] ||
            fail "$jobs at a time: ${file##*/} $(wc -l <"$file") times"
    done
    grep -q 'early/matrix.sh \[A=3\]: exit 0' "$work/gc_pmscan.log" ||
        fail "the log has not all of the output"
    [ "$(grep -c '^# of expected passes' "$work/gc_pmscan.sum")" -eq 1 ] &&
        grep -q '^# of expected passes.*11$' "$work/gc_pmscan.sum" ||
        fail "runtest's own counts were not added up"
done

# From here on there is no failure among the tests.
rm "$tree/gc_pmscan.early/bad.sh" "$tree/gc_pmscan.early/matrix.sh"
run 3 runtest
expect 0 "9 passed, 0 failed, 1 skipped" "tests that pass"
run 3 runtest late.exp=a.sh
expect 0 "1 passed, 0 failed" "flags for runtest"

# wrapper NAME: a runtest that misbehaves as the second of several.
wrapper () {
    {
        echo '#!/bin/sh'
        echo 'case "$*" in *parallel/2*) ;; *) exec runtest "$@" ;; esac'
        cat
    } >"$1"
    chmod +x "$1"
}
wrapper dies-early <<'END'
kill -9 $$
END
wrapper dies-late <<'END'
runtest "$@"
kill -9 $$
END
wrapper fails-silently <<'END'
runtest "$@"
exit 3
END
wrapper ends-early <<'END'
runtest "$@"
sed -i '/=== gc_pmscan Summary ===/,$d' parallel/2/gc_pmscan.sum
END
wrapper without-sum <<'END'
runtest "$@"
rm parallel/2/gc_pmscan.sum
END
for name in dies-early dies-late fails-silently ends-early without-sum; do
    run 2 "$PWD/$name"
    [ "$status" -ne 0 ] || fail "$name: counts as success"
    case $last in
    *' 0 failed'*) fail "$name: $last" ;;
    esac
    [ "$(ls "$work"/ran.* | wc -l)" -eq 10 ] ||
        fail "$name: not all tests were run"
done

run none runtest
[ "$status" -eq 2 ] || fail "a number of jobs that is none: $status"
exit 0
